"""Imports of organisations and people. New tables only: no lock anybody waits for."""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0012_one_holder_a_grant'),
    ]

    operations = [
        migrations.CreateModel(
            name='PeopleImport',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('organisations', '组织机构'), ('users', '用户')], max_length=20)),
                ('file_name', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('content', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('waiting', '等待检查'), ('checking', '正在检查'), ('refused', '文件被拒绝'), ('checked', '已检查'), ('applying', '正在导入'), ('applied', '已导入'), ('failed', '未导入'), ('cancelled', '已取消')], default='waiting', max_length=20)),
                ('problem', models.TextField(blank=True, default='')),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('creates', models.PositiveIntegerField(default=0)),
                ('updates', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('errors', models.PositiveIntegerField(default=0)),
                ('actor_name', models.CharField(blank=True, default='', max_length=100)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.user')),
            ],
        ),
        migrations.CreateModel(
            name='PeopleImportRow',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('verdict', models.CharField(max_length=12)),
                ('cells', models.JSONField(default=dict)),
                ('messages', models.JSONField(default=list)),
                ('changes', models.JSONField(default=dict)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='kernel.peopleimport')),
            ],
        ),
        migrations.AddIndex(
            model_name='peopleimport',
            index=models.Index(fields=['created_at'], name='people_import_by_age'),
        ),
        migrations.AddConstraint(
            model_name='peopleimportrow',
            constraint=models.UniqueConstraint(fields=('run', 'number'), name='people_import_row_once'),
        ),
    ]

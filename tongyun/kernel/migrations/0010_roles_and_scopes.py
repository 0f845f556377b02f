"""Let grants go to groups and posts within a scope, and roles hide fields.

New columns with defaults: on PostgreSQL each takes its table's lock for a moment only; both tables are small.
"""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0009_identity_providers")]

    operations = [
        migrations.AddField(
            model_name='grant',
            name='granted_by',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AddField(
            model_name='grant',
            name='group',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='kernel.group'),
        ),
        migrations.AddField(
            model_name='grant',
            name='organisations',
            field=models.ManyToManyField(blank=True, related_name='+', to='kernel.organisation'),
        ),
        migrations.AddField(
            model_name='grant',
            name='post',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='kernel.post'),
        ),
        migrations.AddField(
            model_name='grant',
            name='scope',
            field=models.CharField(choices=[('own', '本人'), ('organisation', '本组织'), ('below', '本组织及下级'), ('named', '指定组织'), ('all', '全部')], default='all', max_length=12),
        ),
        migrations.AddField(
            model_name='grant',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='role',
            name='built_in',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='role',
            name='created_at',
            field=models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now),
        ),
        migrations.AddField(
            model_name='role',
            name='description',
            field=models.CharField(blank=True, default='', max_length=500),
        ),
        migrations.AddField(
            model_name='role',
            name='hidden',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='role',
            name='realm',
            field=models.CharField(choices=[('business', '业务'), ('system', '系统管理'), ('security', '安全管理'), ('audit', '审计管理')], default='business', max_length=10),
        ),
        migrations.AddField(
            model_name='role',
            name='title_en',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AddField(
            model_name='role',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='setuplink',
            name='seat',
            field=models.CharField(choices=[('system', '系统管理员'), ('security', '安全管理员'), ('audit', '审计管理员')], default='system', max_length=10),
        ),
        migrations.AlterField(
            model_name='grant',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='kernel.user'),
        ),
    ]

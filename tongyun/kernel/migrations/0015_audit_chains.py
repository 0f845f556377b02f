"""Streams that can be checked fast, anchored and archived. Adds tables; adds a column to kernel_auditrecord and makes its
`delta` text: both databases rewrite that table while it is locked (about ten seconds a million rows)."""

import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0014_signing_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditAnchor',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('stream', models.CharField(max_length=40)),
                ('seq', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('key', models.CharField(max_length=16)),
                ('signature', models.CharField(max_length=128)),
            ],
        ),
        migrations.CreateModel(
            name='AuditArchive',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('stream', models.CharField(max_length=40)),
                ('first_seq', models.BigIntegerField()),
                ('last_seq', models.BigIntegerField()),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('last_digest', models.CharField(max_length=64)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('folder', models.CharField(max_length=200)),
                ('manifest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('key', models.CharField(max_length=16)),
                ('signature', models.CharField(max_length=128)),
            ],
        ),
        migrations.CreateModel(
            name='AuditCheck',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('running', '校验中'), ('intact', '完整'), ('broken', '发现问题'), ('failed', '未完成')], default='running', max_length=10)),
                ('whole', models.BooleanField(default=True)),
                ('checked', models.BigIntegerField(default=0)),
                ('total', models.BigIntegerField(default=0)),
                ('findings', models.JSONField(default=list)),
                ('position', models.TextField(default='{}')),
                ('key', models.CharField(blank=True, default='', max_length=16)),
                ('signature', models.CharField(blank=True, default='', max_length=128)),
                ('by', models.CharField(blank=True, default='', max_length=100)),
                ('started_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='auditrecord',
            name='form',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='auditrecord',
            name='delta',
            field=models.TextField(default='{}'),
        ),
        migrations.AddIndex(
            model_name='auditrecord',
            index=models.Index(fields=['actor_id', 'at'], name='audit_actor'),
        ),
        migrations.AddIndex(
            model_name='auditrecord',
            index=models.Index(fields=['action', 'at'], name='audit_action'),
        ),
        migrations.AddConstraint(
            model_name='auditanchor',
            constraint=models.UniqueConstraint(fields=('stream', 'seq'), name='audit_anchor_once'),
        ),
        migrations.AddConstraint(
            model_name='auditarchive',
            constraint=models.UniqueConstraint(fields=('stream', 'first_seq'), name='audit_archive_once'),
        ),
    ]

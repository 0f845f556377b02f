"""Tables for callers of the API, and three columns of tokens.

Locks: adds nullable or defaulted columns to `kernel_apitoken` (short, no rewrite on PostgreSQL 11+); the rest are new tables.
"""

import tongyun.kernel.contracts.ids
import tongyun.kernel.models.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0015_audit_chains'),
    ]

    operations = [
        migrations.AddField(
            model_name='apitoken',
            name='last_used_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='last_used_ip',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='scopes',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='ApiCall',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('method', models.CharField(max_length=8)),
                ('route', models.CharField(max_length=200)),
                ('status', models.PositiveSmallIntegerField()),
                ('ms', models.PositiveIntegerField()),
                ('bytes_in', models.PositiveBigIntegerField(default=0)),
                ('bytes_out', models.PositiveBigIntegerField(default=0)),
                ('actor_kind', models.CharField(blank=True, default='', max_length=10)),
                ('actor_id', models.CharField(blank=True, default='', max_length=40)),
                ('actor_name', models.CharField(blank=True, default='', max_length=100)),
                ('token', models.CharField(blank=True, default='', max_length=40)),
                ('ip', models.CharField(blank=True, default='', max_length=64)),
                ('request_id', models.CharField(blank=True, default='', max_length=32)),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='api_call_at'), models.Index(fields=['route', 'at'], name='api_call_route'), models.Index(fields=['actor_id', 'at'], name='api_call_actor')],
            },
        ),
        migrations.CreateModel(
            name='ApiHour',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('hour', models.DateTimeField()),
                ('method', models.CharField(max_length=8)),
                ('route', models.CharField(max_length=200)),
                ('calls', models.PositiveBigIntegerField(default=0)),
                ('refused', models.PositiveBigIntegerField(default=0)),
                ('failed', models.PositiveBigIntegerField(default=0)),
                ('ms', models.PositiveBigIntegerField(default=0)),
                ('ms_max', models.PositiveBigIntegerField(default=0)),
                ('bytes_in', models.PositiveBigIntegerField(default=0)),
                ('bytes_out', models.PositiveBigIntegerField(default=0)),
                ('last_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('hour', 'method', 'route'), name='api_hour_once')],
            },
        ),
        migrations.CreateModel(
            name='CallCount',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('window', models.BigIntegerField()),
                ('caller', models.CharField(max_length=80)),
                ('process', models.CharField(max_length=64)),
                ('calls', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('window', 'caller', 'process'), name='call_count_once')],
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('caller', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=200)),
                ('request', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('content_type', models.CharField(blank=True, default='', max_length=100)),
                ('body', tongyun.kernel.models.sealed.SealedField(blank=True, default='', purpose='api-answer')),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('caller', 'key'), name='answer_once')],
            },
        ),
    ]

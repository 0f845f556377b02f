"""Adds the tables of business calendars and schedules; locks nothing that exists."""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0016_callers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=80, unique=True)),
                ('when', models.CharField(max_length=120)),
                ('calendar', models.CharField(blank=True, default='', max_length=40)),
                ('shift', models.CharField(blank=True, default='', max_length=10)),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('paused_by', models.CharField(blank=True, default='', max_length=100)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('retired', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=100)),
                ('title_en', models.CharField(blank=True, default='', max_length=100)),
                ('rules', models.JSONField(default=dict)),
                ('actor_name', models.CharField(blank=True, default='', max_length=100)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'version'), name='calendar_version_once')],
            },
        ),
        migrations.CreateModel(
            name='ScheduleRun',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', '等待执行'), ('running', '执行中'), ('done', '成功'), ('failed', '失败'), ('skipped', '已跳过')], default='waiting', max_length=10)),
                ('by', models.CharField(blank=True, default='', max_length=100)),
                ('error', models.TextField(blank=True, default='')),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='kernel.schedule')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('schedule', 'due_at'), name='schedule_turn_once')],
            },
        ),
    ]

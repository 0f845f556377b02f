"""Add channels, deliveries, templates, preferences and hints to open pages.

Locks the table of notifications for its three new columns (no rewrite on PostgreSQL) and while two indexes are built: about
a second for a million rows. Messages that are there already count as routed: they are not sent again.
"""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
import tongyun.kernel.models.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("kernel", "0007_people_begin_their_history"),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100, unique=True)),
                ('kind', models.CharField(max_length=20)),
                ('enabled', models.BooleanField(default=True)),
                ('settings', models.JSONField(default=dict)),
                ('secrets', tongyun.kernel.models.sealed.SealedField(blank=True, default='', purpose='notify.channel')),
                ('sealed', models.JSONField(default=list)),
                ('categories', models.JSONField(default=list)),
                ('level', models.CharField(choices=[('info', '提示'), ('warning', '警告'), ('critical', '紧急')], default='warning', max_length=10)),
                ('per_minute', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('retry_at', models.DateTimeField(blank=True, null=True)),
                ('wait_s', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, default='', max_length=300)),
                ('last_success_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel_name', models.CharField(max_length=100)),
                ('recipient', models.CharField(max_length=36)),
                ('dedupe', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=200)),
                ('level', models.CharField(max_length=10)),
                ('category', models.CharField(blank=True, default='', max_length=40)),
                ('state', models.CharField(choices=[('waiting', '待发送'), ('sending', '发送中'), ('sent', '已发送'), ('failed', '发送失败'), ('skipped', '未发送')], default='waiting', max_length=10)),
                ('held', models.CharField(blank=True, default='', max_length=10)),
                ('round', models.PositiveIntegerField(default=0)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('next_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('batch', models.CharField(blank=True, default='', max_length=48)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('lease_token', models.CharField(blank=True, default='', max_length=36)),
                ('error', models.CharField(blank=True, default='', max_length=300)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='LiveEvent',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('topic', models.CharField(blank=True, default='', max_length=40)),
                ('users', models.JSONField(default=list)),
                ('kind', models.CharField(max_length=40)),
                ('payload', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
        ),
        migrations.CreateModel(
            name='MessageTemplate',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('pack', models.CharField(max_length=80)),
                ('category', models.CharField(blank=True, default='', max_length=40)),
                ('content', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('enabled', models.BooleanField(default=True)),
                ('updated_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
        ),
        migrations.CreateModel(
            name='NotificationPreference',
            fields=[
                ('key', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('value', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=0)),
                ('changed_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
        ),
        migrations.AddField(
            model_name='notification',
            name='facts',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='notification',
            name='muted',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='notification',
            name='routed',
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name='notification',
            name='routed',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['created_at'], name='notification_by_age'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('routed', False)), fields=['id'], name='notification_unrouted'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='channel',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deliveries', to='kernel.channel'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='notification',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.notification'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.user'),
        ),
        migrations.AddIndex(
            model_name='liveevent',
            index=models.Index(fields=['at'], name='live_by_age'),
        ),
        migrations.AddField(
            model_name='notificationpreference',
            name='user',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='notification_preference', to='kernel.user'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['channel', 'next_at'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='delivery_leased'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['channel', 'recipient', 'finished_at'], name='delivery_lately'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('batch', ''), _negated=True), fields=['batch'], name='delivery_batch'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['created_at'], name='delivery_by_age'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('channel', 'recipient', 'dedupe'), name='delivery_once'),
        ),
    ]

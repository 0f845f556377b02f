"""History of people, and one-time links by which they choose a password. New tables only: no lock anybody waits for."""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0005_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='kernel.user')),
            ],
        ),
        migrations.CreateModel(
            name='UserVersion',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('change', models.CharField(max_length=20)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('actor_name', models.CharField(blank=True, default='', max_length=100)),
                ('state', models.JSONField(default=dict)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='kernel.user')),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'since'], name='user_history'), models.Index(fields=['organisation', 'since'], name='people_of_unit_as_of')],
            },
        ),
    ]

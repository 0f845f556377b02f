"""Second factors, steps of signing in, earlier passwords.

Locks the tables of users and sessions for moments: columns with defaults, and new tables.
"""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
import tongyun.kernel.models.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0013_people_import'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='challenge',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='session',
            name='challenged_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='method',
            field=models.CharField(default='password', max_length=40),
        ),
        migrations.AddField(
            model_name='session',
            name='proved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='second_factor',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='session',
            name='stage',
            field=models.CharField(choices=[('ready', '已登录'), ('second-factor', '待验证第二因素'), ('enrol', '待登记第二因素'), ('password', '待更换密码')], default='ready', max_length=20),
        ),
        migrations.AddField(
            model_name='user',
            name='must_change_password',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='password_changed_at',
            field=models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now),
        ),
        migrations.CreateModel(
            name='Authenticator',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('secret', tongyun.kernel.models.sealed.SealedField(purpose='user.totp')),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('last_step', models.BigIntegerField(default=0)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='authenticator', to='kernel.user')),
            ],
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('credential_id', models.CharField(max_length=1400, unique=True)),
                ('public_key', models.TextField()),
                ('sign_count', models.BigIntegerField(default=0)),
                ('transports', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to='kernel.user')),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to='kernel.user')),
            ],
        ),
        migrations.CreateModel(
            name='SignInFailure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ip', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
            options={
                'indexes': [models.Index(fields=['ip', 'at'], name='failure_by_address')],
            },
        ),
        migrations.CreateModel(
            name='EarlierPassword',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('password', models.CharField(max_length=256)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier_passwords', to='kernel.user')),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'created_at'], name='earlier_password_of')],
            },
        ),
    ]

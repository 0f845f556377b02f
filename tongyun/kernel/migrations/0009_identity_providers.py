"""Identity providers, whom they know, and sign-ins that are half way.

New tables only: nothing that exists is locked.
"""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
import tongyun.kernel.models.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0008_notify'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityProvider',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('oidc', 'OpenID Connect'), ('saml', 'SAML 2.0'), ('cas', 'CAS 3.0'), ('ldap', 'LDAP'), ('scim', 'SCIM 2.0')], max_length=10)),
                ('title', models.CharField(max_length=60)),
                ('title_en', models.CharField(blank=True, default='', max_length=60)),
                ('enabled', models.BooleanField(default=False)),
                ('provisions', models.BooleanField(default=False)),
                ('position', models.IntegerField(default=0)),
                ('settings', models.JSONField(default=dict)),
                ('secrets', tongyun.kernel.models.sealed.SealedField(blank=True, default='', purpose='kernel.identity_provider')),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('synced_at', models.DateTimeField(blank=True, null=True)),
                ('sync_report', models.JSONField(blank=True, default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='ExternalGroup',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('external_id', models.CharField(blank=True, default='', max_length=255)),
                ('changed_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='external', to='kernel.group')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='kernel.identityprovider')),
            ],
        ),
        migrations.CreateModel(
            name='ExternalIdentity',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=255)),
                ('username', models.CharField(blank=True, default='', max_length=255)),
                ('provisioned', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('changed_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('last_sign_in_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='kernel.user')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='kernel.identityprovider')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('provider', 'subject'), name='identity_subject_once'), models.UniqueConstraint(fields=('provider', 'user'), name='identity_user_once')],
            },
        ),
        migrations.CreateModel(
            name='SignInAttempt',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state_digest', models.CharField(max_length=64, unique=True)),
                ('browser_digest', models.CharField(max_length=64)),
                ('sealed', tongyun.kernel.models.sealed.SealedField(purpose='kernel.sign_in_attempt')),
                ('next', models.CharField(default='/', max_length=500)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='kernel.identityprovider')),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='attempt_expiry')],
            },
        ),
        migrations.CreateModel(
            name='UsedAssertion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.identityprovider')),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='assertion_expiry')],
                'constraints': [models.UniqueConstraint(fields=('provider', 'digest'), name='assertion_once')],
            },
        ),
    ]

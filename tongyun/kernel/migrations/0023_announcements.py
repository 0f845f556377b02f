"""Boards, announcements and who has read them.

Locks nothing: new tables.
"""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("kernel", "0022_list_views"),
    ]

    operations = [
        migrations.CreateModel(
            name='Board',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64, unique=True)),
                ('title', models.CharField(max_length=100)),
                ('title_en', models.CharField(blank=True, default='', max_length=100)),
                ('description', models.CharField(blank=True, default='', max_length=500)),
                ('position', models.IntegerField(default=0)),
                ('everyone', models.BooleanField(default=True)),
                ('reviewed', models.BooleanField(default=True)),
                ('retired', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('organisations', models.ManyToManyField(blank=True, related_name='+', to='kernel.organisation')),
                ('roles', models.ManyToManyField(blank=True, related_name='+', to='kernel.role')),
            ],
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField(blank=True, default='')),
                ('summary', models.CharField(blank=True, default='', max_length=200)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('in_review', '待审核'), ('scheduled', '待发布'), ('published', '已发布'), ('withdrawn', '已撤下'), ('expired', '已到期')], default='draft', max_length=12)),
                ('pinned', models.BooleanField(default=False)),
                ('must_read', models.BooleanField(default=False)),
                ('publish_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('round', models.PositiveIntegerField(default=0)),
                ('author_name', models.CharField(blank=True, default='', max_length=100)),
                ('reviewer_name', models.CharField(blank=True, default='', max_length=100)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('remark', models.CharField(blank=True, default='', max_length=500)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('updated_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.user')),
                ('editor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.user')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation')),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.user')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='kernel.board')),
            ],
        ),
        migrations.CreateModel(
            name='AnnouncementReceipt',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('read_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='kernel.announcement')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='kernel.user')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('announcement', 'user'), name='announcement_read_once')],
            },
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['board', 'published_at'], name='announcement_on_board'),
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(fields=['updated_at'], name='announcement_by_change'),
        ),
    ]

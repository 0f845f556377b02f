"""Time travel: batches of changes, what an item was after each change, and when each edge was there.

Locks: columns with constant defaults are added to `itemchange` (no rewrite on PostgreSQL 11 and later); its new indexes
are built under a lock against writers, about a second for a million changes. The rest are new tables.
"""

import datetime
import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeBatch',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('edit', '人工修改'), ('observation', '自动采集'), ('lifecycle', '失联判定'), ('import', '批量导入'), ('revert', '撤销变更'), ('types', '模型变更')], default='edit', max_length=12)),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.CharField(max_length=64)),
                ('actor_name', models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='RelationSpan',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('details', models.JSONField(default=dict)),
                ('source_of_knowledge', models.CharField(max_length=40)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(default=datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc))),
            ],
        ),
        migrations.RemoveIndex(
            model_name='itemchange',
            name='item_change_at',
        ),
        migrations.AddField(
            model_name='itemchange',
            name='decided',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='itemchange',
            name='lifecycle',
            field=models.CharField(default='', max_length=12),
        ),
        migrations.AddField(
            model_name='itemchange',
            name='name',
            field=models.CharField(default='', max_length=200),
        ),
        migrations.AddField(
            model_name='itemchange',
            name='organisation_id',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='itemchange',
            name='type_key',
            field=models.CharField(default='', max_length=80),
        ),
        migrations.AddField(
            model_name='changebatch',
            name='reverts',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reverted_by', to='inventory.changebatch'),
        ),
        migrations.AddField(
            model_name='itemchange',
            name='batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='inventory.changebatch'),
        ),
        migrations.AddIndex(
            model_name='itemchange',
            index=models.Index(fields=['item', 'at', 'version'], name='item_change_moment'),
        ),
        migrations.AddIndex(
            model_name='itemchange',
            index=models.Index(fields=['at'], name='item_change_when'),
        ),
        migrations.AddField(
            model_name='relationspan',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item'),
        ),
        migrations.AddField(
            model_name='relationspan',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item'),
        ),
        migrations.AddField(
            model_name='relationspan',
            name='type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.relationtype'),
        ),
        migrations.AddIndex(
            model_name='changebatch',
            index=models.Index(fields=['at'], name='change_batch_at'),
        ),
        migrations.AddIndex(
            model_name='relationspan',
            index=models.Index(fields=['source', 'type', 'ended_at'], name='relation_span_source'),
        ),
        migrations.AddIndex(
            model_name='relationspan',
            index=models.Index(fields=['target', 'type', 'ended_at'], name='relation_span_target'),
        ),
        migrations.AddConstraint(
            model_name='relationspan',
            constraint=models.UniqueConstraint(fields=('type', 'source', 'target', 'ended_at'), name='relation_span_once'),
        ),
    ]

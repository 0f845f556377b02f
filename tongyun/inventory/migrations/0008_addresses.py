"""The plan of addresses: ranges beside the items that stand for them, addresses that items have, what is allotted.

Locking: five new tables, which nobody uses yet; their foreign keys let nobody change inventory_item for a moment. They
are filled when the packs are applied whose types say `x-address`: the items of these types are gone through then.
"""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0007_review_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressZone',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='AddressBlock',
            fields=[
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='block', serialize=False, to='inventory.item')),
                ('kind', models.CharField(choices=[('prefix', '网段'), ('pool', '地址池')], max_length=6)),
                ('zone', models.CharField(blank=True, max_length=80)),
                ('family', models.PositiveSmallIntegerField()),
                ('first', models.CharField(max_length=33)),
                ('last', models.CharField(max_length=33)),
                ('length', models.PositiveSmallIntegerField(null=True)),
                ('gateway', models.CharField(blank=True, default='', max_length=33)),
                ('shared', models.BooleanField(default=False)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='inventory.addressblock')),
            ],
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('use', models.UUIDField()),
                ('zone', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(max_length=33)),
                ('kind', models.CharField(choices=[('allotted', '分配'), ('changed', '变更'), ('released', '释放')], max_length=8)),
                ('at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.CharField(max_length=64)),
                ('actor_name', models.CharField(max_length=100)),
                ('delta', models.JSONField(default=dict)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item')),
            ],
        ),
        migrations.CreateModel(
            name='AddressUse',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(max_length=33)),
                ('state', models.CharField(choices=[('reserved', '已预留'), ('allocated', '已分配')], max_length=10)),
                ('purpose', models.CharField(blank=True, default='', max_length=200)),
                ('owner', models.CharField(blank=True, default='', max_length=100)),
                ('reference', models.CharField(blank=True, default='', max_length=100)),
                ('until', models.DateField(null=True)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('updated_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('version', models.PositiveIntegerField(default=1)),
                ('block', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='inventory.addressblock')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='address_uses', to='inventory.item')),
            ],
        ),
        migrations.CreateModel(
            name='HeldAddress',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('zone', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(max_length=33)),
                ('shared', models.BooleanField(default=False)),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held_addresses', to='inventory.item')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='inventory.item')),
            ],
        ),
        migrations.AddIndex(
            model_name='addressblock',
            index=models.Index(fields=['zone', 'first', 'last'], name='address_block_range'),
        ),
        migrations.AddConstraint(
            model_name='addressblock',
            constraint=models.UniqueConstraint(fields=('zone', 'kind', 'first', 'last'), name='address_block_once'),
        ),
        migrations.AddIndex(
            model_name='addresschange',
            index=models.Index(fields=['zone', 'key', 'at'], name='address_change_of'),
        ),
        migrations.AddIndex(
            model_name='addresschange',
            index=models.Index(fields=['at'], name='address_change_at'),
        ),
        migrations.AddIndex(
            model_name='addressuse',
            index=models.Index(fields=['block', 'key'], name='address_use_block'),
        ),
        migrations.AddIndex(
            model_name='addressuse',
            index=models.Index(fields=['until'], name='address_use_until'),
        ),
        migrations.AddConstraint(
            model_name='addressuse',
            constraint=models.UniqueConstraint(fields=('zone', 'key'), name='address_use_once'),
        ),
        migrations.AddIndex(
            model_name='heldaddress',
            index=models.Index(fields=['key', 'zone', 'holder'], name='held_address_key'),
        ),
    ]

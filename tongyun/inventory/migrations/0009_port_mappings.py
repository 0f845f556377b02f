"""Port mappings: which address and port outside leads to which inside.

Locking: one new table, which nobody uses yet; its foreign keys let nobody change inventory_item and
kernel_organisation for a moment.
"""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0008_addresses'),
        ('kernel', '0026_imports_of_any_kind'),
    ]

    operations = [
        migrations.CreateModel(
            name='PortMapping',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('outside_key', models.CharField(max_length=33)),
                ('outside_port', models.PositiveIntegerField(default=0)),
                ('inside_key', models.CharField(max_length=33)),
                ('inside_port', models.PositiveIntegerField(default=0)),
                ('inside_zone', models.CharField(blank=True, default='', max_length=80)),
                ('protocol', models.CharField(choices=[('tcp', 'TCP'), ('udp', 'UDP'), ('any', '全部')], max_length=3)),
                ('purpose', models.CharField(blank=True, default='', max_length=200)),
                ('owner', models.CharField(blank=True, default='', max_length=100)),
                ('reference', models.CharField(blank=True, default='', max_length=100)),
                ('until', models.DateField(null=True)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('updated_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('version', models.PositiveIntegerField(default=1)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.item')),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['inside_key', 'inside_port'], name='port_mapping_inside')],
                'constraints': [models.UniqueConstraint(fields=('outside_key', 'protocol', 'outside_port'), name='port_mapping_once')],
            },
        ),
    ]

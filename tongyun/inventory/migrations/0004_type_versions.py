"""Item types have a family, and every version of them is kept.

Locking: two columns with constants and one empty table; PostgreSQL takes a short exclusive lock on inventory_itemtype,
which is small and seldom written. Types that exist get their first version by the next change.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_time_travel_begins")]

    operations = [
        migrations.AddField(
            model_name="itemtype",
            name="family",
            field=models.CharField(
                blank=True,
                choices=[
                    ("facility", "机房与动环"),
                    ("hardware", "硬件设备"),
                    ("compute", "计算与云"),
                    ("storage", "存储与灾备"),
                    ("network", "网络与安全"),
                    ("software", "软件与服务"),
                    ("business", "业务与合同"),
                    ("other", "其他"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(model_name="itemtype", name="version", field=models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            name="ItemTypeVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "新建"),
                            ("changed", "修改"),
                            ("retired", "停用"),
                            ("restored", "恢复"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.CharField(max_length=64)),
                ("actor_name", models.CharField(max_length=100)),
                ("definition", models.JSONField(default=dict)),
                ("delta", models.JSONField(default=dict)),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="inventory.itemtype",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("type", "version"), name="item_type_version_once")],
            },
        ),
    ]

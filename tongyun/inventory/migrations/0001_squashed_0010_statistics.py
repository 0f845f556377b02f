"""The tables of the inventory.

Locks nothing: new tables.

One migration for all there were before the first release: an installation that has them all has this one.
"""

import datetime

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids
from tongyun.kernel.facade import CreateTables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("inventory", "0001_initial"),
        ("inventory", "0002_time_travel"),
        ("inventory", "0003_time_travel_begins"),
        ("inventory", "0004_type_versions"),
        ("inventory", "0005_relation_details"),
        ("inventory", "0006_indexed_and_unique_values"),
        ("inventory", "0007_review_decisions"),
        ("inventory", "0008_addresses"),
        ("inventory", "0009_port_mappings"),
        ("inventory", "0010_statistics"),
    ]

    dependencies = [("kernel", "0001_squashed_0026_imports_of_any_kind")]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name="ItemType",
                    fields=[
                        ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="inventory.itemtype",
                            ),
                        ),
                        ("title", models.CharField(max_length=100)),
                        ("title_en", models.CharField(max_length=100)),
                        ("icon", models.CharField(blank=True, default="", max_length=60)),
                        (
                            "family",
                            models.CharField(
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
                        ("abstract", models.BooleanField(default=False)),
                        ("schema", models.JSONField(default=dict)),
                        ("identity", models.JSONField(default=list)),
                        ("list_columns", models.JSONField(default=list)),
                        ("unique", models.JSONField(default=list)),
                        ("migrate", models.JSONField(default=list)),
                        ("pack", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64)),
                        ("retired", models.BooleanField(default=False)),
                        ("version", models.PositiveIntegerField(default=0)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="ItemTypeVersion",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="versions",
                                to="inventory.itemtype",
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
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("type", "version"), name="item_type_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="inventory.itemtype",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("attributes", models.JSONField(default=dict)),
                        ("volatile", models.JSONField(default=dict)),
                        ("manual_attributes", models.JSONField(default=list)),
                        (
                            "lifecycle",
                            models.CharField(
                                choices=[
                                    ("active", "在用"),
                                    ("suspected", "疑似失联"),
                                    ("lost", "失联"),
                                    ("retired", "已退役"),
                                ],
                                default="active",
                                max_length=12,
                            ),
                        ),
                        ("manual_lifecycle", models.BooleanField(default=False)),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        ("source", models.CharField(max_length=40)),
                        ("first_seen_at", models.DateTimeField(null=True)),
                        ("last_seen_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["type", "lifecycle", "organisation", "last_seen_at", "created_at"],
                                name="item_counted",
                            ),
                            models.Index(fields=["name"], name="item_name"),
                            models.Index(fields=["source", "lifecycle", "last_seen_at"], name="item_unseen"),
                            models.Index(fields=["updated_at"], name="item_updated"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemIdentity",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("type_key", models.CharField(max_length=80)),
                        ("rule", models.CharField(max_length=200)),
                        ("value_digest", models.CharField(max_length=64, unique=True)),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="identities",
                                to="inventory.item",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RelationType",
                    fields=[
                        ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("title", models.CharField(max_length=60)),
                        ("title_en", models.CharField(max_length=60)),
                        ("reverse_title", models.CharField(max_length=60)),
                        ("reverse_title_en", models.CharField(max_length=60)),
                        ("description", models.CharField(default="", max_length=200)),
                        ("description_en", models.CharField(default="", max_length=200)),
                        (
                            "cardinality",
                            models.CharField(
                                choices=[("1-1", "一对一"), ("1-N", "一对多"), ("N-N", "多对多")], max_length=3
                            ),
                        ),
                        (
                            "impact",
                            models.CharField(
                                choices=[
                                    ("to_source", "目标影响源"),
                                    ("to_target", "源影响目标"),
                                    ("both", "相互影响"),
                                    ("none", "无影响"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("needs", models.CharField(default="all", max_length=10)),
                        ("acyclic", models.BooleanField(default=False)),
                        ("source_types", models.JSONField(default=list)),
                        ("target_types", models.JSONField(default=list)),
                        ("schema", models.JSONField(default=dict)),
                        ("derive", models.JSONField(default=list)),
                        ("pack", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64)),
                        ("retired", models.BooleanField(default=False)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Relation",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relations",
                                to="inventory.relationtype",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relations_out",
                                to="inventory.item",
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="relations_in",
                                to="inventory.item",
                            ),
                        ),
                        ("source_of_knowledge", models.CharField(max_length=40)),
                        ("description", models.CharField(db_default="", default="", max_length=200)),
                        ("attributes", models.JSONField(db_default={}, default=dict)),
                        ("redundancy_group", models.CharField(db_default="", default="", max_length=60)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["target", "type"], name="relation_target")],
                        "constraints": [
                            models.UniqueConstraint(fields=("type", "source", "target"), name="relation_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RelationSlot",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.relationtype",
                            ),
                        ),
                        ("side", models.CharField(choices=[("source", "源"), ("target", "目标")], max_length=6)),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
                            ),
                        ),
                        (
                            "relation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="slots",
                                to="inventory.relation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("type", "side", "item"), name="relation_slot_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Redundancy",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.relationtype",
                            ),
                        ),
                        ("redundancy_group", models.CharField(default="", max_length=60)),
                        ("needs", models.CharField(max_length=10)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "type", "redundancy_group"), name="redundancy_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChangeBatch",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("edit", "人工修改"),
                                    ("observation", "自动采集"),
                                    ("lifecycle", "失联判定"),
                                    ("import", "批量导入"),
                                    ("revert", "撤销变更"),
                                    ("types", "模型变更"),
                                ],
                                default="edit",
                                max_length=12,
                            ),
                        ),
                        ("note", models.CharField(blank=True, default="", max_length=300)),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("actor_kind", models.CharField(max_length=10)),
                        ("actor_id", models.CharField(max_length=64)),
                        ("actor_name", models.CharField(max_length=100)),
                        (
                            "reverts",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reverted_by",
                                to="inventory.changebatch",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["at"], name="change_batch_at")],
                    },
                ),
                migrations.CreateModel(
                    name="ItemChange",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="inventory.item"
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="changes",
                                to="inventory.changebatch",
                            ),
                        ),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("actor_kind", models.CharField(max_length=10)),
                        ("actor_id", models.CharField(max_length=64)),
                        ("actor_name", models.CharField(max_length=100)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("created", "新建"),
                                    ("updated", "更新"),
                                    ("lifecycle", "生命周期"),
                                    ("relation", "关联关系"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("delta", models.JSONField(default=dict)),
                        ("decided", models.JSONField(default=dict)),
                        ("version", models.PositiveIntegerField()),
                        ("name", models.CharField(default="", max_length=200)),
                        ("type_key", models.CharField(default="", max_length=80)),
                        ("lifecycle", models.CharField(default="", max_length=12)),
                        ("organisation_id", models.UUIDField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["item", "at", "version"], name="item_change_moment"),
                            models.Index(fields=["at"], name="item_change_when"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("item", "version"), name="item_change_once")],
                    },
                ),
                migrations.CreateModel(
                    name="RelationSpan",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "type",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.relationtype",
                            ),
                        ),
                        (
                            "source",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
                            ),
                        ),
                        ("details", models.JSONField(default=dict)),
                        ("source_of_knowledge", models.CharField(max_length=40)),
                        ("began_at", models.DateTimeField()),
                        (
                            "ended_at",
                            models.DateTimeField(default=datetime.datetime(9000, 1, 1, 0, 0, tzinfo=datetime.UTC)),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["source", "type", "ended_at"], name="relation_span_source"),
                            models.Index(fields=["target", "type", "ended_at"], name="relation_span_target"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("type", "source", "target", "ended_at"), name="relation_span_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AddressZone",
                    fields=[
                        ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="AddressBlock",
                    fields=[
                        (
                            "item",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="block",
                                serialize=False,
                                to="inventory.item",
                            ),
                        ),
                        ("kind", models.CharField(choices=[("prefix", "网段"), ("pool", "地址池")], max_length=6)),
                        ("zone", models.CharField(blank=True, max_length=80)),
                        ("family", models.PositiveSmallIntegerField()),
                        ("first", models.CharField(max_length=33)),
                        ("last", models.CharField(max_length=33)),
                        ("length", models.PositiveSmallIntegerField(null=True)),
                        ("gateway", models.CharField(blank=True, default="", max_length=33)),
                        ("shared", models.BooleanField(default=False)),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="inventory.addressblock",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["zone", "first", "last"], name="address_block_range")],
                        "constraints": [
                            models.UniqueConstraint(fields=("zone", "kind", "first", "last"), name="address_block_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HeldAddress",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inventory.item"
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="held_addresses",
                                to="inventory.item",
                            ),
                        ),
                        ("zone", models.CharField(blank=True, max_length=80)),
                        ("key", models.CharField(max_length=33)),
                        ("shared", models.BooleanField(default=False)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["key", "zone", "holder"], name="held_address_key")],
                    },
                ),
                migrations.CreateModel(
                    name="AddressUse",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "block",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="inventory.addressblock",
                            ),
                        ),
                        ("zone", models.CharField(blank=True, max_length=80)),
                        ("key", models.CharField(max_length=33)),
                        (
                            "state",
                            models.CharField(choices=[("reserved", "已预留"), ("allocated", "已分配")], max_length=10),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="address_uses",
                                to="inventory.item",
                            ),
                        ),
                        ("purpose", models.CharField(blank=True, default="", max_length=200)),
                        ("owner", models.CharField(blank=True, default="", max_length=100)),
                        ("reference", models.CharField(blank=True, default="", max_length=100)),
                        ("until", models.DateField(null=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["block", "key"], name="address_use_block"),
                            models.Index(fields=["until"], name="address_use_until"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("zone", "key"), name="address_use_once")],
                    },
                ),
                migrations.CreateModel(
                    name="AddressChange",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("use", models.UUIDField()),
                        ("zone", models.CharField(blank=True, max_length=80)),
                        ("key", models.CharField(max_length=33)),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("allotted", "分配"), ("changed", "变更"), ("released", "释放")], max_length=8
                            ),
                        ),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("actor_kind", models.CharField(max_length=10)),
                        ("actor_id", models.CharField(max_length=64)),
                        ("actor_name", models.CharField(max_length=100)),
                        ("delta", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["zone", "key", "at"], name="address_change_of"),
                            models.Index(fields=["at"], name="address_change_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PortMapping",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("outside_key", models.CharField(max_length=33)),
                        ("outside_port", models.PositiveIntegerField(default=0)),
                        ("inside_key", models.CharField(max_length=33)),
                        ("inside_port", models.PositiveIntegerField(default=0)),
                        ("inside_zone", models.CharField(blank=True, default="", max_length=80)),
                        (
                            "protocol",
                            models.CharField(choices=[("tcp", "TCP"), ("udp", "UDP"), ("any", "全部")], max_length=3),
                        ),
                        ("purpose", models.CharField(blank=True, default="", max_length=200)),
                        ("owner", models.CharField(blank=True, default="", max_length=100)),
                        ("reference", models.CharField(blank=True, default="", max_length=100)),
                        ("until", models.DateField(null=True)),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("version", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["inside_key", "inside_port"], name="port_mapping_inside")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("outside_key", "protocol", "outside_port"), name="port_mapping_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewCase",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("ambiguous", "符合多个配置项"),
                                    ("contradiction", "标识互相矛盾"),
                                    ("invalid", "不符合模型"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("detail", models.TextField()),
                        ("type_key", models.CharField(max_length=80)),
                        ("name", models.CharField(max_length=200)),
                        ("observation", models.JSONField(default=dict)),
                        ("whole", models.BooleanField(db_default=False, default=False)),
                        ("content", models.CharField(blank=True, db_default="", default="", max_length=64)),
                        ("candidates", models.JSONField(default=list)),
                        ("source", models.CharField(max_length=40)),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kernel.organisation",
                            ),
                        ),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("seen_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("closed_by", models.CharField(blank=True, default="", max_length=100)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("assigned", "归入配置项"),
                                    ("registered", "登记为新配置项"),
                                    ("dismissed", "忽略"),
                                    ("closed", "关闭"),
                                ],
                                db_default="",
                                default="",
                                max_length=12,
                            ),
                        ),
                        ("note", models.CharField(blank=True, db_default="", default="", max_length=300)),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        ("answered", models.JSONField(db_default=[], default=list)),
                        ("version", models.PositiveIntegerField(db_default=1, default=1)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["closed_at", "created_at"], name="review_open")],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("rank", models.PositiveIntegerField(default=100)),
                        ("definition", models.JSONField(default=dict)),
                        ("pack", models.CharField(max_length=80)),
                        ("digest", models.CharField(max_length=64)),
                        ("retired", models.BooleanField(default=False)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="ItemValue",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="values", to="inventory.item"
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("text", models.CharField(max_length=200)),
                        ("number", models.FloatField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["name", "text", "item"], name="item_value_text"),
                            models.Index(fields=["name", "number", "item"], name="item_value_number"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ItemUnique",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="unique_values",
                                to="inventory.item",
                            ),
                        ),
                        ("type_key", models.CharField(max_length=80)),
                        ("rule", models.CharField(max_length=300)),
                        ("digest", models.CharField(max_length=64, unique=True)),
                    ],
                ),
            ],
        ),
    ]

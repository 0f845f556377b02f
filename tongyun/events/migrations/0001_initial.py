"""The tables of events.

Locks nothing: new tables.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids
from tongyun.kernel.facade import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [("inventory", "0001_squashed_0010_statistics")]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Rule",
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
                        ("pack", models.CharField(max_length=80)),
                        ("file", models.CharField(max_length=120)),
                        ("key", models.CharField(max_length=80)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("expr", models.TextField()),
                        ("for_s", models.FloatField(default=0)),
                        ("keep_firing_s", models.FloatField(default=0)),
                        ("interval_s", models.FloatField(default=5)),
                        (
                            "severity",
                            models.CharField(
                                choices=[("critical", "紧急"), ("major", "重要"), ("minor", "次要"), ("info", "提示")],
                                max_length=10,
                            ),
                        ),
                        ("contract_level", models.PositiveSmallIntegerField(default=3)),
                        ("opens_incident", models.BooleanField(default=False)),
                        ("summary", models.CharField(max_length=500)),
                        ("remedies", models.JSONField(default=list)),
                        (
                            "no_data",
                            models.CharField(
                                choices=[("hold", "保持原状态"), ("alert", "视为异常"), ("resolve", "视为恢复")],
                                default="hold",
                                max_length=10,
                            ),
                        ),
                        ("enabled", models.BooleanField(default=True)),
                        ("digest", models.CharField(max_length=64)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["pack", "file", "enabled"], name="rule_group")],
                        "constraints": [models.UniqueConstraint(fields=("pack", "key"), name="rule_once")],
                    },
                ),
                migrations.CreateModel(
                    name="RuleState",
                    fields=[
                        (
                            "rule",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="runtime",
                                serialize=False,
                                to="events.rule",
                            ),
                        ),
                        ("seen", models.JSONField(default=dict)),
                        ("changed_at", models.DateTimeField(null=True)),
                        ("last_error", models.TextField(blank=True, default="")),
                        ("failing_since", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Incident",
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
                        ("number", models.CharField(max_length=40, unique=True)),
                        ("title", models.CharField(max_length=500)),
                        (
                            "severity",
                            models.CharField(
                                choices=[("critical", "紧急"), ("major", "重要"), ("minor", "次要"), ("info", "提示")],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "进行中"), ("resolved", "已恢复")], default="open", max_length=10
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        ("contract_level", models.PositiveSmallIntegerField()),
                        ("remedies", models.JSONField(default=list)),
                        ("opened_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("resolved_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "opened_at"], name="incident_by_state"),
                            models.Index(fields=["item", "opened_at"], name="incident_of_item"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncidentEntry",
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
                            "incident",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entries",
                                to="events.incident",
                            ),
                        ),
                        ("at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("kind", models.CharField(max_length=40)),
                        ("actor", models.CharField(max_length=100)),
                        ("text", models.CharField(max_length=1000)),
                        ("data", models.JSONField(default=dict)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["incident", "at"], name="timeline")],
                    },
                ),
                migrations.CreateModel(
                    name="CorrelationGate",
                    fields=[
                        ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Alert",
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
                        ("fingerprint", models.CharField(max_length=64)),
                        ("open_key", models.CharField(max_length=64, unique=True)),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="events.rule"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        (
                            "incident",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="alerts",
                                to="events.incident",
                            ),
                        ),
                        ("labels", models.JSONField(default=dict)),
                        (
                            "severity",
                            models.CharField(
                                choices=[("critical", "紧急"), ("major", "重要"), ("minor", "次要"), ("info", "提示")],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("pending", "待确认"), ("firing", "告警中"), ("resolved", "已恢复")],
                                max_length=10,
                            ),
                        ),
                        ("value", models.FloatField(null=True)),
                        ("summary", models.CharField(blank=True, default="", max_length=1000)),
                        ("started_at", models.DateTimeField()),
                        ("clear_since", models.DateTimeField(null=True)),
                        ("unknown_since", models.DateTimeField(null=True)),
                        ("fired_at", models.DateTimeField(null=True)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        ("acknowledged_by_id", models.CharField(blank=True, default="", max_length=64)),
                        ("acknowledged_by_name", models.CharField(blank=True, default="", max_length=100)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["rule", "state"], name="alert_of_rule"),
                            models.Index(fields=["item", "state"], name="alert_of_item"),
                            models.Index(fields=["state", "started_at"], name="alert_by_state"),
                            models.Index(fields=["fingerprint", "resolved_at"], name="alert_episodes"),
                        ],
                    },
                ),
            ],
        ),
    ]

"""The tables of jobs.

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
                    name="JobTemplate",
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
                        ("key", models.CharField(max_length=80, unique=True)),
                        ("pack", models.CharField(max_length=80)),
                        ("title", models.CharField(max_length=200)),
                        ("title_en", models.CharField(max_length=200)),
                        ("script", models.TextField()),
                        (
                            "interpreter",
                            models.CharField(choices=[("sh", "POSIX sh"), ("python3", "Python 3")], max_length=10),
                        ),
                        ("parameters", models.JSONField(default=dict)),
                        ("timeout_s", models.PositiveIntegerField()),
                        ("target_type", models.CharField(max_length=80)),
                        ("dangerous", models.BooleanField(default=False)),
                        ("enabled", models.BooleanField(default=True)),
                        ("digest", models.CharField(max_length=64)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Run",
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
                        (
                            "template",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="runs", to="jobs.jobtemplate"
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        ("script", models.TextField()),
                        ("interpreter", models.CharField(max_length=10)),
                        ("timeout_s", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "排队中"),
                                    ("running", "执行中"),
                                    ("succeeded", "成功"),
                                    ("failed", "失败"),
                                    ("cancelled", "已取消"),
                                    ("lost", "失联"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("parameters", models.JSONField(default=dict)),
                        ("requested_by_kind", models.CharField(max_length=10)),
                        ("requested_by_id", models.CharField(max_length=64)),
                        ("requested_by_name", models.CharField(max_length=100)),
                        ("source_kind", models.CharField(blank=True, default="", max_length=40)),
                        ("source_id", models.CharField(blank=True, default="", max_length=64)),
                        ("source_label", models.CharField(blank=True, default="", max_length=200)),
                        ("idempotency_key", models.CharField(max_length=120, unique=True)),
                        ("cancel_requested_at", models.DateTimeField(null=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["created_at"], name="run_by_time"),
                            models.Index(fields=["state", "created_at"], name="run_by_state"),
                            models.Index(fields=["source_kind", "source_id"], name="run_of_source"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunTarget",
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
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="targets", to="jobs.run"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
                            ),
                        ),
                        ("agent_id", models.UUIDField(null=True)),
                        ("attempt", models.PositiveIntegerField(default=1)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "排队中"),
                                    ("running", "执行中"),
                                    ("succeeded", "成功"),
                                    ("failed", "失败"),
                                    ("cancelled", "已取消"),
                                    ("lost", "失联"),
                                ],
                                default="queued",
                                max_length=10,
                            ),
                        ),
                        ("environment", models.JSONField(default=dict)),
                        ("token", models.CharField(blank=True, default="", max_length=64)),
                        ("offered_at", models.DateTimeField(null=True)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("lease_until", models.DateTimeField()),
                        ("exit_code", models.IntegerField(null=True)),
                        ("error", models.CharField(blank=True, default="", max_length=1000)),
                        ("output_bytes", models.PositiveBigIntegerField(default=0)),
                        ("truncated", models.BooleanField(default=False)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("finished_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["agent_id", "state"], name="target_of_agent")],
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "item", "attempt"), name="target_attempt_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunOutput",
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
                            "target",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="jobs.runtarget"
                            ),
                        ),
                        ("offset", models.PositiveBigIntegerField()),
                        ("data", models.BinaryField()),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("target", "offset"), name="output_piece_once")],
                    },
                ),
            ],
        ),
    ]

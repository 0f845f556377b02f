"""The tables of agents, probes and panels; samples are in the store.

Locks nothing: new tables.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids
from tongyun.kernel.facade import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("inventory", "0001_squashed_0010_statistics"),
        ("kernel", "0001_squashed_0026_imports_of_any_kind"),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Agent",
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
                            "token",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="kernel.apitoken"
                            ),
                        ),
                        ("machine", models.CharField(max_length=100)),
                        ("version", models.CharField(max_length=40)),
                        (
                            "host",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="inventory.item",
                            ),
                        ),
                        ("interval_s", models.FloatField(default=15)),
                        ("clock_skew_s", models.FloatField(default=0)),
                        ("first_report_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("last_report_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                ),
                migrations.CreateModel(
                    name="Panel",
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
                        ("pack", models.CharField(max_length=100)),
                        ("source", models.CharField(max_length=200)),
                        ("item_type", models.CharField(max_length=100)),
                        ("key", models.CharField(max_length=100)),
                        ("rank", models.IntegerField(default=0)),
                        ("content", models.JSONField(default=dict)),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("item_type", "key"), name="panel_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Probe",
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
                        ("pack", models.CharField(max_length=100)),
                        ("source", models.CharField(max_length=200)),
                        ("key", models.CharField(max_length=100, unique=True)),
                        ("item_type", models.CharField(max_length=100)),
                        ("kind", models.CharField(max_length=20)),
                        ("attribute", models.CharField(max_length=100)),
                        ("interval_s", models.FloatField(default=15)),
                        ("timeout_s", models.FloatField(default=5)),
                    ],
                ),
            ],
        ),
    ]

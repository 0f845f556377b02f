"""The tables of contracts and what was assessed.

Locks nothing: new tables.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids
from tongyun.kernel.facade import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [("process", "0001_squashed_0005_inbox_order")]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Contract",
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
                        ("key", models.CharField(max_length=80)),
                        ("pack", models.CharField(max_length=80)),
                        ("title", models.CharField(max_length=200)),
                        ("version", models.PositiveIntegerField()),
                        ("digest", models.CharField(max_length=64)),
                        ("content", models.JSONField()),
                        ("active", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["active", "key"], name="contract_active")],
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "version"), name="contract_version_once"),
                            models.UniqueConstraint(fields=("key", "digest"), name="contract_content_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealedAssessment",
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
                            "contract",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sealed",
                                to="insight.contract",
                            ),
                        ),
                        (
                            "ticket",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="process.ticket"
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("opened_at", models.DateTimeField()),
                        ("evidence", models.JSONField()),
                        ("evidence_digest", models.CharField(max_length=64)),
                        ("result_digest", models.CharField(max_length=64)),
                        ("points", models.DecimalField(decimal_places=4, max_digits=14)),
                        ("sealed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["contract", "opened_at"], name="sealed_of_contract")],
                        "constraints": [
                            models.UniqueConstraint(fields=("ticket", "version"), name="sealed_version_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentLine",
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
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="insight.sealedassessment",
                            ),
                        ),
                        ("rank", models.PositiveSmallIntegerField()),
                        ("clause", models.CharField(max_length=64)),
                        ("kind", models.CharField(max_length=20)),
                        ("state", models.CharField(max_length=20)),
                        ("points", models.DecimalField(decimal_places=4, max_digits=14)),
                        ("at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(max_length=500)),
                        ("records", models.JSONField(default=list)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "clause", "kind"), name="assessment_line_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]

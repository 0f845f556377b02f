"""The tables of packs in use.

Locks nothing: new tables.

One migration for all there were before the first release: an installation that has them all has this one.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids
from tongyun.kernel.facade import CreateTables


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("packs", "0001_initial"),
        ("packs", "0002_overlay"),
    ]

    dependencies = []

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name="AppliedPack",
                    fields=[
                        ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ("version", models.CharField(blank=True, default="", max_length=40)),
                        ("digest", models.CharField(blank=True, default="", max_length=64)),
                        ("needs", models.JSONField(default=list)),
                        ("provides", models.JSONField(default=list)),
                        ("applied_at", models.DateTimeField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("ok", "在用"), ("refused", "被拒绝"), ("retired", "已停用")], max_length=10
                            ),
                        ),
                        ("findings", models.JSONField(default=list)),
                    ],
                ),
                migrations.CreateModel(
                    name="AppliedFile",
                    fields=[
                        (
                            "key",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "pack",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="packs.appliedpack",
                            ),
                        ),
                        ("kind", models.CharField(max_length=80)),
                        ("id", models.CharField(max_length=200)),
                        ("path", models.CharField(max_length=500)),
                        ("digest", models.CharField(max_length=64)),
                        ("content", models.JSONField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("pack", "kind", "id"), name="applied_file_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Overlay",
                    fields=[
                        (
                            "key",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("pack", models.CharField(max_length=80)),
                        ("kind", models.CharField(max_length=80)),
                        ("file", models.CharField(max_length=200)),
                        ("origin", models.CharField(blank=True, default="", max_length=300)),
                        ("edits", models.JSONField(default=list)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("changed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("changed_by", models.CharField(blank=True, default="", max_length=100)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("pack", "kind", "file", "origin"), name="overlay_once")
                        ],
                    },
                ),
            ],
        ),
    ]

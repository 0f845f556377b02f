"""Kept views of lists. Locks nothing: a new table."""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids


class Migration(migrations.Migration):

    dependencies = [("kernel", "0021_files")]

    operations = [
        migrations.CreateModel(
            name="ListView",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("list", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=60)),
                ("content", models.JSONField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ("changed_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="kernel.organisation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="kernel.user"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "list", "name"), name="list_view_once")],
                "indexes": [models.Index(fields=["list", "organisation"], name="list_view_shared")],
            },
        ),
    ]

"""What a kind of relation says of itself, attributes on edges, and how many of its supports an item needs.

Locking: columns with constant defaults, which PostgreSQL adds without rewriting the table, and one new table; the lock
on the relations lasts as long as the change of the catalogue does.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_type_versions")]

    operations = [
        migrations.AddField("relationtype", "description", models.CharField(default="", max_length=200)),
        migrations.AddField("relationtype", "description_en", models.CharField(default="", max_length=200)),
        migrations.AddField("relationtype", "needs", models.CharField(default="all", max_length=10)),
        migrations.AddField("relationtype", "schema", models.JSONField(default=dict)),
        migrations.AddField("relationtype", "derive", models.JSONField(default=list)),
        migrations.AddField("relation", "description", models.CharField(db_default="", default="", max_length=200)),
        migrations.AddField("relation", "attributes", models.JSONField(db_default={}, default=dict)),
        migrations.AddField(
            "relation", "redundancy_group", models.CharField(db_default="", default="", max_length=60)
        ),
        migrations.CreateModel(
            name="Redundancy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("redundancy_group", models.CharField(default="", max_length=60)),
                ("needs", models.CharField(max_length=10)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.item"
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.relationtype"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item", "type", "redundancy_group"), name="redundancy_once")
                ],
            },
        ),
    ]

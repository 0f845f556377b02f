"""Values that lists filter by and that only one item may have, as rows; unique rules and steps of types.

Locking: two empty tables and two columns with constants; PostgreSQL takes a short exclusive lock on inventory_itemtype.
The rows of items that are there are written when the packs that index their attributes are applied, at the next start.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids


def _id() -> models.UUIDField:  # type: ignore[type-arg]
    return models.UUIDField(
        default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False
    )


def _item(name: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=name, to="inventory.item")


class Migration(migrations.Migration):
    dependencies = [("inventory", "0005_relation_details")]

    operations = [
        migrations.AddField(model_name="itemtype", name="unique", field=models.JSONField(default=list)),
        migrations.AddField(model_name="itemtype", name="migrate", field=models.JSONField(default=list)),
        migrations.CreateModel(
            name="ItemValue",
            fields=[
                ("id", _id()),
                ("name", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=200)),
                ("number", models.FloatField(null=True)),
                ("item", _item("values")),
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
                ("id", _id()),
                ("type_key", models.CharField(max_length=80)),
                ("rule", models.CharField(max_length=300)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("item", _item("unique_values")),
            ],
        ),
    ]

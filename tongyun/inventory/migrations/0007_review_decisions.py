"""What a case of the review queue needs so that a decision can be carried out, and what was decided.

Locking: columns with constant defaults and two foreign keys without values, which PostgreSQL adds without rewriting
the table; it takes a short exclusive lock on inventory_reviewcase and lets nobody change inventory_item and
kernel_organisation while the keys are added. Closed cases are marked in one update; the queue is a short table. Cases
that are there keep no whole observation: they can be closed, and become decidable when they are seen again.
"""

import django.db.models.deletion
from django.db import migrations, models


def mark_closed(apps, schema_editor):  # type: ignore[no-untyped-def]
    apps.get_model("inventory", "ReviewCase").objects.filter(closed_at__isnull=False).update(outcome="closed")


class Migration(migrations.Migration):
    dependencies = [("inventory", "0006_indexed_and_unique_values"), ("kernel", "0001_initial")]

    operations = [
        migrations.AddField("reviewcase", "whole", models.BooleanField(db_default=False, default=False)),
        migrations.AddField(
            "reviewcase", "content", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.AddField(
            "reviewcase",
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
        migrations.AddField(
            "reviewcase", "note", models.CharField(blank=True, db_default="", default="", max_length=300)
        ),
        migrations.AddField("reviewcase", "answered", models.JSONField(db_default=[], default=list)),
        migrations.AddField("reviewcase", "version", models.PositiveIntegerField(db_default=1, default=1)),
        migrations.AddField(
            "reviewcase",
            "item",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="inventory.item"
            ),
        ),
        migrations.AddField(
            "reviewcase",
            "organisation",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.organisation"
            ),
        ),
        migrations.RunPython(mark_closed, migrations.RunPython.noop),
    ]

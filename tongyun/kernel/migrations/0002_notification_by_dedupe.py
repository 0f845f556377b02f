"""Find notifications by their dedupe.

Locks the table of notifications while its unique index is built again: about a second for a million rows.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("notification", "notify_once"),
        migrations.AddConstraint(
            "notification", models.UniqueConstraint(fields=["dedupe", "user"], name="notify_once")
        ),
    ]

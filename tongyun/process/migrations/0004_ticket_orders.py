"""Indexes for the orders of the list of tickets.

Locks the tickets against writing while each is built: about a second for a million rows.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("process", "0003_remedy_title_en")]

    operations = [
        migrations.AddIndex(
            model_name="ticket", index=models.Index(fields=["opened_at", "id"], name="ticket_by_time")
        ),
        migrations.AddIndex(model_name="ticket", index=models.Index(fields=["level", "id"], name="ticket_by_level")),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["organisation", "opened_at"], name="ticket_of_organisation"),
        ),
    ]

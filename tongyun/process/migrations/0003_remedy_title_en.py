"""Remedies are called by an English name too.

Locks: a column with a constant default is added to `ticketremedy`; PostgreSQL 11 and later do that without rewriting
the table, under a short exclusive lock. Remedies that were offered before keep their Chinese name in both languages.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("process", "0002_candidates_title"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticketremedy",
            name="title_en",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]

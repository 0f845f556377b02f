"""The rules of data quality that packs bring.

Locks nothing: a new table.
"""

from django.db import migrations, models

import tongyun.kernel.contracts.ids


class Migration(migrations.Migration):
    dependencies = [("inventory", "0011_registered")]

    operations = [
        migrations.CreateModel(
            name="QualityRule",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("file", models.CharField(max_length=80)),
                ("rank", models.PositiveIntegerField(default=0)),
                ("definition", models.JSONField(default=dict)),
                ("pack", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("retired", models.BooleanField(default=False)),
                ("updated_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
        ),
    ]

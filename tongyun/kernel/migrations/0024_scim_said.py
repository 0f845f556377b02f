"""What SCIM clients said: one column with a constant default. PostgreSQL and SQLite add it without rewriting rows;
the table is locked for a moment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0023_announcements")]

    operations = [
        migrations.AddField(
            model_name="externalidentity",
            name="said",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]

"""Keep what a process calls the group that may claim a to-do.

Locks: two columns with a constant default are added to `workitem`; PostgreSQL 11 and later do that without rewriting
the table, under a short exclusive lock. To-dos that are open by then are given their group's key as its title.
"""

from django.db import migrations, models
from django.db.models import F


def title_by_key(apps, schema_editor):
    """Open to-dos that were made before groups had titles show the key, as they did."""
    rows = apps.get_model("process", "WorkItem").objects.filter(candidates_title="")
    rows.update(candidates_title=F("candidates"), candidates_title_en=F("candidates"))


class Migration(migrations.Migration):
    dependencies = [
        ("process", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="candidates_title",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="workitem",
            name="candidates_title_en",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.RunPython(title_by_key, migrations.RunPython.noop),
    ]

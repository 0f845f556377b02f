"""The index of the search box.

Locks nothing: a new table, and on SQLite one more. It is filled by `tongyun search rebuild`, which the start of the
platform does by itself while it is empty.
"""

from django.db import migrations, models

SQLITE = """
CREATE VIRTUAL TABLE kernel_search_words USING fts5(
    title, text, scope, tokenize = 'unicode61 remove_diacritics 0', detail = column
)
"""
POSTGRES = (
    "ALTER TABLE kernel_searchdocument ADD COLUMN words tsvector",
    "CREATE INDEX kernel_search_words ON kernel_searchdocument USING gin (words)",
)


def make(apps, editor):
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else (SQLITE,):
        editor.execute(statement)


def drop(apps, editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE kernel_search_words")


class Migration(migrations.Migration):

    dependencies = [("kernel", "0018_notify_indexes")]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("object_id", models.UUIDField()),
                ("title", models.CharField(max_length=500)),
                ("subtitle", models.CharField(blank=True, default="", max_length=300)),
                ("href", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="search_once")],
            },
        ),
        migrations.RunPython(make, drop),
    ]

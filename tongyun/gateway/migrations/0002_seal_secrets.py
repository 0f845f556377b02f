"""Seal the signing secrets of subscriptions.

Locks the table of subscriptions, which has few rows, for moments.
"""

from typing import Any

from django.db import migrations, models

from tongyun.kernel.facade import SealedField, seal

PURPOSE = "gateway.subscription"


def seal_secrets(apps: Any, schema_editor: Any) -> None:
    for row in apps.get_model("gateway", "Subscription").objects.all():
        if not row.secret.startswith("ty1."):
            type(row).objects.filter(pk=row.pk).update(secret=seal(row.secret, PURPOSE))


class Migration(migrations.Migration):
    dependencies = [("gateway", "0001_initial"), ("kernel", "0005_policies")]

    operations = [
        migrations.AlterField("subscription", "secret", models.TextField()),
        migrations.RunPython(seal_secrets, migrations.RunPython.noop),
        migrations.AlterField("subscription", "secret", SealedField(purpose=PURPOSE)),
    ]

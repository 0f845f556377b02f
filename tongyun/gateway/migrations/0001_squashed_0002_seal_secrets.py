"""The table of subscriptions.

Locks nothing: new tables.

One migration for all there were before the first release: an installation that has them all has this one.
"""

from django.db import migrations, models

import tongyun.kernel.contracts.ids
from tongyun.kernel.facade import CreateTables, SealedField


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("gateway", "0001_initial"),
        ("gateway", "0002_seal_secrets"),
    ]

    dependencies = []

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name="Subscription",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=tongyun.kernel.contracts.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("name", models.CharField(max_length=100, unique=True)),
                        ("url", models.CharField(max_length=500)),
                        ("topics", models.JSONField(default=list)),
                        ("secret", SealedField(purpose="gateway.subscription")),
                        ("enabled", models.BooleanField(default=True)),
                        ("created_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                        ("last_success_at", models.DateTimeField(blank=True, null=True)),
                        ("last_error", models.CharField(blank=True, default="", max_length=500)),
                    ],
                ),
            ],
        ),
    ]

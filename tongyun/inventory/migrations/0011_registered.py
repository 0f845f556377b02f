"""An index of when items were registered: months are counted over it, and lists sorted by it.

Locking: PostgreSQL lets nobody write to inventory_item while the index is built, about a tenth of a second for 100,000
items.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_squashed_0010_statistics")]

    operations = [
        migrations.AddIndex(model_name="item", index=models.Index(fields=["created_at"], name="item_created")),
    ]

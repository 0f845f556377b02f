"""What a one-time link does: one column with a constant default. PostgreSQL and SQLite add it without rewriting rows;
the table is locked for a moment. Links that wait at the upgrade open new accounts only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0024_scim_said")]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="purpose",
            field=models.CharField(
                choices=[("first", "首次设密"), ("reset", "重置密码")], default="first", max_length=8
            ),
        ),
    ]

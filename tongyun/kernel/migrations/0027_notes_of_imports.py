"""What an import tells of a file that is no table: the parts of it that have no row.

Locking: adds a column with a constant default to kernel_importrun, which is an instant on both databases.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0001_squashed_0026_imports_of_any_kind'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='notes',
            field=models.JSONField(db_default=[], default=list),
        ),
    ]

"""Drop the single organisation of a grant, and let the database hold what a grant may be.

The checks read the grants once under the table's lock; there are at most some thousands.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0011_three_administrators")]

    operations = [
        migrations.RemoveConstraint(
            model_name='grant',
            name='grant_once',
        ),
        migrations.RemoveField(
            model_name='grant',
            name='organisation',
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('user', 'role', 'scope'), name='grant_to_user_once'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('group', 'role', 'scope'), name='grant_to_group_once'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('post', 'role', 'scope'), name='grant_to_post_once'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('group', None), ('post', None), ('user__isnull', False)), models.Q(('group__isnull', False), ('post', None), ('user', None)), models.Q(('group', None), ('post__isnull', False), ('user', None)), _connector='OR'), name='grant_to_one_holder'),
        ),
    ]

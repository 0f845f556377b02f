"""Add the settings of administrators.

Locks nothing: a new table.
"""

import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0004_organisations_take_their_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicySetting',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('value', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('changed_by', models.CharField(blank=True, default='', max_length=100)),
            ],
        ),
    ]

"""Data dictionaries and their entries.

Locks nothing: two new tables.
"""

import django.db.models.deletion
import tongyun.kernel.contracts.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0019_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dictionary',
            fields=[
                ('key', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=100)),
                ('title_en', models.CharField(blank=True, default='', max_length=100)),
                ('description', models.CharField(blank=True, default='', max_length=500)),
                ('pack', models.CharField(blank=True, default='', max_length=100)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('retired', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ('updated_at', models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
            ],
        ),
        migrations.CreateModel(
            name='DictionaryEntry',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('title_en', models.CharField(blank=True, default='', max_length=200)),
                ('position', models.IntegerField(default=0)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('enabled', models.BooleanField(default=True)),
                ('note', models.CharField(blank=True, default='', max_length=500)),
                ('shipped', models.JSONField(blank=True, null=True)),
                ('edited', models.JSONField(blank=True, default=list)),
                ('place', models.CharField(blank=True, default='', max_length=120)),
                ('depth', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('dictionary', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='kernel.dictionary')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='kernel.dictionaryentry')),
            ],
            options={
                'indexes': [models.Index(fields=['dictionary', 'place'], name='dictionary_in_order')],
                'constraints': [models.UniqueConstraint(fields=('dictionary', 'code'), name='dictionary_entry_once')],
            },
        ),
    ]

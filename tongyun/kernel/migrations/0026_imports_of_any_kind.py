"""Imports of people become imports of any table; rows of large ones are kept as they were read.

Locking: the two tables are renamed and get columns with constant defaults, which takes their exclusive lock for
milliseconds; their indexes are made anew on tables that hold the imports of half a year, and nobody else waits for them.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0025_purpose_of_links'),
    ]

    operations = [
        migrations.RenameModel('PeopleImport', 'ImportRun'),
        migrations.RenameModel('PeopleImportRow', 'ImportRow'),
        migrations.RemoveIndex('importrun', 'people_import_by_age'),
        migrations.RemoveConstraint('importrow', 'people_import_row_once'),
        migrations.AlterField('importrun', 'kind', models.CharField(max_length=20)),
        migrations.AddField('importrun', 'about', models.CharField(blank=True, default='', max_length=80)),
        migrations.AddField('importrun', 'headings', models.JSONField(default=list)),
        migrations.AddField('importrun', 'mapping', models.JSONField(default=dict)),
        migrations.AddField('importrun', 'phase', models.CharField(blank=True, default='', max_length=20)),
        migrations.AddField('importrun', 'step', models.PositiveIntegerField(default=0)),
        migrations.AddField('importrun', 'reviews', models.PositiveIntegerField(default=0)),
        migrations.AddField('importrow', 'subject', models.UUIDField(null=True)),
        migrations.AddField('importrow', 'key', models.CharField(blank=True, default='', max_length=64)),
        migrations.AddIndex('importrun', models.Index(fields=['created_at'], name='import_by_age')),
        migrations.AddIndex('importrun', models.Index(fields=['kind', 'about', 'created_at'], name='import_about')),
        migrations.AddConstraint('importrow', models.UniqueConstraint(fields=('run', 'number'), name='import_row_once')),
        migrations.AddIndex('importrow', models.Index(fields=['run', 'key'], name='import_row_key')),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('id', models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveIntegerField()),
                ('rows', models.JSONField(default=list)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='kernel.importrun')),
            ],
        ),
        migrations.AddConstraint('importpart', models.UniqueConstraint(fields=('run', 'place'), name='import_part_once')),
    ]

"""Files on records.

Locks nothing: a new table.
"""

import django.db.models.deletion
from django.db import migrations, models

import tongyun.kernel.contracts.ids


class Migration(migrations.Migration):

    dependencies = [("kernel", "0020_dictionaries")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.UUIDField(default=tongyun.kernel.contracts.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("extension", models.CharField(max_length=12)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("sm3", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=100)),
                ("has_thumbnail", models.BooleanField(default=False)),
                ("state", models.CharField(choices=[("waiting", "查毒中"), ("ready", "可用"), ("quarantined", "已隔离"), ("removed", "已删除")], default="ready", max_length=12)),
                ("scanner", models.CharField(blank=True, default="", max_length=100)),
                ("scanned_at", models.DateTimeField(blank=True, null=True)),
                ("finding", models.CharField(blank=True, default="", max_length=200)),
                ("target_kind", models.CharField(blank=True, default="", max_length=40)),
                ("target_id", models.UUIDField(blank=True, null=True)),
                ("target_label", models.CharField(blank=True, default="", max_length=200)),
                ("field", models.CharField(blank=True, default="", max_length=200)),
                ("owner_name", models.CharField(max_length=100)),
                ("uploaded_at", models.DateTimeField(default=tongyun.kernel.contracts.ids.utc_now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("removed_by", models.CharField(blank=True, default="", max_length=100)),
                ("owner", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="kernel.user")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["target_kind", "target_id", "uploaded_at"], name="file_of_record"),
                    models.Index(fields=["state", "uploaded_at"], name="file_by_state"),
                    models.Index(fields=["uploaded_at"], name="file_by_age"),
                    models.Index(fields=["sha256"], name="file_by_digest"),
                ],
            },
        ),
    ]

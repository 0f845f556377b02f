"""What packs say about telemetry: panels and probes."""

from django.db import models

from tongyun.kernel.contracts import new_id


class Panel(models.Model):
    """One chart of an item type's page."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=100)
    source = models.CharField(max_length=200)
    item_type = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    rank = models.IntegerField(default=0)
    content = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item_type", "key"], name="panel_once")]


class Probe(models.Model):
    """Ask every item of a type that names an address in an attribute."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pack = models.CharField(max_length=100)
    source = models.CharField(max_length=200)
    key = models.CharField(max_length=100, unique=True)
    item_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    attribute = models.CharField(max_length=100)
    interval_s = models.FloatField(default=15)
    timeout_s = models.FloatField(default=5)

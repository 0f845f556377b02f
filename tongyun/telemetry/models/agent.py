"""Agents and when they were last heard of."""

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now


class Agent(models.Model):
    """One installed agent. It is known by its token; the host it reports becomes its item."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.OneToOneField("kernel.ApiToken", on_delete=models.CASCADE, related_name="+")
    machine = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    host = models.ForeignKey("inventory.Item", null=True, on_delete=models.PROTECT, related_name="+")
    interval_s = models.FloatField(default=15)
    clock_skew_s = models.FloatField(default=0)
    first_report_at = models.DateTimeField(default=utc_now)
    last_report_at = models.DateTimeField(default=utc_now)

"""Alerts: one condition on one label set, from pending to resolved."""

from typing import Any

from django.db import models

from tongyun.kernel.contracts import new_id

from .incidents import Incident
from .rules import Rule, Severity


class Alert(models.Model):
    """One episode of a rule's condition on one label set.

    A pending row is what lets `for` survive a restart. `open_key` is the fingerprint while the episode lasts and the
    alert's own id afterwards: the unique column means one open alert a fingerprint on every database.
    """

    class State(models.TextChoices):
        """Life of an episode."""

        PENDING = "pending", "待确认"
        FIRING = "firing", "告警中"
        RESOLVED = "resolved", "已恢复"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fingerprint = models.CharField(max_length=64)
    open_key = models.CharField(max_length=64, unique=True)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alerts")
    item = models.ForeignKey("inventory.Item", null=True, on_delete=models.SET_NULL, related_name="+")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="alerts")
    labels = models.JSONField(default=dict)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    value = models.FloatField(null=True)
    summary = models.CharField(max_length=1000, blank=True, default="")
    started_at = models.DateTimeField()
    clear_since = models.DateTimeField(null=True)
    unknown_since = models.DateTimeField(null=True)
    fired_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by_id = models.CharField(max_length=64, blank=True, default="")
    acknowledged_by_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["rule", "state"], name="alert_of_rule"),
            models.Index(fields=["item", "state"], name="alert_of_item"),
            models.Index(fields=["state", "started_at"], name="alert_by_state"),
            models.Index(fields=["fingerprint", "resolved_at"], name="alert_episodes"),
        ]

    def __str__(self) -> str:
        return self.summary or self.fingerprint

    @property
    def unknown(self) -> bool:
        """Whether nothing is known at present, because the data stopped."""
        return self.unknown_since is not None

    def audit_view(self) -> dict[str, Any]:
        """What the audit trail keeps of an alert."""
        return {"state": self.state, "severity": self.severity, "summary": self.summary}

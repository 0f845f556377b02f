"""Incidents: alerts of one cause, with a timeline that only grows."""

from typing import Any

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .rules import Severity


class Incident(models.Model):
    """A group of alerts with one cause and one ticket. `item` is where it is believed to have started."""

    class State(models.TextChoices):
        """Whether any of its alerts still fires."""

        OPEN = "open", "进行中"
        RESOLVED = "resolved", "已恢复"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=500)
    severity = models.CharField(max_length=10, choices=Severity.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    item = models.ForeignKey("inventory.Item", null=True, on_delete=models.SET_NULL, related_name="+")
    contract_level = models.PositiveSmallIntegerField()
    remedies = models.JSONField(default=list)
    opened_at = models.DateTimeField(default=utc_now)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "opened_at"], name="incident_by_state"),
            models.Index(fields=["item", "opened_at"], name="incident_of_item"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def audit_view(self) -> dict[str, Any]:
        """What the audit trail keeps of an incident."""
        return {
            "state": self.state,
            "severity": self.severity,
            "title": self.title,
            "contract_level": self.contract_level,
            "item": str(self.item_id) if self.item_id else None,
        }


class IncidentEntry(models.Model):
    """One line of the timeline; never changed, never removed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField(default=utc_now)
    kind = models.CharField(max_length=40)
    actor = models.CharField(max_length=100)
    text = models.CharField(max_length=1000)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["incident", "at"], name="timeline")]


class CorrelationGate(models.Model):
    """One row that whoever fires or resolves an alert locks first, so that two alerts of one cause that fire in two
    workers at the same moment never open two incidents.
    """

    name = models.CharField(max_length=40, primary_key=True)

"""Tickets, the process instance that carries each, and the append-only log that everything is computed from."""

from typing import Any

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from ..errors import LogIsAppendOnlyError
from .definitions import ProcessDefinition, SlaPolicy


class ProcessInstance(models.Model):
    """A running process: pinned to its definition, its tokens in ``state`` (see ``engine.state``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="instances")
    state = models.BinaryField()
    state_format = models.PositiveSmallIntegerField()
    finished = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=utc_now)
    updated_at = models.DateTimeField(default=utc_now)


class Ticket(models.Model):
    """A record that a process carries (CD-O-T10 … T14).

    ``data`` holds the answers of each step: ``{"steps": {step: {field: value}}}``. ``version`` counts the verbs
    that changed the ticket, ``log_length`` the lines of its log.
    """

    class State(models.TextChoices):
        """Where the ticket is, whatever its process looks like."""

        OPEN = "open", "处理中"
        RESOLVED = "resolved", "已解决"
        CLOSED = "closed", "已关闭"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=500)
    level = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    organisation = models.ForeignKey("kernel.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("inventory.Item", null=True, on_delete=models.PROTECT, related_name="+")
    # Unique: however often an incident is announced, one ticket carries it.
    incident = models.OneToOneField("events.Incident", null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("kernel.User", null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(SlaPolicy, null=True, on_delete=models.PROTECT, related_name="tickets")
    instance = models.OneToOneField(ProcessInstance, on_delete=models.PROTECT, related_name="ticket")
    step = models.CharField(max_length=200, blank=True, default="")
    opened_at = models.DateTimeField()
    recovered_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)
    data = models.JSONField(default=dict)
    log_length = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "state", "opened_at"], name="ticket_by_kind"),
            models.Index(fields=["state", "opened_at"], name="ticket_by_state"),
            # The list as it is opened, and the two other orders it offers.
            models.Index(fields=["opened_at", "id"], name="ticket_by_time"),
            models.Index(fields=["level", "id"], name="ticket_by_level"),
            models.Index(fields=["organisation", "state", "opened_at"], name="ticket_of_unit"),
            models.Index(fields=["item", "opened_at"], name="ticket_of_item"),
            models.Index(fields=["assignee", "state"], name="ticket_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def audit_view(self) -> dict[str, Any]:
        """What the audit trail keeps of a ticket."""
        return {
            "state": self.state,
            "level": self.level,
            "title": self.title,
            "step": self.step,
            "assignee": str(self.assignee_id) if self.assignee_id else None,
            "rating": self.rating,
        }


class TicketEvent(models.Model):
    """One line of a ticket's log: set by the server, never changed, never removed. Clocks are computed from it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=100)
    text = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "seq"], name="ticket_log_once")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new line; an existing one is refused."""
        if not self._state.adding:
            raise LogIsAppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: corrections are new lines."""
        raise LogIsAppendOnlyError


class TicketRemedy(models.Model):
    """A job that may cure what the ticket is about, as the rule offered it, and the run that was started for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="remedies")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    job = models.CharField(max_length=120)
    item = models.ForeignKey("inventory.Item", null=True, on_delete=models.PROTECT, related_name="+")
    params = models.JSONField(default=dict)
    auto = models.BooleanField(default=False)
    run_id = models.UUIDField(null=True)
    run_state = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "key"], name="remedy_once")]
        indexes = [models.Index(fields=["run_id"], name="remedy_of_run")]

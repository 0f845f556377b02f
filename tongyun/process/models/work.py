"""To-dos: open human tasks of the engine as rows of our own, so that the inbox is a query."""

from datetime import UTC, datetime
from typing import Final

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .definitions import FormDefinition
from .tickets import ProcessInstance, Ticket

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Where a to-do without a due time stands in the inbox: last."""


class WorkItem(models.Model):
    """One human task. ``task_id`` is the engine's id; the unique key is what makes a doubled to-do impossible.

    ``candidates`` is the key of the group that may claim it, ``candidates_title`` what the process calls that group.
    """

    class State(models.TextChoices):
        """Whether it still waits."""

        OPEN = "open", "待办"
        DONE = "done", "已办"
        CANCELLED = "cancelled", "已取消"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    instance = models.ForeignKey(ProcessInstance, on_delete=models.PROTECT, related_name="work_items")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="work_items")
    task_id = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    form = models.ForeignKey(FormDefinition, null=True, on_delete=models.PROTECT, related_name="work_items")
    candidates = models.CharField(max_length=80, blank=True, default="")
    candidates_title = models.CharField(max_length=200, blank=True, default="")
    candidates_title_en = models.CharField(max_length=200, blank=True, default="")
    assignee = models.ForeignKey("kernel.User", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    due_at = models.DateTimeField(null=True)
    urgent_at = models.DateTimeField(default=NEVER)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=utc_now)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("kernel.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instance", "task_id"], name="work_item_once")]
        indexes = [
            models.Index(fields=["assignee", "state", "urgent_at"], name="inbox_of_person"),
            models.Index(fields=["candidates", "state", "urgent_at"], name="inbox_of_group"),
            models.Index(fields=["ticket", "state"], name="work_of_ticket"),
            models.Index(fields=["state", "urgent_at", "id"], name="inbox_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.key})"

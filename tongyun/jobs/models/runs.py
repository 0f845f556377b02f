"""Runs: which version of a script, where, by whom, with what result."""

from typing import Any

from django.db import models

from tongyun.kernel.contracts import new_id, utc_now

from .templates import JobTemplate


class State(models.TextChoices):
    """Life of a run and of each of its targets; the last four are final."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "执行中"
    SUCCEEDED = "succeeded", "成功"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"
    LOST = "lost", "失联"


OPEN_STATES = (State.QUEUED, State.RUNNING)


class Run(models.Model):
    """One execution of a template. The script is copied, so what ran stays known after the pack moved on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    template = models.ForeignKey(JobTemplate, on_delete=models.PROTECT, related_name="runs")
    title = models.CharField(max_length=200)
    script = models.TextField()
    interpreter = models.CharField(max_length=10)
    timeout_s = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    parameters = models.JSONField(default=dict)
    requested_by_kind = models.CharField(max_length=10)
    requested_by_id = models.CharField(max_length=64)
    requested_by_name = models.CharField(max_length=100)
    source_kind = models.CharField(max_length=40, blank=True, default="")
    source_id = models.CharField(max_length=64, blank=True, default="")
    source_label = models.CharField(max_length=200, blank=True, default="")
    idempotency_key = models.CharField(max_length=120, unique=True)
    cancel_requested_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=utc_now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="run_by_time"),
            models.Index(fields=["state", "created_at"], name="run_by_state"),
            models.Index(fields=["source_kind", "source_id"], name="run_of_source"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def audit_view(self) -> dict[str, Any]:
        """What the audit trail keeps of a run."""
        return {"state": self.state, "job": self.title, "digest": self.digest}


class RunTarget(models.Model):
    """One attempt on one item. Its id is the work id of the agent's journal, so a retry is a new row, never an old id.

    `token` fences: it is made when an agent takes the work and taken away when the work is lost or cancelled, so that
    whoever still holds the old one cannot report any more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="targets")
    item = models.ForeignKey("inventory.Item", on_delete=models.PROTECT, related_name="+")
    agent_id = models.UUIDField(null=True)
    attempt = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    environment = models.JSONField(default=dict)
    token = models.CharField(max_length=64, blank=True, default="")
    offered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField()
    exit_code = models.IntegerField(null=True)
    error = models.CharField(max_length=1000, blank=True, default="")
    output_bytes = models.PositiveBigIntegerField(default=0)
    truncated = models.BooleanField(default=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "item", "attempt"], name="target_attempt_once")]
        indexes = [models.Index(fields=["agent_id", "state"], name="target_of_agent")]


class RunOutput(models.Model):
    """A piece of a target's output, in UTF-8; `offset` counts bytes from the start. Pieces never overlap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    target = models.ForeignKey(RunTarget, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "offset"], name="output_piece_once")]

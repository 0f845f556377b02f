"""Durable work: outbox messages, tasks and timers are rows committed with the state that caused them."""

from django.db import models

from ..contracts import new_id, utc_now


class OutboxMessage(models.Model):
    """A fact that happened. Never changed; subscribers each get a task of their own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        indexes = [models.Index(fields=["topic", "created_at"], name="outbox_topic")]


class ScheduledTask(models.Model):
    """Work that is due at a time: once, or every so many seconds. A worker holds it by a lease while it runs.

    A one-off row is deleted in the transaction of its handler; a row that failed too often stays, marked dead, so that
    a person sees it. `lease_token` fences: a worker whose lease was taken over cannot finish the task.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handler = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    message = models.ForeignKey(OutboxMessage, null=True, on_delete=models.CASCADE, related_name="deliveries")
    due_at = models.DateTimeField()
    every_s = models.FloatField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=36, blank=True, default="")
    dead = models.BooleanField(default=False)
    error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handler", "key"], name="task_once")]
        indexes = [models.Index(fields=["dead", "due_at"], name="task_due")]


class ProcessBeat(models.Model):
    """When a process of this installation was last seen alive."""

    name = models.CharField(max_length=80, primary_key=True)
    pid = models.IntegerField()
    started_at = models.DateTimeField(default=utc_now)
    at = models.DateTimeField(default=utc_now)

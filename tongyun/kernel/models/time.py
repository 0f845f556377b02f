"""Business calendars and schedules: rules in versions that never change, and what is to run when."""

import json
from functools import cached_property

from django.db import models

from ..contracts import new_id, utc_now


class CalendarVersion(models.Model):
    """The rules of a business calendar from a moment on; rows are added, never changed, so the past stays as it was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=100, blank=True, default="")
    rules = models.JSONField(default=dict)
    actor_name = models.CharField(max_length=100, blank=True, default="")
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="calendar_version_once")]

    @cached_property
    def rules_text(self) -> str:
        """The rules in one writing, written once: every clock of every ticket asks for its calendar by them."""
        return json.dumps(self.rules, sort_keys=True)


class Schedule(models.Model):
    """Something that runs again and again by the clock or the calendar. `when` and its policies come from the code that
    registers it; whether it is paused is an administrator's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    when = models.CharField(max_length=120)
    calendar = models.CharField(max_length=40, blank=True, default="")
    shift = models.CharField(max_length=10, blank=True, default="")
    #: Null while it is paused, retired, or its calendar does not know the year.
    next_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True, default="")
    paused_by = models.CharField(max_length=100, blank=True, default="")
    paused_at = models.DateTimeField(null=True, blank=True)
    retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=utc_now)


class ScheduleRun(models.Model):
    """One turn of a schedule: unique by its due time, so that it happens once, whoever fires it."""

    class State(models.TextChoices):
        """How it went."""

        WAITING = "waiting", "等待执行"
        RUNNING = "running", "执行中"
        DONE = "done", "成功"
        FAILED = "failed", "失败"
        SKIPPED = "skipped", "已跳过"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="runs")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    by = models.CharField(max_length=100, blank=True, default="")
    error = models.TextField(blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=utc_now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "due_at"], name="schedule_turn_once")]

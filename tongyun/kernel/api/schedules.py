"""Schedules: what runs by the clock or the calendar."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from ..contracts import NotFound
from ..models import Schedule, ScheduleRun
from ..services.schedules import keeping
from .schemas.time import ScheduleOut, ScheduleTurnOut
from .security import guarded

router = Router(tags=["kernel"])

SHOWN_TURNS = 5
SHOWN_RUNS = 50


@router.get("/schedules", response=list[ScheduleOut], **guarded("schedule:read"))
def schedules(request: HttpRequest) -> list[dict[str, Any]]:
    """All schedules with their next turns and their last one."""
    return [_shown(row) for row in Schedule.objects.filter(retired=False).order_by("key")]


@router.get("/schedules/{key}/runs", response=list[ScheduleTurnOut], **guarded("schedule:read"))
def schedule_runs(request: HttpRequest, key: str) -> list[ScheduleRun]:
    """The last turns of a schedule, newest first."""
    if not Schedule.objects.filter(key=key).exists():
        raise NotFound("no_schedule", "没有这个计划任务。")
    return list(ScheduleRun.objects.filter(schedule__key=key).order_by("-due_at")[:SHOWN_RUNS])


@router.post("/schedules/{key}/run", response={202: ScheduleTurnOut}, **guarded(keeping.WRITE))
def run_schedule(request: HttpRequest, key: str) -> Status[ScheduleRun]:
    """Run it now, beside its regular turns."""
    return Status(202, keeping.run_now(key))


@router.post("/schedules/{key}/pause", response=ScheduleOut, **guarded(keeping.WRITE))
def pause_schedule(request: HttpRequest, key: str) -> dict[str, Any]:
    """Let no turn come until it is resumed."""
    return _shown(keeping.pause(key))


@router.post("/schedules/{key}/resume", response=ScheduleOut, **guarded(keeping.WRITE))
def resume_schedule(request: HttpRequest, key: str) -> dict[str, Any]:
    """Let turns come again from now on."""
    return _shown(keeping.resume(key))


def _shown(row: Schedule) -> dict[str, Any]:
    title, title_en = keeping.title_of(row.key)
    return {
        "key": row.key,
        "title": title,
        "title_en": title_en,
        "when": row.when,
        "calendar": row.calendar,
        "shift": row.shift,
        "next": keeping.upcoming(row, SHOWN_TURNS),
        "problem": row.problem,
        "paused_at": row.paused_at,
        "paused_by": row.paused_by,
        "last": row.runs.order_by("-due_at").first(),
    }

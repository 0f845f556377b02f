"""Schedules: what runs again and again, survives restarts, fires once, and does as agreed with what it missed.

    register_schedule("report.quarter", "季度报告", "@workday 3 of quarter 09:00", make_report)

The code says what runs and when; each turn is a row, unique by its due time, made in one transaction with the timer of
the next, so that killing a worker neither loses nor doubles one. An administrator may pause a schedule or run it now.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from ...contracts import NotFound, Ref, Registry, Task, utc_now
from ...contracts.business_time import UnknownYearError
from ...models import Schedule, ScheduleRun
from ..audit import audit
from ..calendars import business_time
from ..context import acting_as, current_actor, system_actor
from ..permissions import require
from ..work import cancel_later, register_handler, run_later
from .when import next_turn, next_turns, turns_between, when_of

logger = logging.getLogger(__name__)

FIRE_TASK = "kernel.schedule"
RUN_TASK = "kernel.schedule_run"
WRITE = "schedule:write"

#: What to do with turns that passed while no worker ran: the last of them, each of them, or none.
CatchUp = Literal["once", "all", "skip"]

#: A turn this late is a missed one.
GRACE = timedelta(minutes=2)
#: So many missed turns are caught up at most.
MAX_CAUGHT_UP = 100
#: A turn that fails is tried so often; the next one comes anyway.
MAX_ATTEMPTS = 3
KEPT_RUNS = 200
#: A schedule whose calendar ends looks again after this long.
LOOK_AGAIN = timedelta(hours=12)


@dataclass(frozen=True)
class Planned:
    """A schedule as its code declares it."""

    key: str
    title: str
    title_en: str
    when: str
    run: Callable[[], None]
    calendar: str
    shift: str
    catch_up: CatchUp
    transactional: bool


planned: Registry[Planned] = Registry("schedules", key=lambda entry: entry.key)


def register_schedule(
    key: str,
    title: str,
    when: str,
    run: Callable[[], None],
    *,
    title_en: str = "",
    calendar: str = "workdays",
    shift: Literal["", "skip", "next", "previous"] = "",
    catch_up: CatchUp = "once",
    transactional: bool = True,
) -> None:
    """Declare what runs when; called while a room is wired.

    Args:
        key: stable name, `<room>.<what>`.
        title: what people read.
        when: a cron line, or `@workday <n> of week|month|quarter|year <hh:mm>`; Asia/Shanghai.
        run: what to do; runs in one transaction with the note that it was done, unless not `transactional`.
        title_en: the English title.
        calendar: whose working days are meant.
        shift: what becomes of a cron turn on a day off: nothing (""), left out, the next or the previous working day.
        catch_up: what becomes of turns that were missed.
        transactional: False for work that takes long or talks to the outside; it may run again after a crash.
    """
    when_of(when, shift)
    planned.register(Planned(key, title, title_en or title, when, run, calendar, shift, catch_up, transactional))


def arm_all() -> None:
    """Bring the rows in line with the code; called when a worker starts. What is armed already keeps its turn."""
    for entry in planned:
        with transaction.atomic():
            row, fresh = Schedule.objects.select_for_update().get_or_create(
                key=entry.key, defaults={"when": entry.when, "calendar": entry.calendar, "shift": entry.shift}
            )
            changed = (row.when, row.calendar, row.shift) != (entry.when, entry.calendar, entry.shift) or row.retired
            if fresh or changed or (row.next_at is None and row.paused_at is None):
                row.when, row.calendar, row.shift, row.retired = entry.when, entry.calendar, entry.shift, False
                _arm(row, utc_now())
    for row in Schedule.objects.filter(retired=False).exclude(key__in=[entry.key for entry in planned]):
        _disarm(row, retired=True)


def upcoming(row: Schedule, count: int) -> list[datetime]:
    """The next turns of a schedule, as far as its calendar knows them."""
    if row.next_at is None:
        return []
    turns = [row.next_at]
    try:
        turns += next_turns(when_of(row.when, row.shift), business_time(row.calendar), row.next_at, count - 1)
    except UnknownYearError:
        return turns
    return turns


@transaction.atomic
def run_now(key: str) -> ScheduleRun:
    """Add a turn that is due at once, whatever the clock says. Raises NotFound, Forbidden."""
    require(WRITE)
    row = _row(key)
    run = ScheduleRun.objects.create(schedule=row, due_at=utc_now(), by=current_actor().name)
    run_later(RUN_TASK, run.due_at, {"run": str(run.id)}, key=str(run.id))
    audit("schedule.run_now", _ref(row))
    return run


@transaction.atomic
def pause(key: str) -> Schedule:
    """Let no turn come until it is resumed. Pausing a paused one changes nothing."""
    require(WRITE)
    row = _row(key)
    if row.paused_at is None:
        row.paused_at, row.paused_by = utc_now(), current_actor().name
        _disarm(row, retired=False)
        audit("schedule.paused", _ref(row), {"paused": False}, {"paused": True})
    return row


@transaction.atomic
def resume(key: str) -> Schedule:
    """Let turns come again, from now on: those of the pause are not caught up."""
    require(WRITE)
    row = _row(key)
    if row.paused_at is not None:
        row.paused_at, row.paused_by = None, ""
        _arm(row, utc_now())
        audit("schedule.resumed", _ref(row), {"paused": True}, {"paused": False})
    return row


def title_of(key: str) -> tuple[str, str]:
    """The Chinese and the English title of a schedule."""
    entry = planned.get(key)
    return (entry.title, entry.title_en) if entry else (key, key)


def _fire(task: Task) -> None:
    """The timer of a schedule: make the rows of the turns that are due, and set the next timer."""
    row = Schedule.objects.select_for_update().filter(key=task.key, retired=False, paused_at=None).first()
    entry = planned.get(task.key)
    if row is None or entry is None:
        return
    now = utc_now()
    if row.next_at is None or row.next_at > now:
        _arm(row, now)
        return
    try:
        later = turns_between(
            when_of(row.when, row.shift), business_time(row.calendar), row.next_at, now, MAX_CAUGHT_UP
        )
    except UnknownYearError:
        later = []
    for turn, state in _wanted([row.next_at, *later], entry.catch_up, now):
        run, fresh = ScheduleRun.objects.get_or_create(schedule=row, due_at=turn, defaults={"state": state})
        if fresh and state == ScheduleRun.State.WAITING:
            run_later(RUN_TASK, now, {"run": str(run.id)}, key=str(run.id))
    _prune(row)
    _arm(row, now)


def _wanted(turns: list[datetime], catch_up: CatchUp, now: datetime) -> list[tuple[datetime, ScheduleRun.State]]:
    """Which of the turns that are due are run, and which are only noted."""
    waiting, skipped = ScheduleRun.State.WAITING, ScheduleRun.State.SKIPPED
    match catch_up:
        case "all":
            return [(turn, waiting) for turn in turns[-MAX_CAUGHT_UP:]]
        case "once":
            return [(turns[-1], waiting)]
        case "skip":
            return [(turns[-1], waiting if now - turns[-1] <= GRACE else skipped)]


def _run(task: Task) -> None:
    run = ScheduleRun.objects.select_related("schedule").filter(id=task.payload["run"]).first()
    if run is None or run.state == ScheduleRun.State.DONE:
        return
    entry = planned.get(run.schedule.key)
    if entry is None:
        _ended(run, ScheduleRun.State.FAILED, "本版本不再有此计划任务")
        return
    run.state, run.started_at, run.attempts = ScheduleRun.State.RUNNING, utc_now(), run.attempts + 1
    run.save()
    try:
        with acting_as(system_actor(entry.title)):
            if entry.transactional:
                with transaction.atomic():
                    entry.run()
                    _ended(run, ScheduleRun.State.DONE, "")
            else:
                entry.run()
                _ended(run, ScheduleRun.State.DONE, "")
    except Exception as error:
        _ended(run, ScheduleRun.State.FAILED, f"{type(error).__name__}: {error}"[:2000])
        if run.attempts < MAX_ATTEMPTS:
            raise
        logger.exception("schedule %s failed %d times, waits for its next turn", entry.key, run.attempts)


def _ended(run: ScheduleRun, state: ScheduleRun.State, error: str) -> None:
    run.state, run.error, run.finished_at = state, error, utc_now()
    run.save()


def _arm(row: Schedule, after: datetime) -> None:
    """Set the timer of the next turn behind a moment."""
    row.problem = ""
    try:
        row.next_at = next_turn(when_of(row.when, row.shift), business_time(row.calendar), after)
    except (UnknownYearError, NotFound) as error:
        row.next_at, row.problem = None, error.detail[:300]
    row.version += 1
    row.save()
    if row.paused_at is None and (row.next_at or row.problem):
        run_later(FIRE_TASK, row.next_at or utc_now() + LOOK_AGAIN, key=row.key)


def _disarm(row: Schedule, *, retired: bool) -> None:
    row.next_at, row.retired, row.version = None, retired, row.version + 1
    row.save()
    cancel_later(FIRE_TASK, row.key)


def _prune(row: Schedule) -> None:
    kept = ScheduleRun.objects.filter(schedule=row).order_by("-due_at").values_list("due_at", flat=True)
    oldest = list(kept[KEPT_RUNS : KEPT_RUNS + 1])
    if oldest:
        ScheduleRun.objects.filter(schedule=row, due_at__lte=oldest[0]).delete()


def _row(key: str) -> Schedule:
    row = Schedule.objects.select_for_update().filter(key=key, retired=False).first()
    if row is None:
        raise NotFound("no_schedule", "没有这个计划任务。")
    return row


def _ref(row: Schedule) -> Ref:
    return Ref("schedule", row.key, title_of(row.key)[0])


def wire() -> None:
    """Register the timer and the runner."""
    register_handler(FIRE_TASK, _fire)
    register_handler(RUN_TASK, _run, transactional=False)

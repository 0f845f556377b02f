"""Schedules: the right moments, once each, whatever was missed."""

from datetime import datetime, timedelta

import pytest

from tests.conftest import Api
from tongyun.kernel.contracts import Invalid, Registry, utc_now
from tongyun.kernel.contracts.business_time import CHINA, calendar_from
from tongyun.kernel.models import Schedule, ScheduledTask, ScheduleRun, User
from tongyun.kernel.services import calendars, work
from tongyun.kernel.services.schedules import keeping, register_schedule
from tongyun.kernel.services.schedules.when import next_turns, when_of

OFFICE = calendar_from("own", "测试", 1, calendars.BUILT_IN["workdays"][2])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("when", "shift", "after", "turns"),
    [
        ("30 2 * * *", "", "2026-09-30T02:30", ["2026-10-01T02:30", "2026-10-02T02:30"]),
        ("0 9 1 * *", "next", "2026-09-15T00:00", ["2026-10-08T09:00", "2026-11-02T09:00"]),
        ("0 9 1 * *", "previous", "2026-09-15T00:00", ["2026-09-30T09:00", "2026-10-30T09:00"]),
        ("0 9 * * *", "skip", "2026-09-30T09:00", ["2026-10-08T09:00", "2026-10-09T09:00", "2026-10-10T09:00"]),
        ("0 9 * * *", "next", "2026-09-30T09:00", ["2026-10-08T09:00", "2026-10-09T09:00"]),
        ("@workday 3 of quarter 09:00", "", "2026-09-15T00:00", ["2026-10-10T09:00"]),
        ("@workday -1 of month 17:30", "", "2026-09-15T00:00", ["2026-09-30T17:30", "2026-10-30T17:30"]),
        ("@workday 1 of week 08:00", "", "2026-09-30T00:00", ["2026-10-08T08:00", "2026-10-12T08:00"]),
        ("@workday -1 of year 18:00", "", "2026-01-01T00:00", ["2026-12-31T18:00"]),
    ],
)
def test_turns_follow_clock_and_calendar(when: str, shift: str, after: str, turns: list[str]) -> None:
    assert next_turns(when_of(when, shift), OFFICE, at(after), len(turns)) == [at(turn) for turn in turns]


@pytest.mark.parametrize(
    ("when", "shift"),
    [
        ("nonsense", ""),
        ("99 2 * * *", ""),
        ("@workday 0 of month 09:00", ""),
        ("@workday 1 of decade 09:00", ""),
        ("@workday 1 of month 25:00", ""),
        ("*/5 * * * *", "next"),
        ("0 9 * * *", "sometimes"),
    ],
)
def test_what_makes_no_sense_is_refused(when: str, shift: str) -> None:
    with pytest.raises(Invalid):
        when_of(when, shift)


@pytest.fixture
def ran(db: None, monkeypatch) -> list[str]:
    """Schedules of the test's own, and what they did."""
    done: list[str] = []
    monkeypatch.setattr(keeping, "planned", Registry("schedules", key=lambda entry: entry.key))
    for policy in ("once", "all", "skip"):
        register_schedule(f"test.{policy}", policy, "0 * * * *", lambda p=policy: done.append(p), catch_up=policy)
    keeping.arm_all()
    return done


def let_time_pass(**delta: float) -> None:
    """As if the worker had been away for so long."""
    for row in Schedule.objects.all():
        row.next_at = (utc_now() - timedelta(**delta)).replace(minute=0, second=0, microsecond=0)
        row.save()
        ScheduledTask.objects.filter(handler=keeping.FIRE_TASK, key=row.key).update(due_at=row.next_at)


def drain() -> None:
    for _ in range(10):
        for task in work.take():
            work.run(task)


def test_what_was_missed_is_caught_up_as_agreed(ran: list[str]) -> None:
    let_time_pass(hours=5)
    drain()
    late = utc_now() - utc_now().replace(minute=0, second=0, microsecond=0) > keeping.GRACE
    assert (ran.count("once"), ran.count("all"), ran.count("skip")) == (1, 6, 0 if late else 1)
    assert all(row.next_at is not None and row.next_at > utc_now() for row in Schedule.objects.all())
    drain()
    assert ran.count("all") == 6, "each turn happens once"


def test_arming_again_after_a_restart_keeps_the_turn(ran: list[str]) -> None:
    before = {row.key: row.next_at for row in Schedule.objects.all()}
    keeping.arm_all()
    assert {row.key: row.next_at for row in Schedule.objects.all()} == before
    keeping.planned = Registry("schedules", key=lambda entry: entry.key)
    keeping.arm_all()
    assert not Schedule.objects.filter(retired=False).exists()
    assert not ScheduledTask.objects.filter(handler=keeping.FIRE_TASK).exists()


def test_the_same_turn_fired_twice_runs_once(ran: list[str]) -> None:
    let_time_pass(minutes=1)
    turns = {row.key: row.next_at for row in Schedule.objects.all()}
    drain()
    for row in Schedule.objects.all():
        row.next_at = turns[row.key]
        row.save()
        work.run_later(keeping.FIRE_TASK, utc_now(), key=row.key)
    drain()
    assert ran.count("once") == 1


def test_a_failing_turn_is_tried_three_times_and_shown(ran: list[str]) -> None:
    register_schedule("test.bad", "坏的", "0 * * * *", lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    keeping.arm_all()
    ScheduledTask.objects.filter(handler=keeping.FIRE_TASK).exclude(key="test.bad").delete()
    let_time_pass(minutes=1)
    for _ in range(6):
        ScheduledTask.objects.exclude(handler=keeping.FIRE_TASK).update(due_at=utc_now())
        drain()
    run = ScheduleRun.objects.get(schedule__key="test.bad")
    assert (run.state, run.attempts) == ("failed", 3)
    assert "ZeroDivisionError" in run.error


def test_a_calendar_that_ends_is_shown_and_looked_at_again(ran: list[str]) -> None:
    calendars.save_calendar("brief", "短", "", {"week": {"1": ["09:00-10:00"]}}, trusted=True)
    register_schedule("test.brief", "短", "@workday 4 of week 09:00", lambda: None, calendar="brief")
    keeping.arm_all()
    row = Schedule.objects.get(key="test.brief")
    assert row.next_at is None
    assert "节假日安排" in row.problem
    assert ScheduledTask.objects.filter(handler=keeping.FIRE_TASK, key="test.brief").exists()


def test_the_page_runs_pauses_and_resumes(ran: list[str], admin: User, nobody: User) -> None:
    api = Api(admin)
    assert api.post("schedules/test.once/run").status_code == 202
    drain()
    assert ran == ["once"]
    paused = api.post("schedules/test.once/pause").json()
    assert (paused["next"], paused["paused_by"]) == ([], admin.name)
    let_time_pass(hours=3)
    drain()
    assert ran.count("once") == 1
    assert len(api.post("schedules/test.once/resume").json()["next"]) == 5
    [row] = [row for row in api.get("schedules").json() if row["key"] == "test.once"]
    assert (row["title"], row["last"]["state"]) == ("once", "done")
    assert len(api.get("schedules/test.once/runs").json()) == 1
    assert api.post("schedules/none/run").status_code == 404
    assert Api(nobody).post("schedules/test.once/run").status_code == 403

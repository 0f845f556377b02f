"""Clocks as pure functions of the log: examples that people argue about, and the properties that must always
hold."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongyun.kernel.contracts.business_time import AroundTheClock, Calendar, Span, calendar_from
from tongyun.process.clocks import Clock, ClockEvent, ClockState, Signal, Target, compute

T0 = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SOLVE = Target("solve", "处理", {1: 3600, 2: 7200, 3: 14400})
ALWAYS = AroundTheClock()


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def event(minutes: float, signal: str, level: int | None = None, reason: str = "") -> ClockEvent:
    return ClockEvent(at(minutes), Signal(signal), level, reason)


def clock(*events: ClockEvent, now: float, calendar: Calendar = ALWAYS) -> Clock:
    computed = compute(events, SOLVE, calendar, at(now))
    assert computed is not None
    return computed


@dataclass(frozen=True)
class EvenHours:
    """Service time is every hour with an even number: enough holes to test against."""

    key: str = "even-hours"
    version: int = 1

    def open_spans(self, span: Span) -> list[Span]:
        hour = span.start.replace(minute=0, second=0, microsecond=0)
        spans = []
        while hour < span.end:
            start, end = max(hour, span.start), min(hour + timedelta(hours=1), span.end)
            if hour.hour % 2 == 0 and start < end:
                spans.append(Span(start, end))
            hour += timedelta(hours=1)
        return spans

    def advance(self, start: datetime, amount: timedelta) -> datetime:
        at, left = start, amount
        while True:
            for span in self.open_spans(Span(at, at + timedelta(hours=4))):
                if span.length >= left:
                    return span.start + left
                left -= span.length
            at += timedelta(hours=4)


def test_a_clock_that_nothing_started_does_not_exist() -> None:
    assert compute([event(5, "meet")], SOLVE, ALWAYS, at(9)) is None
    assert compute([event(5, "start", 1)], SOLVE, ALWAYS, at(4)) is None


def test_a_running_clock_shows_what_is_left_and_when() -> None:
    running = clock(event(0, "start", 1), now=20)

    assert (running.elapsed, running.remaining, running.target) == (1200, 2400, 3600)
    assert running.state is ClockState.RUNNING
    assert running.due_at == at(60)
    assert [(each.start, each.end, each.counted) for each in running.intervals] == [(at(0), at(20), True)]


def test_a_pause_is_left_out_with_its_reason_and_moves_the_due_time() -> None:
    events = (event(0, "start", 1), event(10, "pause", reason="等待备件"), event(40, "resume"))

    paused = clock(*events, now=30)
    assert (paused.state, paused.elapsed, paused.due_at) == (ClockState.PAUSED, 600, None)
    resumed = clock(*events, now=50)
    assert (resumed.state, resumed.elapsed, resumed.due_at) == (ClockState.RUNNING, 1200, at(90))
    assert [(each.counted, each.reason) for each in resumed.intervals] == [
        (True, ""),
        (False, "等待备件"),
        (True, ""),
    ]


def test_a_change_of_level_keeps_the_elapsed_time_and_a_running_pause() -> None:
    events = (event(0, "start", 3), event(10, "pause"), event(20, "level", 1), event(40, "resume"))

    changed = clock(*events, now=30)
    assert (changed.state, changed.elapsed, changed.target) == (ClockState.PAUSED, 600, 3600)
    assert clock(*events, now=45).due_at == at(90)


def test_lowering_the_level_after_the_clock_was_met_changes_nothing() -> None:
    events = (event(0, "start", 1), event(90, "meet"), event(95, "level", 3))

    assert clock(*events, now=100).state is ClockState.BREACHED


def test_exactly_on_time_is_in_time() -> None:
    assert clock(event(0, "start", 1), event(60, "meet"), now=70).state is ClockState.MET
    late = clock(event(0, "start", 1), ClockEvent(at(60) + timedelta(microseconds=1), Signal.MEET), now=70)
    assert late.state is ClockState.BREACHED
    assert late.met_at is not None
    assert late.due_at == at(60)


def test_a_clock_that_was_met_ends_there() -> None:
    met = clock(event(0, "start", 1), event(30, "meet"), event(50, "pause"), now=500)

    assert (met.state, met.elapsed, met.met_at) == (ClockState.MET, 1800, at(30))
    assert met.intervals[-1].end == at(30)


def test_a_reopened_clock_runs_on_without_the_time_that_was_not_the_handlers() -> None:
    events = (event(0, "start", 1), event(30, "meet"), event(120, "reopen"))

    reopened = clock(*events, now=130)
    assert (reopened.state, reopened.elapsed, reopened.met_at) == (ClockState.RUNNING, 2400, None)
    assert reopened.due_at == at(150)
    assert [each.reason for each in reopened.intervals] == ["", "resolved", ""]


def test_a_breach_says_when_the_target_was_used_up() -> None:
    events = (event(0, "start", 1), event(30, "pause"), event(50, "resume"))

    breached = clock(*events, now=500)
    assert (breached.state, breached.due_at) == (ClockState.BREACHED, at(80))
    assert breached.remaining == -(500 - 20 - 60) * 60


def test_service_time_has_holes() -> None:
    # 08:00-09:00 counts, 09:00-10:00 does not, 10:00-11:00 counts …
    holed = clock(event(30, "start", 1), now=100, calendar=EvenHours())

    assert holed.elapsed == 1800
    assert [(each.counted, each.reason) for each in holed.intervals] == [
        (True, ""),
        (False, "outside_service_time"),
    ]
    assert holed.due_at == at(150)


def test_times_without_a_zone_are_refused_and_other_zones_are_understood() -> None:
    with pytest.raises(ValueError, match="zone"):
        compute([ClockEvent(datetime(2026, 11, 21), Signal.START, 1)], SOLVE, ALWAYS, at(9))  # noqa: DTZ001
    shanghai = timezone(timedelta(hours=8))
    same = compute([ClockEvent(T0.astimezone(shanghai), Signal.START, 1)], SOLVE, ALWAYS, at(9).astimezone(shanghai))
    assert same == clock(event(0, "start", 1), now=9)


def test_a_clock_of_working_days_leaves_out_the_holiday_and_shows_it() -> None:
    office = calendar_from("workdays", "工作日", 1, {"week": {str(day): ["09:00-18:00"] for day in range(1, 6)}})
    start = datetime(2026, 9, 30, 9, 30, tzinfo=UTC)  # 17:30 in China
    now = datetime(2026, 10, 8, 1, 15, tzinfo=UTC)  # 9:15 in China, after the National Day holiday
    computed = compute([ClockEvent(start, Signal.START, 1)], SOLVE, office, now)
    assert computed is not None
    assert (computed.elapsed, computed.remaining) == (2700, 900)
    assert computed.due_at == datetime(2026, 10, 8, 1, 30, tzinfo=UTC)
    assert [(each.counted, each.reason) for each in computed.intervals] == [
        (True, ""),
        (False, "outside_service_time"),
        (True, ""),
    ]


def test_a_year_that_the_calendar_misses_is_not_counted_and_said() -> None:
    office = calendar_from("workdays", "工作日", 1, {"week": {str(day): ["09:00-18:00"] for day in range(1, 6)}})
    last = max(office.known_years())  # type: ignore[union-attr]
    start = datetime(last, 12, 31, 9, 30, tzinfo=UTC)
    for hours in (0.1, 72):
        computed = compute([ClockEvent(start, Signal.START, 3)], SOLVE, office, start + timedelta(hours=hours))
        assert computed is not None
        assert computed.due_at is None
        assert str(last + 1) in computed.problem
        assert computed.elapsed <= 1800
    assert computed.intervals[-1].reason == "unknown_year"


EVENTS = st.lists(
    st.builds(
        ClockEvent,
        at=st.integers(0, 60 * 24).map(at),
        signal=st.sampled_from([each for each in Signal if each is not Signal.START]),
        level=st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=12,
).map(lambda events: [event(0, "start", 2), *events])
MOMENTS = st.integers(0, 60 * 30).map(at)
CALENDARS = st.sampled_from([ALWAYS, EvenHours()])


def _elapsed(computed: Clock, counted: bool) -> float:
    return sum((each.length for each in computed.intervals if each.counted is counted), timedelta()).total_seconds()


@given(EVENTS, MOMENTS, CALENDARS)
def test_what_counts_and_what_does_not_add_up_to_the_clocks_life(
    events: list[ClockEvent], now: datetime, calendar: Calendar
) -> None:
    computed = compute(events, SOLVE, calendar, now)
    assert computed is not None

    end = computed.met_at or now
    assert _elapsed(computed, True) + _elapsed(computed, False) == (end - T0).total_seconds()
    assert computed.elapsed == _elapsed(computed, True)
    assert computed.elapsed + computed.remaining == computed.target
    edges = [(each.start, each.end) for each in computed.intervals]
    assert all(start < end for start, end in edges)
    assert all(earlier[1] == later[0] for earlier, later in pairwise(edges))


@given(EVENTS, MOMENTS, MOMENTS, CALENDARS)
def test_a_clock_never_runs_backwards(
    events: list[ClockEvent], one: datetime, other: datetime, calendar: Calendar
) -> None:
    sooner, later = (compute(events, SOLVE, calendar, now) for now in sorted([one, other]))
    assert sooner is not None
    assert later is not None

    assert sooner.elapsed <= later.elapsed


@given(EVENTS, MOMENTS, MOMENTS, CALENDARS)
def test_elapsed_time_is_additive(events: list[ClockEvent], one: datetime, other: datetime, calendar: Calendar) -> None:
    first, second = sorted([one, other])
    sooner, later = (compute(events, SOLVE, calendar, now) for now in (first, second))
    assert sooner is not None
    assert later is not None

    between = timedelta()
    for each in later.intervals:
        if each.counted:
            between += max(min(each.end, second) - max(each.start, first), timedelta())
    assert sooner.elapsed + between.total_seconds() == later.elapsed


@given(EVENTS, MOMENTS, CALENDARS)
def test_a_running_clock_breaches_right_after_its_due_time(
    events: list[ClockEvent], now: datetime, calendar: Calendar
) -> None:
    past = [each for each in events if each.at <= now]
    computed = compute(past, SOLVE, calendar, now)
    assert computed is not None
    if computed.state is not ClockState.RUNNING or computed.due_at is None:
        return

    at_due = compute(past, SOLVE, calendar, computed.due_at)
    assert at_due is not None
    assert at_due.remaining == 0
    assert at_due.state is ClockState.RUNNING
    # Service time may have a hole right at the due moment; some time later at the latest it is over.
    after = compute(past, SOLVE, calendar, computed.due_at + timedelta(hours=2))
    assert after is not None
    assert after.state is ClockState.BREACHED


@given(EVENTS, MOMENTS, CALENDARS, st.randoms())
def test_the_order_in_which_the_log_is_read_does_not_matter(
    events: list[ClockEvent], now: datetime, calendar: Calendar, shuffler: object
) -> None:
    distinct = list({each.at: each for each in events}.values())
    if not any(each.signal is Signal.START for each in distinct):
        return
    shuffled = list(distinct)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]

    assert compute(shuffled, SOLVE, calendar, now) == compute(distinct, SOLVE, calendar, now)

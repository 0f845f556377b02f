"""Service-level clocks: computed from the event log, never accumulated.

A clock is a pure function of the events of a ticket, its target and a calendar. It can be computed for any
moment, gives the same answer for ever, and shows every interval that it counted or left out, with the reason.

Rules. The clock starts at the first ``start``. Between ``pause`` and ``resume`` nothing counts. ``meet``
stops it; ``reopen`` voids that and lets it run on, the time between them not counted, because it was not the
handler's. ``level`` changes the target from then on *and* backwards: the elapsed time stays, the target is
the one of the level in force when the clock was met, or now. So neither a pause nor a change of level ever
loses counted time. Events after the clock was met wait for a ``reopen``. (CD-A-L1 … L3)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from tongyun.kernel.contracts.business_time import Calendar, Span, UnknownYearError, as_utc, year_begins


class Signal(StrEnum):
    """What an event of the log means to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    MEET = "meet"
    REOPEN = "reopen"
    LEVEL = "level"


class ClockState(StrEnum):
    """How a clock stands. ``breached`` covers both late and still open, and met too late: ``met_at``
    tells."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"


@dataclass(frozen=True)
class ClockEvent:
    """One event of the log as a clock sees it. ``at`` is aware; ``level`` belongs to ``start`` and
    ``level``."""

    at: datetime
    signal: Signal
    level: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Target:
    """What a clock must keep: seconds of service time for each level."""

    key: str
    title: str
    seconds: Mapping[int, int]
    title_en: str = ""


@dataclass(frozen=True)
class Interval:
    """A part of a clock's life, half-open; ``reason`` says why an uncounted one was left out."""

    start: datetime
    end: datetime
    counted: bool
    reason: str = ""

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True)
class Clock:
    """A clock at a moment. Durations are in seconds of service time; ``due_at`` is unknown (None) while
    paused."""

    key: str
    title: str
    target: float
    elapsed: float
    remaining: float
    due_at: datetime | None
    state: ClockState
    met_at: datetime | None
    started_at: datetime
    intervals: tuple[Interval, ...]
    #: Why a part could not be counted, in words for people: the calendar does not know a year.
    problem: str = ""
    title_en: str = ""

    @property
    def late(self) -> bool:
        """Whether more than the target has been used."""
        return self.state is ClockState.BREACHED


OUTSIDE_SERVICE_TIME = "outside_service_time"
UNKNOWN_YEAR = "unknown_year"
RESOLVED = "resolved"
PAUSED = "paused"


@dataclass
class _Life:
    """The clock while its events are read in order."""

    started_at: datetime
    level: int
    target_level: int
    met_at: datetime | None = None
    paused: str | None = None

    def take(self, event: ClockEvent) -> None:
        match event.signal:
            case Signal.PAUSE:
                self.paused = self.paused or event.reason or PAUSED
            case Signal.RESUME:
                self.paused = None
            case Signal.MEET:
                self.met_at = self.met_at or event.at
            case Signal.REOPEN:
                self.met_at = None
            case Signal.LEVEL:
                self.level = event.level if event.level is not None else self.level
        if self.met_at is None or event.at <= self.met_at:
            self.target_level = self.level

    @property
    def idle(self) -> str | None:
        """Why the clock does not count at the moment; None while it does."""
        return RESOLVED if self.met_at is not None else self.paused


def compute(events: Iterable[ClockEvent], target: Target, calendar: Calendar, now: datetime) -> Clock | None:
    """The clock at ``now``; None while nothing has started it.

    Args:
        events: the log in any order; events of the same moment keep the order in which they are given. Events
        after
            ``now`` are left out.
        target: what must be kept; must know every level that the events name.
        calendar: which time counts.
        now: the moment to compute for, aware.

    Raises:
        ValueError: a time without a zone.
        KeyError: a level that the target does not know.
    """
    now = as_utc(now)
    log = sorted((_in_utc(event) for event in events), key=lambda event: event.at)
    log = [event for event in log if event.at <= now]
    first = next((event for event in log if event.signal is Signal.START), None)
    if first is None:
        return None
    life, pieces = _lived(first, log, now)
    intervals = tuple(each for piece in pieces for each in _by_calendar(piece, calendar))
    return _clock(life, intervals, target, calendar)


def _in_utc(event: ClockEvent) -> ClockEvent:
    return ClockEvent(as_utc(event.at), event.signal, event.level, event.reason)


def _lived(first: ClockEvent, log: list[ClockEvent], now: datetime) -> tuple[_Life, list[Interval]]:
    """What the events make of the clock, and the pieces of time between them from its start to now or to its
    end."""
    level = first.level
    for event in log:
        # A level set before the clock started is the level that it starts with.
        if event.signal is Signal.LEVEL and event.at <= first.at and event.level is not None:
            level = event.level
    life = _Life(first.at, level or 1, level or 1)
    pieces: list[Interval] = []
    ahead = [event for event in log if event.at >= first.at and event.signal is not Signal.START]
    moments = [first.at, *(event.at for event in ahead), now]
    for (start, end), reached in zip(pairwise(moments), [*ahead, None], strict=True):
        if start < end:
            pieces.append(Interval(start, end, life.idle is None, life.idle or ""))
        if reached is not None:
            life.take(reached)
    # A clock that was met ends there: what follows is not part of its life.
    while life.met_at is not None and pieces and pieces[-1].start >= life.met_at:
        pieces.pop()
    return life, _joined(pieces)


def _joined(pieces: list[Interval]) -> list[Interval]:
    """The same time with neighbours of one kind in one piece."""
    joined: list[Interval] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and (last.counted, last.reason, last.end) == (piece.counted, piece.reason, piece.start):
            joined[-1] = Interval(last.start, piece.end, piece.counted, piece.reason)
        else:
            joined.append(piece)
    return joined


def _by_calendar(piece: Interval, calendar: Calendar) -> list[Interval]:
    """A piece cut where service time begins and ends; nothing is counted from a year on that the calendar misses."""
    if not piece.counted:
        return [piece]
    try:
        return _cut(piece, calendar)
    except UnknownYearError as error:
        edge = max(year_begins(error.year), piece.start)
        known = Interval(piece.start, edge, True)
        missed = Interval(edge, piece.end, False, UNKNOWN_YEAR)
        return [*(_cut(known, calendar) if known.start < known.end else []), missed]


def _cut(piece: Interval, calendar: Calendar) -> list[Interval]:
    cut: list[Interval] = []
    at = piece.start
    for span in calendar.open_spans(Span(piece.start, piece.end)):
        if at < span.start:
            cut.append(Interval(at, span.start, False, OUTSIDE_SERVICE_TIME))
        cut.append(Interval(span.start, span.end, True))
        at = span.end
    if at < piece.end:
        cut.append(Interval(at, piece.end, False, OUTSIDE_SERVICE_TIME))
    return cut


def _clock(life: _Life, intervals: tuple[Interval, ...], target: Target, calendar: Calendar) -> Clock:
    allowed = timedelta(seconds=target.seconds[life.target_level])
    elapsed = sum((each.length for each in intervals if each.counted), timedelta())
    last = intervals[-1].end if intervals else life.started_at
    due_at = _used_up(intervals, allowed)
    problem = ""
    if due_at is None and (life.met_at is not None or life.paused is None):
        try:
            due_at = calendar.advance(life.met_at or last, allowed - elapsed)
        except UnknownYearError as error:
            problem = error.detail
    return Clock(
        key=target.key,
        title=target.title,
        target=allowed.total_seconds(),
        elapsed=elapsed.total_seconds(),
        remaining=(allowed - elapsed).total_seconds(),
        due_at=due_at,
        state=_state(life, late=elapsed > allowed),
        met_at=life.met_at,
        started_at=life.started_at,
        intervals=intervals,
        problem=problem,
        title_en=target.title_en,
    )


def _used_up(intervals: tuple[Interval, ...], allowed: timedelta) -> datetime | None:
    """The moment at which the target was used up, if it already was."""
    left = allowed
    for each in intervals:
        if each.counted:
            if each.length > left:
                return each.start + left
            left -= each.length
    return None


def _state(life: _Life, late: bool) -> ClockState:
    if late:
        return ClockState.BREACHED
    if life.met_at is not None:
        return ClockState.MET
    return ClockState.PAUSED if life.paused is not None else ClockState.RUNNING

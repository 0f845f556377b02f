"""When a clock counts: a calendar answers which parts of a span of time are service time.

Spans are half-open, ``[start, end)``, in aware UTC. A calendar carries its version, so that a number computed
today can be computed again when the calendar has changed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Span:
    """A half-open span of time in aware UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


class Calendar(Protocol):
    """Service time. Both answers must agree: what ``open_spans`` adds up to is what ``advance`` walks
    through."""

    @property
    def key(self) -> str:
        """The calendar's stable name."""
        ...

    @property
    def version(self) -> int:
        """Raised whenever an answer about the past may change."""
        ...

    def open_spans(self, span: Span) -> list[Span]:
        """The parts of ``span`` that are service time, in order, none empty, none touching."""
        ...

    def advance(self, start: datetime, amount: timedelta) -> datetime:
        """The moment at which ``amount`` of service time has passed since ``start``; ``amount`` is not
        negative."""
        ...


@dataclass(frozen=True)
class AroundTheClock:
    """7×24: every moment counts (CD-N-11)."""

    key: str = "24x7"
    version: int = 1

    def open_spans(self, span: Span) -> list[Span]:
        """All of it."""
        return [span] if span.start < span.end else []

    def advance(self, start: datetime, amount: timedelta) -> datetime:
        """Plain addition."""
        return start + amount


CALENDARS: dict[str, Calendar] = {"24x7": AroundTheClock()}
"""The calendars that a service level may name."""


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a clock needs times with a zone")
    return moment.astimezone(UTC)

"""Spans that days and moments are counted in: how old, how long since it was seen, when the warranty ends.

Days are kept as text that sorts as they pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Q, Value, When

from tongyun.kernel.contracts.business_time import CHINA

#: So many months are told apart; what is older stands together.
MONTHS = 36
TEXT = CharField()


@dataclass(frozen=True)
class Band:
    """From `low` on and before `high`; None is open. Both are days, or both are moments."""

    key: str
    title: str
    title_en: str
    low: date | datetime | None = None
    high: date | datetime | None = None


def ages(today: date) -> tuple[Band, ...]:
    """How many years ago something was bought."""
    one, three, five, eight = (_years_before(today, years) for years in (1, 3, 5, 8))
    tomorrow = today + timedelta(days=1)
    return (
        Band("y0", "1 年以内", "Up to 1 year", one, tomorrow),
        Band("y1", "1 至 3 年", "1 to 3 years", three, one),
        Band("y3", "3 至 5 年", "3 to 5 years", five, three),
        Band("y5", "5 至 8 年", "5 to 8 years", eight, five),
        Band("y8", "8 年以上", "Over 8 years", None, eight),
        Band("future", "日期晚于今天", "Later than today", tomorrow, None),
    )


def warranties(today: date) -> tuple[Band, ...]:
    """When a warranty ends, or ended."""
    month, quarter, year = (today + timedelta(days=days) for days in (31, 91, 366))
    return (
        Band("over", "已过保", "Expired", None, today),
        Band("d30", "30 天内到期", "Ends within 30 days", today, month),
        Band("d90", "31 至 90 天到期", "Ends in 31 to 90 days", month, quarter),
        Band("d365", "91 天至 1 年到期", "Ends in 91 days to a year", quarter, year),
        Band("later", "1 年后到期", "Ends later", year, None),
    )


def sightings(now: datetime) -> tuple[Band, ...]:
    """How long ago a source saw something."""
    day, week, month, quarter = (now - timedelta(days=days) for days in (1, 7, 30, 90))
    return (
        Band("d1", "24 小时内", "Within 24 hours", day, None),
        Band("d7", "1 至 7 天前", "1 to 7 days ago", week, day),
        Band("d30", "7 至 30 天前", "7 to 30 days ago", month, week),
        Band("d90", "30 至 90 天前", "30 to 90 days ago", quarter, month),
        Band("older", "90 天以前", "More than 90 days ago", None, quarter),
    )


def months(now: datetime) -> tuple[Band, ...]:
    """The months of China's calendar up to this one, oldest first."""
    here = now.astimezone(CHINA)
    first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    starts = [first]
    for _ in range(MONTHS - 1):
        starts.append((starts[-1] - timedelta(days=1)).replace(day=1))
    starts.reverse()
    ends: list[datetime | None] = [*starts[1:], None]
    before = Band("before", f"{starts[0]:%Y-%m} 以前", f"Before {starts[0]:%Y-%m}", None, starts[0])
    named = [f"{start:%Y-%m}" for start in starts]
    return (before, *(Band(name, name, name, *span) for name, *span in zip(named, starts, ends, strict=True)))


def banded(column: str, bands: tuple[Band, ...]) -> Case:
    """The key of the band that a column lies in, "" for none. The bands leave no gap; the right one is found by halves:
    to compare each row with forty months took seven times as long as all else."""
    ordered = sorted(bands, key=lambda band: (band.low is not None, band.low and _kept(band.low)))
    return Case(
        When(**{f"{column}__isnull": True}, then=Value("")), default=_halved(column, ordered), output_field=TEXT
    )


def within(column: str, band: Band) -> Q:
    """That a column lies in the band."""
    ends = {"gte": band.low, "lt": band.high}
    return Q(**{f"{column}__{lookup}": _kept(end) for lookup, end in ends.items() if end is not None})


def _halved(column: str, bands: Sequence[Band]) -> Any:
    if len(bands) == 1:
        return Value(bands[0].key)
    middle = len(bands) // 2
    border = bands[middle].low
    assert border is not None  # only the first band is open at its low end
    earlier = When(**{f"{column}__lt": _kept(border)}, then=_halved(column, bands[:middle]))
    return Case(earlier, default=_halved(column, bands[middle:]), output_field=TEXT)


def _kept(end: date | datetime) -> Any:
    return end if isinstance(end, datetime) else end.isoformat()


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)

"""When work is done: calendars as pure functions. Public holidays and make-up days, shifts, 7×24, own exceptions.

Spans are half-open, `[start, end)`. Moments are aware; inside they are UTC, a calendar's days are those of
Asia/Shanghai, which has no summer time. A year whose public holidays are not known is an error, never a
guess: the State Council publishes each year's arrangement only in the November before it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Literal, Protocol

from chinese_calendar.constants import holidays as _published_holidays
from chinese_calendar.constants import workdays as _published_workdays

from .problems import Invalid

CHINA: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
DAY: Final = timedelta(days=1)
MINUTES_OF_DAY: Final = 24 * 60
#: A shift may run into the next day (22:00–30:00 is ten in the evening to six in the morning), not further.
MAX_MINUTE: Final = 2 * MINUTES_OF_DAY
#: How far ahead working time is looked for before a calendar is taken for one that never opens.
HORIZON_DAYS: Final = 5 * 366

#: The English names of the published data, in the words people use.
_HOLIDAY_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "New Year's Day": ("元旦", "New Year's Day"),
    "Spring Festival": ("春节", "Spring Festival"),
    "Tomb-sweeping Day": ("清明节", "Tomb-sweeping Day"),
    "Labour Day": ("劳动节", "Labour Day"),
    "Dragon Boat Festival": ("端午节", "Dragon Boat Festival"),
    "National Day": ("国庆节", "National Day"),
    "Mid-autumn Festival": ("中秋节", "Mid-autumn Festival"),
    "Anti-Fascist 70th Day": ("抗战胜利纪念日", "Victory Day"),
}

DayKind = Literal["work", "rest", "holiday", "makeup", "exception"]


class UnknownYearError(Invalid):
    """A calendar does not know the public holidays of a year; the message says what to do."""

    def __init__(self, calendar: str, year: int) -> None:
        super().__init__(
            "unknown_year",
            f"日历“{calendar}”没有 {year} 年的节假日安排，无法计算。"
            f"国务院办公厅公布后，请在 系统管理 › 工作日历 中录入 {year} 年的放假与调休，或升级本系统。",
        )
        self.year = year


@dataclass(frozen=True)
class Span:
    """A half-open span of time in aware UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True)
class Shift:
    """Minutes of a day, half-open: 540–1080 is 9:00 to 18:00. An end beyond 1440 lies in the next day."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


@dataclass(frozen=True)
class Day:
    """One day of a calendar: what kind it is, why, and its shifts."""

    day: date
    kind: DayKind
    name: str
    name_en: str
    shifts: tuple[Shift, ...]


class Calendar(Protocol):
    """Service time. Its answers agree: what `open_spans` adds up to is what `advance` walks through."""

    @property
    def key(self) -> str:
        """The calendar's stable name."""
        ...

    @property
    def version(self) -> int:
        """Raised whenever an answer may change."""
        ...

    def open_spans(self, span: Span) -> list[Span]:
        """The parts of a span that are service time, in order, none empty, none touching."""
        ...

    def advance(self, start: datetime, amount: timedelta) -> datetime:
        """The moment at which an amount of service time, not negative, has passed since a start."""
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

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Plain difference; nothing when the end is not behind the start."""
        return max(end - start, timedelta())

    def is_working(self, moment: datetime) -> bool:
        """Always."""
        return True

    def is_working_day(self, day: date) -> bool:
        """Every day."""
        return True

    def day(self, day: date) -> Day:
        """A working day from midnight to midnight."""
        return Day(day, "work", "", "", (Shift(0, MINUTES_OF_DAY),))


@dataclass(frozen=True)
class BusinessCalendar:
    """Working hours by weekday, public holidays and make-up days, and exceptions of one's own.

    An exception of a day is stronger than everything else; no shifts mean closed. Years given by hand (`years`) are
    stronger than the published ones of the package.
    """

    key: str
    title: str
    version: int
    #: Shifts of Monday … Sunday.
    week: tuple[tuple[Shift, ...], ...]
    #: Whether public holidays are off and make-up days (调休) are worked.
    china: bool = True
    #: Shifts of a make-up day.
    makeup: tuple[Shift, ...] = ()
    #: Public holidays and make-up days of years entered by hand: {year: ({day: name}, {day: name})}.
    years: Mapping[int, tuple[Mapping[date, str], Mapping[date, str]]] = field(default_factory=dict)
    exceptions: Mapping[date, tuple[tuple[Shift, ...], str]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.key, self.version, self.title, self.week, self.makeup))

    def day(self, day: date) -> Day:
        """What a day is. Raises UnknownYearError."""
        if day in self.exceptions:
            shifts, name = self.exceptions[day]
            return Day(day, "exception", name, name, shifts)
        usual = self.week[day.weekday()]
        if self.china:
            off, worked = self._year(day.year)
            if day in off:
                return Day(day, "holiday", *_named(off[day]), ())
            if day in worked:
                return Day(day, "makeup", *_named(worked[day]), self.makeup)
        return Day(day, "work" if usual else "rest", "", "", usual)

    def is_working_day(self, day: date) -> bool:
        """Whether any shift begins on a day."""
        return bool(self.day(day).shifts)

    def is_working(self, moment: datetime) -> bool:
        """Whether a moment is working time."""
        start = as_utc(moment)
        return bool(self.open_spans(Span(start, start + timedelta(microseconds=1))))

    def open_spans(self, span: Span) -> list[Span]:
        """The parts of a span that are working time, in order, none empty, none touching."""
        start, end = as_utc(span.start), as_utc(span.end)
        joined: list[Span] = []
        if start >= end:
            return joined
        last = _local_day(end - timedelta(microseconds=1))
        day = _local_day(start) - DAY
        while day <= last:
            for each in self._spans(day, needed=day >= _local_day(start)):
                cut = Span(max(each.start, start), min(each.end, end))
                if cut.start >= cut.end:
                    continue
                if joined and joined[-1].end >= cut.start:
                    joined[-1] = Span(joined[-1].start, max(joined[-1].end, cut.end))
                else:
                    joined.append(cut)
            day += DAY
        return joined

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time in `[start, end)`; nothing when the end is not behind the start."""
        return sum((each.length for each in self.open_spans(Span(start, end))), timedelta())

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """The moment at which an amount of working time has passed: never later than need be.

        Raises ValueError for a negative amount, UnknownYearError, and Invalid for a calendar that never opens.
        """
        if amount < timedelta():
            raise ValueError("an amount of working time is not negative")
        at, left = as_utc(start), amount
        for _ in range(HORIZON_DAYS):
            midnight = _midnight(_local_day(at) + DAY)
            for each in self.open_spans(Span(at, midnight)):
                if each.length >= left:
                    return each.start + left
                left -= each.length
            at = midnight
        raise Invalid("never_open", f"日历“{self.title}”没有工作时间，无法计算。")

    def advance(self, start: datetime, amount: timedelta) -> datetime:
        """The same as `add`: the word of service-level clocks."""
        return self.add(start, amount)

    def working_days(self, first: date, last: date) -> Iterator[date]:
        """The working days of `[first, last)`."""
        day = first
        while day < last:
            if self.is_working_day(day):
                yield day
            day += DAY

    def working_day(self, day: date, towards: Literal[1, -1]) -> date:
        """The day itself when it is worked, else the next one (1) or the one before (-1) that is."""
        for _ in range(HORIZON_DAYS):
            if self.is_working_day(day):
                return day
            day += towards * DAY
        raise Invalid("never_open", f"日历“{self.title}”没有工作日，无法计算。")

    def known_years(self) -> frozenset[int]:
        """The years whose public holidays are known."""
        return frozenset(self.years) | (published_years() if self.china else frozenset())

    def _year(self, year: int) -> tuple[Mapping[date, str], Mapping[date, str]]:
        if year in self.years:
            return self.years[year]
        if year not in published_years():
            raise UnknownYearError(self.title, year)
        return _published(year)

    def _spans(self, day: date, *, needed: bool) -> Iterator[Span]:
        """The shifts of a day. The day before the first only matters for a night shift that runs into it."""
        if not needed and not self._has_nights:
            return
        midnight = _midnight(day)
        for shift in self.day(day).shifts:
            yield Span(midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end))

    @property
    def _has_nights(self) -> bool:
        shifts = (*self.week, self.makeup, *(shifts for shifts, _ in self.exceptions.values()))
        return any(shift.end > MINUTES_OF_DAY for some in shifts for shift in some)


AnyCalendar = AroundTheClock | BusinessCalendar


def published_years() -> frozenset[int]:
    """The years whose public holidays came with this version of the platform."""
    return _published_years()


def calendar_from(key: str, title: str, version: int, rules: Mapping[str, Any]) -> AnyCalendar:
    """A calendar of its stored rules, see RULES_SCHEMA. Raises Invalid for rules that make no sense."""
    if rules.get("always"):
        return AroundTheClock(key, version)
    week = tuple(_shifts(rules.get("week", {}).get(str(number), ())) for number in range(1, 8))
    if not any(week):
        raise Invalid("never_open", f"日历“{title}”一周中没有任何工作时间。")
    usual = next(shifts for shifts in week if shifts)
    return BusinessCalendar(
        key=key,
        title=title,
        version=version,
        week=week,
        china=bool(rules.get("china", True)),
        makeup=_shifts(rules["makeup"]) if rules.get("makeup") else usual,
        years={int(year): (_days(plan["holidays"]), _days(plan["workdays"])) for year, plan in _plans(rules)},
        exceptions={
            date.fromisoformat(day): (_shifts(entry.get("shifts", ())), str(entry.get("name", "")))
            for day, entry in rules.get("exceptions", {}).items()
        },
    )


def shift_of(text: str) -> Shift:
    """A shift such as `09:00-18:00` or `22:00-30:00`. Raises Invalid."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", text.strip())
    if match is None:
        raise Invalid("bad_shift", f"“{text[:40]}”不是班次，应如 09:00-18:00；跨夜写作 22:00-30:00。")
    hour, minute, until_hour, until_minute = map(int, match.groups())
    start, end = hour * 60 + minute, until_hour * 60 + until_minute
    if minute > 59 or until_minute > 59 or start >= MINUTES_OF_DAY or not start < end <= MAX_MINUTE:
        raise Invalid("bad_shift", f"班次“{text[:40]}”的起止时间不成立。")
    return Shift(start, end)


def _shifts(texts: Any) -> tuple[Shift, ...]:
    shifts = sorted((shift_of(text) for text in texts), key=lambda shift: shift.start)
    for earlier, later in pairwise(shifts):
        if earlier.end > later.start:
            raise Invalid("bad_shift", f"班次 {earlier} 与 {later} 重叠。")
    return tuple(shifts)


def _plans(rules: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(rules.get("years", {}).items())


def _days(entries: Mapping[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in entries.items()}


def _named(name: str) -> tuple[str, str]:
    return _HOLIDAY_NAMES.get(name, (name, name))


@lru_cache(maxsize=64)
def _published(year: int) -> tuple[dict[date, str], dict[date, str]]:
    return (
        {day: name for day, name in _published_holidays.items() if day.year == year},
        {day: name for day, name in _published_workdays.items() if day.year == year},
    )


@lru_cache(maxsize=1)
def _published_years() -> frozenset[int]:
    return frozenset(day.year for day in _published_holidays)


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a clock needs times with a zone")
    return moment.astimezone(UTC)


def year_begins(year: int) -> datetime:
    """The first moment of a year in China, in UTC."""
    return _midnight(date(year, 1, 1))


def _local_day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA).astimezone(UTC)

"""When something is to happen: by the clock (cron) or by the calendar, moved off days that are not worked.

    15 2 * * *                      every day at 2:15
    @workday 3 of quarter 09:00     the third working day of the quarter
    @workday -1 of month 17:30      the last working day of the month

All in Asia/Shanghai. With a `shift`, a turn of a cron line on a day off is left out (`skip`), or moved to the `next` or
the `previous` working day. Pure: the same answer for the same calendar, whoever asks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final, Literal, cast

from cronsim import CronSim, CronSimError

from ...contracts import Invalid
from ...contracts.business_time import CHINA, DAY, AnyCalendar

Shift = Literal["", "skip", "next", "previous"]
Period = Literal["week", "month", "quarter", "year"]

#: No holiday is longer: so far behind may a moved turn have begun.
LONGEST_HOLIDAY: Final = 31
_WORKDAY: Final = re.compile(r"@workday\s+(-?\d{1,3})\s+of\s+(week|month|quarter|year)\s+(\d{1,2}):(\d{2})")
_ONCE_A_DAY: Final = re.compile(r"\d{1,2}\s+\d{1,2}\s")
#: Days from the first day of a period into the next one of its kind.
_INTO_NEXT: Final = {"week": 7, "month": 32, "quarter": 93, "year": 367}
#: So many periods are looked at before a rule is taken for one that never comes.
_MAX_PERIODS: Final = 600
#: How many turns ahead are looked at before a line is taken for one that never fires.
_MAX_TURNS: Final = 5000


@dataclass(frozen=True)
class Cron:
    """A cron line of five fields."""

    line: str
    shift: Shift = ""

    def turns(self, calendar: AnyCalendar, after: datetime) -> Iterator[datetime]:
        """The turns behind a moment, in order."""
        back = timedelta(days=LONGEST_HOLIDAY) if self.shift in ("next", "previous") else timedelta()
        last = after
        for plain in CronSim(self.line, (after - back).astimezone(CHINA).replace(microsecond=0)):
            moved = self._moved(calendar, plain)
            if moved is not None and moved > last:
                yield moved
                last = moved

    def _moved(self, calendar: AnyCalendar, turn: datetime) -> datetime | None:
        if not self.shift or calendar.is_working_day(turn.date()):
            return turn
        if self.shift == "skip" or not hasattr(calendar, "working_day"):
            return None
        day = calendar.working_day(turn.date(), 1 if self.shift == "next" else -1)
        return datetime.combine(day, turn.timetz())


@dataclass(frozen=True)
class WorkingDay:
    """A working day counted from the beginning (1, 2, …) or from the end (-1, -2, …) of each period."""

    number: int
    of: Period
    at: time

    def turns(self, calendar: AnyCalendar, after: datetime) -> Iterator[datetime]:
        """The turns behind a moment, in order. A period with too few working days has none."""
        first = _start_of(after.astimezone(CHINA).date(), self.of)
        for _ in range(_MAX_PERIODS):
            end = _start_of(first + timedelta(days=_INTO_NEXT[self.of]), self.of)
            day = self._day(calendar, first, end)
            if day is not None and (turn := datetime.combine(day, self.at, CHINA)) > after:
                yield turn
            first = end

    def _day(self, calendar: AnyCalendar, first: date, end: date) -> date | None:
        step = DAY if self.number > 0 else -DAY
        day = first if self.number > 0 else end - DAY
        left = abs(self.number)
        while first <= day < end:
            if calendar.is_working_day(day):
                left -= 1
                if left == 0:
                    return day
            day += step
        return None


When = Cron | WorkingDay


def when_of(text: str, shift: str = "") -> When:
    """The times that a text means. Raises Invalid with what to write instead."""
    text = text.strip()
    if text.startswith("@"):
        match = _WORKDAY.fullmatch(text)
        if match is None or int(match[1]) == 0 or int(match[3]) > 23 or int(match[4]) > 59:
            raise Invalid(
                "bad_schedule", f"“{text[:60]}”不成立，应如 @workday 3 of quarter 09:00（-1 为最后一个工作日）。"
            )
        return WorkingDay(int(match[1]), cast(Period, match[2]), time(int(match[3]), int(match[4])))
    if shift not in ("", "skip", "next", "previous"):
        raise Invalid("bad_schedule", f"“{shift[:20]}”不是顺延方式，只能是 skip、next、previous。")
    try:
        CronSim(text, datetime(2026, 1, 1, tzinfo=CHINA))
    except CronSimError as error:
        raise Invalid("bad_schedule", f"“{text[:60]}”不是五段的 cron 表达式：{error}") from error
    if shift in ("next", "previous") and not _ONCE_A_DAY.match(f"{text} "):
        raise Invalid("bad_schedule", "顺延到前后工作日的计划每天只能有一个时刻。")
    return Cron(text, cast(Shift, shift))


def next_turns(when: When, calendar: AnyCalendar, after: datetime, count: int) -> list[datetime]:
    """The next turns behind a moment, fewer when there are no more. Raises UnknownYearError when the calendar ends."""
    return list(islice(when.turns(calendar, after), count))


def next_turn(when: When, calendar: AnyCalendar, after: datetime) -> datetime | None:
    """The next turn behind a moment; None when the line never fires again."""
    return next(iter(next_turns(when, calendar, after, 1)), None)


def turns_between(when: When, calendar: AnyCalendar, after: datetime, until: datetime, limit: int) -> list[datetime]:
    """The turns in `(after, until]`, the last `limit` of them."""
    found: list[datetime] = []
    for turn in islice(when.turns(calendar, after), _MAX_TURNS):
        if turn > until:
            break
        found = [*found[-limit + 1 :], turn] if limit > 1 else [turn]
    return found


def _start_of(day: date, period: Period) -> date:
    match period:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)

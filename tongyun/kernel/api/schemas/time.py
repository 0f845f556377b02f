"""Shapes of calendars and schedules."""

from datetime import date, datetime
from typing import Any

from ..shapes import Schema


class CalendarOut(Schema):
    """A business calendar as it is in force. `rules` is what PUT takes."""

    key: str
    title: str
    title_en: str
    version: int
    always: bool
    rules: dict[str, Any]
    known_years: list[int]
    changed_by: str


class CalendarIn(Schema):
    """The whole of a calendar; what is left out is not kept."""

    title: str
    title_en: str = ""
    rules: dict[str, Any]


class DayOut(Schema):
    """One day: `kind` is work, rest, holiday, makeup (调休上班) or exception; shifts such as 09:00-18:00."""

    day: date
    kind: str
    name: str
    name_en: str
    shifts: list[str]


class YearOut(Schema):
    """The days of a year. An unknown year has none; `problem` says what to do."""

    year: int
    known: bool
    problem: str
    days: list[DayOut]


class ScheduleTurnOut(Schema):
    """One turn of a schedule."""

    due_at: datetime
    state: str
    by: str
    error: str
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None


class ScheduleOut(Schema):
    """Something that runs again and again, with its next turns and its last one."""

    key: str
    title: str
    title_en: str
    when: str
    calendar: str
    shift: str
    next: list[datetime]
    problem: str
    paused_at: datetime | None
    paused_by: str
    last: ScheduleTurnOut | None

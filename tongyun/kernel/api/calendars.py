"""Business calendars: which days and hours are worked."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router

from ..contracts import Invalid, NotFound
from ..contracts.business_time import AroundTheClock, UnknownYearError
from ..services.calendars import WRITE, business_time, calendar_keys, save_calendar, versions_of
from .schemas.time import CalendarIn, CalendarOut, YearOut
from .security import guarded
from .versions import matched_version

router = Router(tags=["kernel"])

YEARS = range(2004, 2201)


@router.get("/calendars", response=list[CalendarOut], **guarded("calendar:read"))
def calendars(request: HttpRequest) -> list[dict[str, Any]]:
    """All business calendars."""
    return [_shown(key) for key in calendar_keys()]


@router.get("/calendars/{key}", response=CalendarOut, **guarded("calendar:read"))
def one_calendar(request: HttpRequest, key: str) -> dict[str, Any]:
    """One business calendar."""
    return _shown(key)


@router.put("/calendars/{key}", response=CalendarOut, **guarded(WRITE, versioned=True))
def put_calendar(request: HttpRequest, key: str, body: CalendarIn) -> dict[str, Any]:
    """Put rules in force from now on. `If-Match` names the version that was read; closed records keep their figures."""
    save_calendar(key, body.title, body.title_en, body.rules, matched_version(request))
    return _shown(key)


@router.get("/calendars/{key}/years/{year}", response=YearOut, **guarded("calendar:read"))
def year_of_calendar(request: HttpRequest, key: str, year: int) -> dict[str, Any]:
    """Every day of a year; a year whose public holidays are not known has none and says what to do."""
    if year not in YEARS:
        raise Invalid("bad_year", f"年份须在 {YEARS.start} 到 {YEARS.stop - 1} 之间。")
    calendar = business_time(key)
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    try:
        days = [calendar.day(first + timedelta(days=number)) for number in range(length)]
    except UnknownYearError as error:
        return {"year": year, "known": False, "problem": error.detail, "days": []}
    shown = [{**vars(day), "shifts": [str(shift) for shift in day.shifts]} for day in days]
    return {"year": year, "known": True, "problem": "", "days": shown}


def _shown(key: str) -> dict[str, Any]:
    versions = versions_of(key)
    if not versions:
        raise NotFound("no_calendar", "没有这个工作日历。")
    row, calendar = versions[-1], business_time(key)
    always = isinstance(calendar, AroundTheClock)
    return {
        "key": key,
        "title": row.title,
        "title_en": row.title_en or row.title,
        "version": row.version,
        "always": always,
        "rules": row.rules,
        "known_years": [] if isinstance(calendar, AroundTheClock) else sorted(calendar.known_years()),
        "changed_by": row.actor_name,
    }

"""When a limit ends, and how many days late: the three ways to read 逾期天数 (CD-R-days), in whole microseconds."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ..contracts import Stop
from .terms import DayCount

DAY = timedelta(days=1)


def end_of_counted(start: datetime, limit: timedelta, stops: Iterable[Stop]) -> datetime | None:
    """When so much counted time has passed since the start; None while a stop lasts that must end before."""
    at, left = start, limit
    for stop in stops:
        if stop.end is not None and stop.end <= at:
            continue
        counted = max(stop.start - at, timedelta(0))
        if counted >= left:
            break
        if stop.end is None:
            return None
        at, left = stop.end, left - counted
    return at + left


def late_days(count: DayCount, due: datetime, done: datetime, zone: ZoneInfo) -> int:
    """Days that something done after `due` is late; 0 when it was in time (exactly at due is in time)."""
    if done <= due:
        return 0
    if count == "started_day":
        return -((due - done) // DAY)
    if count == "full_day_at_least_one":
        return max(1, (done - due) // DAY)
    return max(1, (done.astimezone(zone).date() - due.astimezone(zone).date()).days)


def next_day_starts(count: DayCount, due: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """The last moment after `now` at which the count of days is still what it is now."""
    days = late_days(count, due, now, zone)
    if count == "started_day":
        return due + days * DAY
    if count == "full_day_at_least_one":
        return due + (days + 1) * DAY - timedelta(microseconds=1)
    following = due.astimezone(zone).date() + timedelta(days=days + 1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
    return midnight.astimezone(due.tzinfo) - timedelta(microseconds=1)

"""When a BPMN timer is due: an ISO 8601 duration, an ISO 8601 time with a zone, or an expression that gives
one."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tongyun.kernel.contracts.expression import ExpressionError, evaluate, parse

_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?"
)
_LOOKS_LIKE_ISO = re.compile(r"P|\d{4}-")


class TimerError(ValueError):
    """A timer text that names no moment."""


def check_timer(text: str) -> None:
    """Refuse a timer text that could never be due; an expression is only checked for its grammar.

    Raises:
        TimerError: neither a duration in weeks, days, hours, minutes and seconds, nor a time with a zone, nor
        an
            expression. Years and months are refused: their length depends on where one starts.
    """
    if _LOOKS_LIKE_ISO.match(text):
        _moment(text, datetime(2000, 1, 1, tzinfo=UTC))
        return
    try:
        parse(text)
    except ExpressionError as error:
        raise TimerError(str(error)) from error


def due(text: str, start: datetime, data: Mapping[str, object]) -> datetime:
    """The moment (UTC) at which a timer that was reached at ``start`` goes off.

    Raises:
        TimerError: the text or the value of its expression names no moment.
    """
    if _LOOKS_LIKE_ISO.match(text):
        return _moment(text, start)
    try:
        value = evaluate(text, data)
    except ExpressionError as error:
        raise TimerError(str(error)) from error
    if isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str):
        raise TimerError("the timer's expression gives neither a time nor a duration")
    return _moment(value, start)


def _moment(text: str, start: datetime) -> datetime:
    if text.startswith("P"):
        match = _DURATION.fullmatch(text)
        if match is None:
            raise TimerError(f"{text!r} is not a duration such as PT30M or P1DT2H")
        weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise TimerError(f"{text!r} has no time zone")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        if isinstance(error, TimerError):
            raise
        raise TimerError(f"{text!r} is not an ISO 8601 time") from error

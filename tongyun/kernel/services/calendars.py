"""Business calendars: find one, and change one by adding a version."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import transaction
from jsonschema import Draft202012Validator

from ..contracts import FieldError, Invalid, NotFound, Ref, refuse_stale
from ..contracts.business_time import AnyCalendar, calendar_from
from ..models import CalendarVersion
from .audit import audit
from .context import current_actor
from .permissions import require
from .short_memory import ShortMemory
from .work import publish

WRITE = "calendar:write"
#: Outbox: {key, version}.
CHANGED = "calendar.changed"
#: How long a process goes on with the versions it read.
FRESH_S = 5.0

_SHIFTS: Final = {
    "type": "array",
    "maxItems": 6,
    "items": {"type": "string", "pattern": r"^\d{1,2}:\d{2}-\d{1,2}:\d{2}$"},
}
_DAY: Final = r"^\d{4}-\d{2}-\d{2}$"
_NAMED_DAYS: Final = {
    "type": "object",
    "patternProperties": {_DAY: {"type": "string", "maxLength": 60}},
    "additionalProperties": False,
    "maxProperties": 366,
}

RULES_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "always": {"type": "boolean", "title": "7×24 小时"},
        "week": {
            "type": "object",
            "title": "每周班次，1 为周一",
            "properties": {str(number): _SHIFTS for number in range(1, 8)},
            "additionalProperties": False,
        },
        "china": {"type": "boolean", "title": "法定节假日休息、调休日上班", "default": True},
        "makeup": {**_SHIFTS, "title": "调休日班次"},
        "years": {
            "type": "object",
            "title": "自行录入的年度节假日安排",
            "patternProperties": {
                r"^\d{4}$": {
                    "type": "object",
                    "required": ["holidays", "workdays"],
                    "properties": {"holidays": _NAMED_DAYS, "workdays": _NAMED_DAYS},
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        },
        "exceptions": {
            "type": "object",
            "title": "例外日期；班次为空即休息",
            "maxProperties": 2000,
            "patternProperties": {
                _DAY: {
                    "type": "object",
                    "properties": {"name": {"type": "string", "maxLength": 60}, "shifts": _SHIFTS},
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        },
    },
}

_OFFICE: Final = {str(number): ["09:00-18:00"] for number in range(1, 6)}
#: What every installation has: title, English title, rules. A site may change them; its version then counts.
BUILT_IN: Final[Mapping[str, tuple[str, str, dict[str, Any]]]] = {
    "24x7": ("7×24 小时", "Around the clock", {"always": True}),
    "workdays": ("工作日 9:00–18:00", "Working days 9:00–18:00", {"week": _OFFICE, "china": True}),
    "5x8": (
        "工作日 9:00–12:00、13:00–18:00",
        "Working days with a lunch break",
        {"week": {day: ["09:00-12:00", "13:00-18:00"] for day in _OFFICE}, "china": True},
    ),
    "7x12": (
        "每日 8:00–20:00",
        "Every day 8:00–20:00",
        {"week": {str(number): ["08:00-20:00"] for number in range(1, 8)}, "china": False},
    ),
}

_versions: ShortMemory[list[CalendarVersion]] = ShortMemory(FRESH_S, worth=bool)


def business_time(key: str, at: datetime | None = None) -> AnyCalendar:
    """The calendar of a key as it is in force now, or as it was at a moment: a closed record keeps its figures.

    Raises NotFound for a key that nobody defined.
    """
    versions = versions_of(key)
    if not versions:
        raise NotFound("no_calendar", f"没有名为“{key}”的工作日历。")
    chosen = versions[-1]
    if at is not None:
        chosen = next((row for row in reversed(versions) if row.created_at <= at), versions[0])
    return _built(key, chosen.version, chosen.title, chosen.rules_text)


def calendar_exists(key: str) -> bool:
    """Whether a calendar of this key may be named."""
    return bool(versions_of(key))


def calendar_keys() -> list[str]:
    """All calendars, the built-in ones first."""
    own = CalendarVersion.objects.order_by("key").values_list("key", flat=True).distinct()
    return list(dict.fromkeys([*BUILT_IN, *own]))


def versions_of(key: str) -> list[CalendarVersion]:
    """The versions of a calendar, oldest first; a built-in one begins with version 1, which is no row."""
    return _versions.of(key, lambda: _read(key))


def _read(key: str) -> list[CalendarVersion]:
    rows = list(CalendarVersion.objects.filter(key=key).order_by("version"))
    if key in BUILT_IN:
        title, title_en, rules = BUILT_IN[key]
        rows.insert(0, CalendarVersion(key=key, version=1, title=title, title_en=title_en, rules=rules))
        rows[0].created_at = datetime.min.replace(tzinfo=rows[0].created_at.tzinfo)
    return rows


def forget_calendars() -> None:
    """Read every calendar anew when it is next asked for."""
    _versions.forget()


@transaction.atomic
def save_calendar(
    key: str, title: str, title_en: str, rules: dict[str, Any], expected: int | None = None, *, trusted: bool = False
) -> CalendarVersion:
    """Put new rules in force from now on; what was computed for closed records stays. Unchanged ones make no version.

    Raises:
        Forbidden: the actor may not change calendars (packs are `trusted`).
        Invalid: the rules make no sense; the fields say where.
        Stale: somebody else changed the calendar since the `expected` version was read.
    """
    if not trusted:
        require(WRITE)
    check_rules(key, title, rules)
    forget_calendars()
    present = versions_of(key)
    last = present[-1] if present else None
    refuse_stale(last.version if last else 0, expected)
    if last is not None and (last.title, last.title_en, last.rules) == (title, title_en, rules):
        return last
    row = CalendarVersion.objects.create(
        key=key,
        version=(last.version if last else 0) + 1,
        title=title,
        title_en=title_en,
        rules=rules,
        actor_name=current_actor().name,
    )
    before = {"title": last.title, **last.rules} if last else None
    audit("calendar.changed", Ref("calendar", key, title), before, {"title": title, **rules})
    publish(CHANGED, {"key": key, "version": row.version})
    transaction.on_commit(forget_calendars)
    forget_calendars()
    return row


def check_rules(key: str, title: str, rules: dict[str, Any]) -> None:
    """Raise Invalid for a key or rules that make no sense."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", key) or not 0 < len(title) <= 100:
        raise Invalid("bad_calendar", "日历标识须为 2 至 40 位小写字母、数字或连字符，名称须为 1 至 100 字。")
    errors = sorted(Draft202012Validator(RULES_SCHEMA).iter_errors(rules), key=lambda error: error.json_path)
    if errors:
        fields = [FieldError(f"/rules{error.json_path[1:]}", error.message) for error in errors[:20]]
        raise Invalid("bad_calendar", "日历规则不成立。", fields)
    try:
        calendar_from(key, title, 0, rules)
    except ValueError as error:
        raise Invalid("bad_calendar", f"日历中有不存在的日期：{error}", [FieldError("/rules", str(error))]) from error


@lru_cache(maxsize=256)
def _built(key: str, version: int, title: str, rules: str) -> AnyCalendar:
    return calendar_from(key, title, version, json.loads(rules))

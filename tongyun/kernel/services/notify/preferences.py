"""How each person wants to be told: category by channel, quiet hours, and not to be disturbed for a while.

A preference is JSON:

    {"rules": {"ticket": {"inapp": "info", "<channel>": "off"}}, "quiet": {"on": true, "from": "22:00", "to": "07:00",
     "days": [1, …, 7], "through": "critical"}, "undisturbed_until": "2026-11-21T09:00:00Z"}

What a person leaves open the administrator's default decides, and what that leaves open the kind of the channel.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from jsonschema import Draft202012Validator, FormatChecker

from ...contracts import FieldError, Invalid, Ref, refuse_stale, utc_now
from ...contracts.notify import LEVELS
from ...models import Channel, NotificationPreference, User
from ..audit import audit
from ..permissions import require
from .categories import categories, chain
from .kinds import KINDS

DEFAULT = "default"
IN_APP = "inapp"
OFF = "off"
MANAGE = "notification:manage"
CHINA = ZoneInfo("Asia/Shanghai")

_CLOCK = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "rules": {
            "type": "object",
            "maxProperties": 100,
            "additionalProperties": {
                "type": "object",
                "maxProperties": 100,
                "additionalProperties": {"enum": [*LEVELS, OFF]},
            },
        },
        "quiet": {
            "type": "object",
            "additionalProperties": False,
            "required": ["on"],
            "properties": {
                "on": {"type": "boolean"},
                "from": _CLOCK,
                "to": _CLOCK,
                "days": {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 1, "maximum": 7},
                    "uniqueItems": True,
                },
                "through": {"enum": [*LEVELS[1:], OFF]},
            },
        },
        "undisturbed_until": {"type": ["string", "null"], "format": "date-time", "maxLength": 40},
    },
}


@dataclass(frozen=True)
class Wishes:
    """What counts for one person: their own choice over the administrator's."""

    own: Mapping[str, Any]
    default: Mapping[str, Any]

    def wants(self, category: str, level: str, channel: str, floor: str) -> bool:
        """Whether a message is for this channel; `floor` is the least level where nobody chose."""
        least = self.least(category, channel) or floor
        return least != OFF and LEVELS.index(level) >= LEVELS.index(least)

    def least(self, category: str, channel: str) -> str | None:
        """The chosen least level: the person's before the administrator's, the nearest category first."""
        for choice in (self.own, self.default):
            rules = choice.get("rules", {})
            for name in chain(category):
                if chosen := rules.get(name, {}).get(channel):
                    return str(chosen)
        return None

    def quiet_until(self, level: str, at: datetime) -> datetime | None:
        """When a message of this level may go out, if not now. Quiet hours are China's and may cross midnight."""
        quiet = self.own.get("quiet") or self.default.get("quiet") or {"on": False}
        through = quiet.get("through", "critical")
        if through != OFF and LEVELS.index(level) >= LEVELS.index(through):
            return None
        ends = [end for end in (self._undisturbed(at), _end_of(quiet, at)) if end is not None]
        return max(ends, default=None)

    def _undisturbed(self, at: datetime) -> datetime | None:
        raw = self.own.get("undisturbed_until")
        until = datetime.fromisoformat(raw) if raw else None
        return until if until is not None and until > at else None


class WishBook:
    """The wishes of some people, read in two queries."""

    def __init__(self, users: Iterable[UUID]) -> None:
        keys = [DEFAULT, *(str(user) for user in users)]
        rows = NotificationPreference.objects.filter(key__in=keys) if len(keys) < 500 else _all()
        self._values = {row.key: row.value for row in rows}

    def of(self, user: UUID) -> Wishes:
        """One person's."""
        return Wishes(self._values.get(str(user), {}), self._values.get(DEFAULT, {}))


def preference(user: User | None) -> NotificationPreference:
    """Somebody's own choice, or the administrator's default (None). One that was never made has version 0."""
    key = str(user.id) if user else DEFAULT
    return NotificationPreference.objects.filter(key=key).first() or NotificationPreference(key=key, user=user)


@transaction.atomic
def save_preference(user: User | None, value: dict[str, Any], version: int | None = None) -> NotificationPreference:
    """Choose anew. Raises Invalid with the fields, Stale when `version` is not the present one, and for the default
    Forbidden without `notification:manage`.
    """
    if user is None:
        require(MANAGE)
    _check(value)
    key = str(user.id) if user else DEFAULT
    row = NotificationPreference.objects.select_for_update().filter(key=key).first()
    row = row or NotificationPreference(key=key, user=user)
    refuse_stale(row.version, version)
    before, row.value = row.value, value
    row.version, row.changed_at = row.version + 1, utc_now()
    row.save()
    label = user.username if user else "默认通知规则"
    audit("notification.preference", Ref("notification_preference", key, label), before, value)
    return row


def _all() -> Iterable[NotificationPreference]:
    return NotificationPreference.objects.iterator(chunk_size=2000)


def _check(value: dict[str, Any]) -> None:
    errors = list(Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(value))
    fields = [FieldError("/" + "/".join(map(str, error.absolute_path)), error.message[:200]) for error in errors[:20]]
    channels = {str(key) for key in Channel.objects.values_list("id", flat=True)} | {IN_APP}
    for category, row in value.get("rules", {}).items() if not fields else ():
        if categories.get(category) is None:
            fields.append(FieldError(f"/rules/{category}"[:100], "没有这个类别"))
        fields.extend(
            FieldError(f"/rules/{category}/{key}"[:100], "没有这个渠道") for key in row if key not in channels
        )
    quiet = value.get("quiet") or {}
    if not fields and quiet.get("on") and (not quiet.get("from") or not quiet.get("to")):
        fields.append(FieldError("/quiet/from", "请填写免打扰的起止时间"))
    if not fields and (raw := value.get("undisturbed_until")):
        until = datetime.fromisoformat(raw)
        if until.tzinfo is None or until.astimezone(UTC) > utc_now() + timedelta(days=31):
            fields.append(FieldError("/undisturbed_until", "须带时区，且不超过 31 天"))
    if fields:
        raise Invalid("invalid_preference", "通知设置有误。", fields)


def _end_of(quiet: Mapping[str, Any], at: datetime) -> datetime | None:
    """When the quiet hours that hold at a moment end; None outside them. `days` are those on which they begin."""
    if not quiet.get("on") or not quiet.get("from") or not quiet.get("to"):
        return None
    local = at.astimezone(CHINA)
    start, end = time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["to"])
    for day in (local.date() - timedelta(days=1), local.date()):
        if day.isoweekday() not in quiet.get("days", range(1, 8)):
            continue
        begins = datetime.combine(day, start, CHINA)
        ends = datetime.combine(day + timedelta(days=end <= start), end, CHINA)
        if begins <= local < ends:
            return ends.astimezone(UTC)
    return None


def floor_of(kind: str) -> str:
    """What persons hear through a kind of channel where nobody chose."""
    return LEVELS[0] if kind == IN_APP else KINDS[kind].level

"""The typed difference of two states, with secrets and personal data never in clear.

    {"phone": {"type": "personal", "old": "138****5678", "new": "139****1111"},
     "password": {"type": "secret", "old": "******", "new": "******"},
     "level": {"type": "number", "old": 3, "new": 1}}

A field that comes into being has no `old`, one that is removed no `new`.
"""

import json
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from ...contracts.personal import OTHER, kind_named, mask

HIDDEN = "******"
#: Longer texts (a process, a script) are cut; the trail says that they changed, their versions say how.
MAX_TEXT = 2000

_SECRET = re.compile(
    r"(^|[_.-])(pass(word|wd|phrase)?|secret|secrets|token|credential|credentials|private_?key|api_?key|totp|seed|otp"
    r"|recovery_codes|community|cookie)($|[_.-])|密码|口令|密钥",
    re.IGNORECASE,
)
#: Names by which rooms say what else must not stand in the trail in clear.
_declared: dict[str, str] = {}

_MOBILE = re.compile(r"(?<![0-9A-Za-z-])(1[3-9]\d)\d{4}(\d{4})(?![0-9A-Za-z-])")
#: Most texts hold no number as long as the shortest of these, which is told in a fraction of the time.
SHORTEST = 11
_LONG_NUMBER = re.compile(rf"\d{{{SHORTEST}}}")
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z-])(\d{6})\d{8}(\d{3}[0-9Xx])(?![0-9A-Za-z-])")
_MAIL = re.compile(r"([A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@([A-Za-z0-9.-]+\.[A-Za-z]{2,})")

#: What values are called; a bool is told before a number, which it is as well, and a moment before a date.
_TYPES: dict[type, str] = {
    str: "text",
    bool: "boolean",
    **dict.fromkeys((int, float, Decimal), "number"),
    datetime: "moment",
    **dict.fromkeys((date, time), "date"),
    timedelta: "duration",
    UUID: "reference",
    **dict.fromkeys((list, tuple, set, frozenset), "list"),
    dict: "object",
    type(None): "text",
}

encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def declare_sensitive(*names: str, secret: bool = False) -> None:
    """Keep fields of these exact names out of the trail: masked, or, when `secret`, not even masked."""
    _declared.update(dict.fromkeys(names, "secret" if secret else "personal"))


def delta(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """What differs, field by field; see the module."""
    before, after = before or {}, after or {}
    return {
        key: _change(key, before, after)
        for key in sorted(before.keys() | after.keys())
        if (key in before) != (key in after) or before[key] != after[key]
    }


def masked(text: str) -> str:
    """A text without the middle of mobile and identity numbers, wherever they stand in it."""
    if len(text) < SHORTEST or not _LONG_NUMBER.search(text):
        return text
    return _ID_NUMBER.sub(r"\1********\2", _MOBILE.sub(r"\1****\2", text))


def masked_text(text: str) -> str:
    """A text without the numbers and mail addresses of people, wherever they stand in it."""
    return _MAIL.sub(r"\1***@\2", masked(text))


def _change(key: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    old, new, kind = before.get(key), after.get(key), _sensitivity(key)
    change = {"type": kind or _type_of(old if new is None else new)}
    if key in before:
        change["old"] = _told(old, key, kind)
    if key in after:
        change["new"] = _told(new, key, kind)
    return change


def plain(value: Any, key: str = "") -> Any:
    """A value as JSON holds it, the same digits on every database, nothing secret or personal in clear."""
    return _told(value, key, _sensitivity(key))


def _told(value: Any, key: str, kind: str) -> Any:
    if value is None or value == "":
        return value
    if kind == "secret":
        return HIDDEN
    if isinstance(value, dict):
        return {str(name): plain(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        members = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [_told(inner, key, kind) for inner in members]
    if kind == "personal":
        return mask(kind_named(key) or OTHER, str(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if len(value) < SHORTEST else _cut(masked(value))
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, float) and value.is_integer() else value
    return value.isoformat() if isinstance(value, (datetime, date, time)) else _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…（共 {len(text)} 字）"


def _sensitivity(key: str) -> str:
    return _declared.get(key) or _sensitivity_named(key)


@lru_cache(4096)
def _sensitivity_named(key: str) -> str:
    if _SECRET.search(key):
        return "secret"
    return "personal" if kind_named(key) else ""


def _type_of(value: Any) -> str:
    found = _TYPES.get(type(value))
    if found is None:
        found = next((kind for of, kind in _TYPES.items() if isinstance(value, of)), "text")
    return found

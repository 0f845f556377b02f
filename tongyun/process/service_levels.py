"""Service levels as data: which events of the log run a clock, and how long it may take at each level.

A policy's ``rules`` (also the shape of a file in a pack's ``service_levels`` folder)::

    levels: {"1": {"title": {"zh-CN": "一级", "en-US": "Level 1"}, "targets": {"response": 720, "solve": 3600}}, …}
    clocks: [{"key", "title": {…}, "start", "meet", "reopen", "pause", "resume", "calendar"}]
    warn_at: 0.8

``start`` and the other words name events of the ticket's log, with the step where one is meant:
``step.completed:triage``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Protocol

from tongyun.kernel.contracts.business_time import Calendar
from tongyun.kernel.facade import business_time

from .clocks import Clock, ClockEvent, Signal, Target, compute

CLOCK_WORDS: Final = {
    "start": Signal.START,
    "meet": Signal.MEET,
    "reopen": Signal.REOPEN,
    "pause": Signal.PAUSE,
    "resume": Signal.RESUME,
}

LEVEL_CHANGED: Final = "level.changed"

_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(s|min|h|d)")
_SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "d": 86400}


class LoggedEvent(Protocol):
    """A line of a ticket's log, as much as a clock needs."""

    @property
    def at(self) -> datetime:
        """When, aware."""
        ...

    @property
    def kind(self) -> str:
        """What."""
        ...

    @property
    def text(self) -> str:
        """In words."""
        ...

    @property
    def data(self) -> Mapping[str, Any]:
        """Details; ``step`` and ``level`` matter here."""
        ...


@dataclass(frozen=True)
class ServiceLevels:
    """A policy ready to compute with."""

    rules: Mapping[str, Any]
    calendar: Calendar
    #: Calendars of clocks that name one of their own.
    own: Mapping[str, Calendar] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Mapping[str, Any], calendar: str, at: datetime | None = None) -> "ServiceLevels":
        """The levels of a policy with its calendars as they are now, or as they were at a moment.

        Raises NotFound for a calendar that does not exist.
        """
        own = {rule["key"]: business_time(rule["calendar"], at) for rule in rules["clocks"] if "calendar" in rule}
        return cls(rules, business_time(calendar, at), own)

    def names(self, calendar: str) -> bool:
        """Whether any clock counts by a calendar."""
        return calendar in {self.calendar.key, *(each.key for each in self.own.values())}

    def calendar_of(self, clock: str) -> Calendar:
        """What time counts for a clock."""
        return self.own.get(clock, self.calendar)

    @property
    def warn_at(self) -> float:
        """The share of the target after which people are warned."""
        return float(self.rules["warn_at"])

    def level_title(self, level: int) -> str:
        """The Chinese name of a level, or the number where the policy has none."""
        return level_title(self.rules, level)

    def knows(self, level: int) -> bool:
        """Whether the policy has this level."""
        return str(level) in self.rules["levels"]

    def clocks(self, log: Iterable[LoggedEvent], now: datetime) -> tuple[Clock, ...]:
        """All clocks that have started, computed at ``now``."""
        lines = list(log)
        clocks = (self._clock(rule, lines, now) for rule in self.rules["clocks"])
        return tuple(clock for clock in clocks if clock is not None)

    def _clock(self, rule: Mapping[str, Any], lines: list[LoggedEvent], now: datetime) -> Clock | None:
        seconds = {int(level): int(entry["targets"][rule["key"]]) for level, entry in self.rules["levels"].items()}
        target = Target(rule["key"], rule["title"]["zh-CN"], seconds, rule["title"]["en-US"])
        return compute(_signals(rule, lines), target, self.calendar_of(rule["key"]), now)


def level_title(rules: Mapping[str, Any], level: int, locale: str = "zh-CN") -> str:
    """The name of a level in a language, or the number where the rules have none."""
    entry = rules["levels"].get(str(level))
    return str(entry["title"][locale]) if entry else str(level)


def _signals(rule: Mapping[str, Any], lines: list[LoggedEvent]) -> list[ClockEvent]:
    wanted = {word: signal for key, signal in CLOCK_WORDS.items() for word in _words(rule.get(key))}
    found: list[ClockEvent] = []
    for line in lines:
        if line.kind == LEVEL_CHANGED:
            found.append(ClockEvent(line.at, Signal.LEVEL, line.data.get("level")))
        signal = wanted.get(f"{line.kind}:{line.data.get('step', '')}") or wanted.get(line.kind)
        if signal is not None:
            found.append(ClockEvent(line.at, signal, line.data.get("level"), line.text))
    return found


def _words(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)


def seconds_of(text: str) -> int:
    """Seconds of a duration such as ``0.2 h``, ``10 min``, ``90 s`` or ``1 d``.

    Raises:
        ValueError: another text, or not a whole number of seconds above zero.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"“{text}”不是时长，应如 0.2 h、10 min")
    seconds = Decimal(match[1]) * _SECONDS[match[2]]
    if seconds <= 0 or seconds != seconds.to_integral_value():
        raise ValueError(f"“{text}”不是大于零的整数秒")
    return int(seconds)


def rules_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a policy from a file in a pack, with durations in seconds.

    Raises:
        ValueError: a duration that cannot be read, or a clock without a target at some level.
    """
    keys = [clock["key"] for clock in content["clocks"]]
    levels = {}
    for entry in content["levels"]:
        missing = [key for key in keys if key not in entry["targets"]]
        if missing:
            raise ValueError(f"级别 {entry['level']} 没有时钟 {'、'.join(missing)} 的时限")
        targets = {key: seconds_of(entry["targets"][key]) for key in keys}
        levels[str(entry["level"])] = {
            "title": entry["title"],
            "meaning": entry.get("meaning", {}),
            "source": entry.get("source", ""),
            "targets": targets,
        }
    return {"levels": levels, "clocks": content["clocks"], "warn_at": content.get("warn_at", 0.8)}


_TEXT: Final = {
    "type": "object",
    "required": ["zh-CN", "en-US"],
    "additionalProperties": False,
    "properties": {"zh-CN": {"type": "string", "minLength": 1}, "en-US": {"type": "string", "minLength": 1}},
}
_CALENDAR: Final = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{1,39}$"}
_WORD: Final = {"type": "string", "pattern": r"^[a-z.]+(:[\w\-]+)?$"}
_WORDS: Final = {"oneOf": [_WORD, {"type": "array", "items": _WORD, "minItems": 1}]}

FILE_SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Service levels",
    "type": "object",
    "required": ["id", "title", "kind", "calendar", "levels", "clocks"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{1,79}$"},
        "title": _TEXT,
        "kind": {"type": "string", "pattern": "^[a-z][a-z0-9_-]{1,79}$"},
        "calendar": _CALENDAR,
        "source": {"type": "string"},
        "warn_at": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        "levels": {
            "type": "array",
            "minItems": 1,
            "maxItems": 9,
            "items": {
                "type": "object",
                "required": ["level", "title", "targets"],
                "additionalProperties": False,
                "properties": {
                    "level": {"type": "integer", "minimum": 1, "maximum": 9},
                    "title": _TEXT,
                    "meaning": _TEXT,
                    "source": {"type": "string"},
                    "targets": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
                },
            },
        },
        "clocks": {
            "type": "array",
            "minItems": 1,
            "maxItems": 9,
            "items": {
                "type": "object",
                "required": ["key", "title", "start", "meet"],
                "additionalProperties": False,
                "properties": {
                    "key": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"},
                    "title": _TEXT,
                    "calendar": _CALENDAR,
                    **dict.fromkeys(CLOCK_WORDS, _WORDS),
                },
            },
        },
    },
}
"""JSON Schema of a file in a pack's ``service_levels`` folder."""

"""How a part of the installation says how it is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class HealthState(StrEnum):
    """State of one part; unknown is never ok."""

    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PartHealth:
    """One line of `GET /api/v1/health` and of `tongyun doctor`. `advice` says what to do when not ok."""

    key: str
    name: str
    state: HealthState
    detail: str = ""
    advice: str = ""
    #: The whole of it in English, of parts that a page tells in both languages.
    english: str = ""


@dataclass(frozen=True)
class HealthCheck:
    """A registered check; it must answer within about a second and never raise."""

    key: str
    check: Callable[[], PartHealth]

"""Look at a rule's condition once: which label sets meet it, and which have data at all.

A comparison with a number is asked of the store without the comparison, which is then done here: one query tells both
what is over the threshold and what is merely there. Any other comparison needs a second query for its left side; an
expression that is no comparison cannot tell, and then absent means clear.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from tongyun.telemetry import facade as telemetry

COMPARE: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
METRIC_NAME = "__name__"


@dataclass(frozen=True)
class Point:
    """One label set, without the metric's name, and its value."""

    labels: dict[str, str]
    value: float


@dataclass(frozen=True)
class Reading:
    """One look, by fingerprint. `present` is None when the expression cannot tell what has data."""

    at: datetime
    active: dict[str, Point]
    present: dict[str, dict[str, str]] | None


@dataclass(frozen=True)
class Threshold:
    """A comparison cut in two; `limit` is None when the right side is no plain number."""

    left: str
    compare: str
    limit: float | None


class Look:
    """One moment at which conditions are read; rules that share an expression share its query."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._answers: dict[str, Any] = {}

    def read(self, rule: UUID, expr: str) -> Reading:
        """Evaluate a rule's expression. Raises PromqlError or StoreUnavailable."""
        threshold = threshold_of(expr)
        if threshold is None:
            return Reading(self.at, _points(rule, self._ask(expr)), None)
        whole = self._ask(threshold.left)
        if whole.kind != "vector":
            return Reading(self.at, _points(rule, self._ask(expr)), None)
        left = _points(rule, whole)
        if threshold.limit is None:
            active = _points(rule, self._ask(expr))
        else:
            meets = COMPARE[threshold.compare]
            active = {key: point for key, point in left.items() if meets(point.value, threshold.limit)}
        return Reading(self.at, active, {key: point.labels for key, point in left.items()})

    def _ask(self, expr: str) -> Any:
        if expr not in self._answers:
            self._answers[expr] = telemetry.promql().instant(expr, self.at.timestamp())
        return self._answers[expr]


@lru_cache(maxsize=4096)
def threshold_of(expr: str) -> Threshold | None:
    """The comparison at the root of an expression, or None. Raises PromqlError."""
    parts = telemetry.split_comparison(expr)
    if parts is None:
        return None
    left, compare, right = parts
    try:
        return Threshold(left, compare, float(right))
    except ValueError:
        return Threshold(left, compare, None)


def fingerprint(rule: UUID, labels: dict[str, str]) -> str:
    """The identity of an alert: the rule and the label set, whatever the order of its labels."""
    parts = [str(rule), *(f"{name}\x1f{value}" for name, value in sorted(labels.items()))]
    return sha256("\x1e".join(parts).encode()).hexdigest()


def _points(rule: UUID, result: Any) -> dict[str, Point]:
    points: dict[str, Point] = {}
    for labels, value in result.samples():
        bare = {name: text for name, text in labels.items() if name != METRIC_NAME}
        points[fingerprint(rule, bare)] = Point(bare, value)
    return points

"""What one look at a rule changes, worked out in memory."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..models import Alert, Rule, RuleState
from .condition import Point, Reading
from .machine import MISSING_FOR_GOOD, Episode, Phase, Policy, Seen, step


@dataclass(frozen=True)
class Change:
    """One alert that is not what it was. `after` is None when a pending one ended without ever firing."""

    fingerprint: str
    labels: dict[str, str]
    value: float | None
    alert: Alert | None
    before: Episode | None
    after: Episode | None

    @property
    def fires(self) -> bool:
        """Whether the alert begins to fire with this change."""
        was = self.before is not None and self.before.phase is Phase.FIRING
        return not was and self.after is not None and self.after.phase is Phase.FIRING

    @property
    def resolves(self) -> bool:
        """Whether the alert ends with this change."""
        return self.after is not None and self.after.phase is Phase.RESOLVED


@dataclass(frozen=True)
class Changes:
    """All changes of a rule, and the label sets to remember (only for rules that alert on missing data)."""

    alerts: list[Change]
    seen: dict[str, Any]

    def nothing(self, state: RuleState) -> bool:
        """Whether there is nothing to write."""
        return not self.alerts and self.seen == state.seen


def changes_of(rule: Rule, reading: Reading, known: dict[str, Alert]) -> Changes:
    """Compare a reading with the open alerts of its rule."""
    policy = Policy(rule.for_s, rule.keep_firing_s, rule.no_data)
    remembered: dict[str, dict[str, str]] = rule.runtime.seen if policy.no_data == "alert" else {}
    alerts: list[Change] = []
    for key in sorted(reading.active.keys() | known.keys() | remembered.keys()):
        alert = known.get(key)
        before = episode_of(alert) if alert else None
        after = step(policy, before, _seen(key, reading), reading.at)
        if after != before:
            point = reading.active.get(key)
            alerts.append(
                Change(
                    key, _labels(key, point, alert, remembered), point.value if point else None, alert, before, after
                )
            )
    if policy.no_data != "alert":
        return Changes(alerts, {})
    gone = {change.fingerprint for change in alerts if _given_up(change, reading.at)}
    seen = {**remembered, **(reading.present or {})}
    return Changes(alerts, {key: labels for key, labels in seen.items() if key not in gone})


def episode_of(alert: Alert) -> Episode:
    """An open alert as the state machine sees it."""
    return Episode(Phase(alert.state), alert.started_at, alert.clear_since, alert.unknown_since)


def _seen(key: str, reading: Reading) -> Seen:
    if key in reading.active:
        return Seen.ACTIVE
    if reading.present is None or key in reading.present:
        return Seen.CLEAR
    return Seen.NOTHING


def _labels(
    key: str, point: Point | None, alert: Alert | None, remembered: dict[str, dict[str, str]]
) -> dict[str, str]:
    if point is not None:
        return point.labels
    return dict(alert.labels) if alert is not None else remembered[key]


def _given_up(change: Change, now: datetime) -> bool:
    since = change.before.unknown_since if change.before else None
    ended = change.after is None or change.resolves
    return ended and since is not None and now - since >= MISSING_FOR_GOOD

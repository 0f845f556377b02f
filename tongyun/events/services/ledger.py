"""Write down what changed: alerts, and through them incidents, in one transaction with its outbox messages.

Whoever writes takes the gate first. Changes of alerts are rare and short, so one at a time costs nothing, and two
workers that see the same thing at the same moment cannot both act on it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.inventory import facade as inventory
from tongyun.inventory.contracts import ItemView
from tongyun.kernel.contracts import new_id, utc_now
from tongyun.kernel.facade import acting_as, publish, publish_live, system_actor
from tongyun.telemetry import facade as telemetry
from tongyun.telemetry.contracts import AlertChange

from ..models import Alert, CorrelationGate, Rule, RuleState
from . import incidents
from .changes import Change, changes_of
from .condition import Reading
from .wording import summary_of

ENGINE = system_actor("规则引擎")
OPEN = (Alert.State.PENDING, Alert.State.FIRING)
GATE = "alerts"
#: What open pages hear of when an alert begins, changes or ends.
ALERTS = "alerts"


def open_alerts(rules: Iterable[Rule]) -> dict[UUID, dict[str, Alert]]:
    """Pending and firing alerts of the rules, by rule and fingerprint; one query."""
    found: dict[UUID, dict[str, Alert]] = defaultdict(dict)
    for alert in Alert.objects.filter(rule__in=rules, state__in=OPEN):
        found[alert.rule_id][alert.fingerprint] = alert
    return found


def enter() -> None:
    """Wait for one's turn to change alerts; left at the end of the caller's transaction."""
    CorrelationGate.objects.get_or_create(name=GATE)
    CorrelationGate.objects.select_for_update(no_key=True).get(name=GATE)


@transaction.atomic
def write(readings: list[tuple[Rule, Reading]]) -> None:
    """Apply readings to the alerts as they are now. A reading older than one that was applied before is dropped."""
    with acting_as(ENGINE):
        enter()
        states = RuleState.objects.in_bulk([rule.id for rule, _ in readings])
        known = open_alerts(rule for rule, _ in readings)
        batch: list[tuple[Rule, Change]] = []
        touched: list[RuleState] = []
        for rule, reading in readings:
            state = states.get(rule.id)
            if state is None or (state.changed_at and state.changed_at >= reading.at):
                continue
            rule.runtime = state
            changes = changes_of(rule, reading, known[rule.id])
            state.seen, state.changed_at = changes.seen, reading.at
            touched.append(state)
            batch.extend((rule, change) for change in changes.alerts)
        RuleState.objects.bulk_update(touched, ["seen", "changed_at"])
        if batch:
            _write_alerts(batch, max(reading.at for _, reading in readings))


@transaction.atomic
def end_alerts_of(rules: list[Rule], reason: str) -> None:
    """End every open alert of rules that are no longer looked at; incidents left without one are resolved."""
    enter()
    _end(Alert.objects.select_related("rule").filter(rule__in=rules, state__in=OPEN), reason)


@transaction.atomic
def end_alerts_of_item(item_id: UUID, reason: str) -> None:
    """End every open alert of an item that was taken out of service."""
    enter()
    _end(Alert.objects.select_related("rule").filter(item_id=item_id, state__in=OPEN), reason)


def note_error(rule: Rule, error: str, at: datetime) -> None:
    """Remember that a rule cannot be evaluated, or that it can again; shown by the API and by health."""
    failing_since = (rule.runtime.failing_since or at) if error else None
    RuleState.objects.filter(rule=rule).update(last_error=error, failing_since=failing_since)


def _end(alerts: Iterable[Alert], reason: str) -> None:
    now = utc_now()
    ended: list[Alert] = []
    alerts = list(alerts)
    for alert in alerts:
        if alert.state == Alert.State.PENDING:
            alert.delete()
            continue
        _resolve(alert, now)
        ended.append(alert)
    Alert.objects.bulk_update(ended, ["state", "open_key", "resolved_at", "unknown_since"])
    _tell([], ended)
    incidents.alerts_resolved(ended, now, reason)
    if alerts:
        publish_live("alert", topic=ALERTS)


def _write_alerts(batch: list[tuple[Rule, Change]], at: datetime) -> None:
    items = _items_of(change.labels for _, change in batch if change.fires or change.alert is None)
    fired: list[Alert] = []
    resolved: list[Alert] = []
    lapsed: list[UUID] = []
    created: list[Alert] = []
    kept: list[Alert] = []
    unknown: list[Alert] = []
    for rule, change in batch:
        if change.after is None:
            lapsed.extend([change.alert.id] if change.alert else [])
            continue
        alert = change.alert or _new_alert(rule, change, items)
        (kept if change.alert else created).append(alert)
        was_unknown = alert.unknown
        alert.rule = rule
        alert.clear_since, alert.unknown_since = change.after.clear_since, change.after.unknown_since
        if change.fires:
            _fire(alert, change, items, at)
            fired.append(alert)
        elif change.resolves:
            _resolve(alert, at)
            resolved.append(alert)
        elif alert.unknown != was_unknown and alert.state == Alert.State.FIRING:
            unknown.append(alert)
    Alert.objects.filter(id__in=lapsed).delete()
    Alert.objects.bulk_create(created)
    incidents.alerts_fired([alert for alert in fired if alert.rule.opens_incident], at)
    Alert.objects.bulk_update(
        [*kept, *(alert for alert in created if alert.incident_id)],
        [
            "state",
            "open_key",
            "item",
            "incident",
            "value",
            "summary",
            "clear_since",
            "unknown_since",
            "fired_at",
            "resolved_at",
        ],
    )
    _tell(fired, resolved)
    incidents.alerts_resolved(resolved, at, "")
    incidents.data_changed(unknown, at)
    publish_live("alert", topic=ALERTS)


def _new_alert(rule: Rule, change: Change, items: Mapping[str, ItemView]) -> Alert:
    assert change.after is not None
    item = items.get(change.labels.get("ci", ""))
    return Alert(
        id=new_id(),
        fingerprint=change.fingerprint,
        open_key=change.fingerprint,
        rule=rule,
        item_id=item.id if item else None,
        labels=change.labels,
        severity=rule.severity,
        state=Alert.State.PENDING,
        value=_storable(change.value),
        summary=_summary(rule, change, items),
        started_at=change.after.since,
    )


def _fire(alert: Alert, change: Change, items: Mapping[str, ItemView], at: datetime) -> None:
    alert.state, alert.fired_at = Alert.State.FIRING, at
    alert.value = _storable(change.value)
    alert.summary = _summary(alert.rule, change, items)


def _resolve(alert: Alert, at: datetime) -> None:
    alert.state, alert.resolved_at = Alert.State.RESOLVED, at
    alert.open_key, alert.unknown_since = str(alert.id), None


def _tell(fired: list[Alert], resolved: list[Alert]) -> None:
    """Publish the changes, and keep them in the long history."""
    for alert in [*fired, *resolved]:
        topic = "alert.resolved" if alert.state == Alert.State.RESOLVED else "alert.fired"
        publish(topic, _message(alert))
        telemetry.record_alert_change(
            AlertChange(
                id=str(alert.id),
                alert=alert.fingerprint,
                rule=str(alert.rule),
                ci=str(alert.item_id or ""),
                state=alert.state,
                severity=alert.severity,
                labels=alert.labels,
                value=0.0 if alert.value is None else alert.value,
                at=alert.resolved_at or alert.fired_at or alert.started_at,
            )
        )


def _message(alert: Alert) -> dict[str, Any]:
    return {
        "alert_id": str(alert.id),
        "fingerprint": alert.fingerprint,
        "rule": alert.rule.key,
        "severity": alert.severity,
        "item_id": str(alert.item_id) if alert.item_id else None,
        "incident_id": str(alert.incident_id) if alert.incident_id else None,
        "summary": alert.summary,
        "fired_at": alert.fired_at.isoformat() if alert.fired_at else None,
        "resolved_at": alert.resolved_at.isoformat() if alert.resolved_at else None,
    }


def _items_of(label_sets: Iterable[Mapping[str, str]]) -> dict[str, ItemView]:
    """Items named by the label `ci`, in one query; a label that is no id of an item is simply not there."""
    wanted: dict[UUID, str] = {}
    for labels in label_sets:
        try:
            wanted[UUID(labels.get("ci", ""))] = labels.get("ci", "")
        except ValueError:
            continue
    found = inventory.items_views(list(wanted)) if wanted else {}
    return {wanted[item_id]: view for item_id, view in found.items()}


def _summary(rule: Rule, change: Change, items: Mapping[str, ItemView]) -> str:
    item = items.get(change.labels.get("ci", ""))
    name, kind = (item.name, item.type) if item else (change.labels.get("ci", rule.title), "")
    return summary_of(rule.summary, name, kind, change.labels, change.value)


def _storable(value: float | None) -> float | None:
    """JSON and SQL have no NaN or infinity everywhere; the store keeps the exact history."""
    return value if value is not None and math.isfinite(value) else None

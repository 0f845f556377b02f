"""Reads of events."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tongyun.inventory import facade as inventory
from tongyun.inventory.contracts import ItemView, Troubles
from tongyun.kernel.contracts import HealthState, NotFound, PartHealth
from tongyun.kernel.facade import visible

from .contracts import SEVERITIES, AlertView, IncidentView, Remedy, TimelineEntry
from .models import Alert, Incident, Rule

#: How an item is while an alert of this severity fires on it.
HEALTH_BY_SEVERITY = {"critical": "critical", "major": "warning", "minor": "warning", "info": "ok"}
HEALTH_RANK = ("critical", "warning", "unknown", "ok")


def incident_view(incident_id: UUID) -> IncidentView:
    """An incident with its alerts and timeline; raises NotFound."""
    incident = Incident.objects.filter(id=incident_id).first()
    if incident is None:
        raise NotFound("no_incident", "没有这个事件。")
    alerts = incident.alerts.select_related("rule").order_by("started_at", "id")
    entries = incident.entries.order_by("at", "id")
    return view_of_incident(
        incident,
        tuple(view_of_alert(alert) for alert in alerts),
        tuple(TimelineEntry(row.at, row.kind, row.actor, row.text, row.data) for row in entries),
    )


def incidents_open(limit: int = 100) -> list[IncidentView]:
    """Open incidents, newest first, without their alerts and timelines."""
    rows = Incident.objects.filter(state=Incident.State.OPEN).order_by("-opened_at", "-id")[:limit]
    return [view_of_incident(row) for row in rows]


def alerts_of_item(item_id: UUID, limit: int = 100) -> list[AlertView]:
    """Alerts of an item: open ones and past ones, newest first."""
    rows = Alert.objects.select_related("rule").filter(item_id=item_id).order_by("-started_at", "-id")[:limit]
    return [view_of_alert(row) for row in rows]


def troubles(ids: Sequence[UUID] | None = None) -> Troubles:
    """What is wrong with these items, or with all: the worst alert that fires on each.

    An alert whose data stopped makes its item unknown, unless another one is known to fire. While rules cannot be
    evaluated the absence of an alert says nothing.
    """
    firing = Alert.objects.filter(state=Alert.State.FIRING, item__isnull=False)
    if ids is not None:
        firing = firing.filter(item__in=ids)
    told: dict[UUID, tuple[str, str]] = {}
    for item_id, severity, unknown_since, summary in firing.order_by("fired_at").values_list(
        "item_id", "severity", "unknown_since", "summary"
    ):
        state = "unknown" if unknown_since else HEALTH_BY_SEVERITY[severity]
        known = told.get(item_id)
        if known is None or HEALTH_RANK.index(state) < HEALTH_RANK.index(known[0]):
            told[item_id] = (state, summary)
    return Troubles(told, blind="" if _rules_work() else "告警规则当前无法执行")


def rules_health() -> PartHealth:
    """Whether every enabled rule can be evaluated."""
    failing = list(
        Rule.objects.filter(enabled=True, runtime__failing_since__isnull=False)
        .select_related("runtime")
        .order_by("key")[:20]
    )
    if not failing:
        return PartHealth("rules", "告警规则", HealthState.OK, f"{Rule.objects.filter(enabled=True).count()} 条")
    names = "、".join(rule.key for rule in failing[:5])
    detail = f"{len(failing)} 条规则无法执行（{names}）：{failing[0].runtime.last_error}"
    advice = "先看监控数据存储是否正常；若只有个别规则失败，检查其 PromQL。其间各告警保持原状态。"
    return PartHealth("rules", "告警规则", HealthState.DEGRADED, detail, advice)


def items_named(ids: Iterable[UUID | None]) -> dict[UUID, dict[str, Any]]:
    """Items as a list shows them, in one query."""
    views: dict[UUID, ItemView] = inventory.items_views([item_id for item_id in ids if item_id])
    return {view.id: {"id": view.id, "name": view.name, "type": view.type} for view in views.values()}


def view_of_alert(alert: Alert) -> AlertView:
    """An alert as other rooms see it; its rule must be loaded."""
    return AlertView(
        id=alert.id,
        fingerprint=alert.fingerprint,
        rule=alert.rule.key,
        rule_title=alert.rule.title,
        severity=alert.severity,
        state=alert.state,
        unknown=alert.unknown,
        item_id=alert.item_id,
        incident_id=alert.incident_id,
        labels=alert.labels,
        value=alert.value,
        summary=alert.summary,
        started_at=alert.started_at,
        fired_at=alert.fired_at,
        resolved_at=alert.resolved_at,
        acknowledged_at=alert.acknowledged_at,
        acknowledged_by=alert.acknowledged_by_name,
    )


def view_of_incident(
    incident: Incident, alerts: tuple[AlertView, ...] = (), timeline: tuple[TimelineEntry, ...] = ()
) -> IncidentView:
    """An incident as other rooms see it."""
    return IncidentView(
        id=incident.id,
        number=incident.number,
        title=incident.title,
        severity=incident.severity,
        state=incident.state,
        item_id=incident.item_id,
        contract_level=incident.contract_level,
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at,
        remedies=tuple(_remedy(entry) for entry in incident.remedies),
        alerts=alerts,
        timeline=timeline,
    )


def alerts_with_rules() -> QuerySet[Alert]:
    """All alerts, ready to be shown."""
    return Alert.objects.select_related("rule", "incident")


def seen_alerts(permission: str = "alert:read") -> QuerySet[Alert]:
    """The alerts in the caller's scope: those of items that are; ready to be shown."""
    return visible(alerts_with_rules(), permission, organisation="item__organisation_id")


def seen_incidents(permission: str = "incident:read") -> QuerySet[Incident]:
    """The incidents in the caller's scope of a permission: those that began on items that are."""
    return visible(Incident.objects.all(), permission, organisation="item__organisation_id")


def open_alert_counts() -> dict[str, int]:
    """How many alerts fire, by severity; severities without any are 0."""
    rows = Alert.objects.filter(state=Alert.State.FIRING).values("severity").annotate(total=Count("id"))
    return dict.fromkeys(SEVERITIES, 0) | {row["severity"]: row["total"] for row in rows}


def _rules_work() -> bool:
    counts = Rule.objects.filter(enabled=True).aggregate(
        total=Count("id"), failing=Count("id", filter=Q(runtime__failing_since__isnull=False))
    )
    return bool(counts["total"] > counts["failing"])


def _remedy(entry: dict[str, Any]) -> Remedy:
    item_id = UUID(entry["item_id"]) if entry["item_id"] else None
    return Remedy(
        key=entry["key"],
        title=entry["title"],
        title_en=entry["title_en"],
        job=entry["job"],
        params=entry["params"],
        item_id=item_id,
        auto=entry["auto"],
    )

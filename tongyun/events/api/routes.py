"""Routes of events: alerts, incidents, rules."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from tongyun.kernel.contracts import NotFound
from tongyun.kernel.facade import BulkOut, Filter, Listing, Page, guarded, page

from ..contracts import TicketRef, ticket_desk
from ..models import Alert, Incident, Rule
from ..queries import items_named, seen_alerts, seen_incidents
from ..services.acknowledgement import acknowledge
from . import columns, schemas

router = Router(tags=["events"])

Severity = Literal["critical", "major", "minor", "info"]

ALERTS = Listing(
    filters={
        "state": Filter("state", Literal["pending", "firing", "resolved"]),
        "severity": Filter("severity", Severity),
        "item": Filter("item_id", UUID),
        "incident": Filter("incident_id", UUID),
        "rule": Filter("rule__key"),
        "started_at": Filter("started_at", datetime),
    },
    sorts={"started_at": "started_at"},
    default_sort="-started_at",
    search=("summary", "rule__title", "rule__key"),
    columns=columns.ALERTS,
    title=("告警", "Alerts"),
)
INCIDENTS = Listing(
    filters={
        "state": Filter("state", Literal["open", "resolved"]),
        "severity": Filter("severity", Severity),
        "item": Filter("item_id", UUID),
        "contract_level": Filter("contract_level", int),
        "opened_at": Filter("opened_at", datetime),
    },
    sorts={"opened_at": "opened_at", "number": "number", "contract_level": "contract_level"},
    default_sort="-opened_at",
    search=("number", "title"),
    columns=columns.INCIDENTS,
    title=("故障", "Incidents"),
)
RULES = Listing(
    filters={
        "pack": Filter("pack"),
        "enabled": Filter("enabled", bool),
        "severity": Filter("severity", Severity),
    },
    sorts={"key": "key", "title": "title"},
    default_sort="key",
    search=("key", "title", "title_en", "expr"),
    columns=columns.RULES,
    title=("告警规则", "Alert rules"),
)


@router.get("/alerts", response=Page[schemas.AlertOut], **guarded("alert:read", ALERTS))
def alerts(request: HttpRequest) -> dict[str, Any]:
    """Alerts, newest first."""
    return page(request, seen_alerts(), ALERTS, _render_alerts)


@router.get("/alerts/{uuid:alert_id}", response=schemas.AlertOut, **guarded("alert:read"))
def alert(request: HttpRequest, alert_id: UUID) -> dict[str, Any]:
    """One alert."""
    row = seen_alerts().filter(id=alert_id).first()
    if row is None:
        raise NotFound("no_alert", "没有这条告警。")
    return _render_alerts([row])[0]


@router.post("/alerts/acknowledge", response=BulkOut, **guarded("alert:acknowledge"))
def acknowledge_alerts(request: HttpRequest, body: schemas.AcknowledgeIn) -> dict[str, Any]:
    """Acknowledge several alerts; each has its own result."""
    return {"results": acknowledge(body.ids, body.note.strip())}


@router.get("/incidents", response=Page[schemas.IncidentOut], **guarded("incident:read", INCIDENTS))
def incidents(request: HttpRequest) -> dict[str, Any]:
    """Incidents, newest first."""
    return page(request, seen_incidents(), INCIDENTS, _render_incidents)


@router.get("/incidents/{incident_id}", response=schemas.IncidentDetailOut, **guarded("incident:read"))
def incident(request: HttpRequest, incident_id: UUID) -> dict[str, Any]:
    """One incident with its alerts, timeline, ticket and item."""
    row = seen_incidents().filter(id=incident_id).first()
    if row is None:
        raise NotFound("no_incident", "没有这个事件。")
    alerts = list(seen_alerts().filter(incident=row).order_by("started_at", "id"))
    unseen = _unseen_alerts(row, alerts)
    return {
        **_render_incidents([row])[0],
        "alerts": _render_alerts(alerts),
        "timeline": [line for line in row.entries.order_by("at", "id") if line.data.get("alert") not in unseen],
        "remedies": row.remedies,
    }


@router.get("/rules", response=Page[schemas.RuleOut], **guarded("alert:read", RULES))
def rules(request: HttpRequest) -> dict[str, Any]:
    """Rules that packs brought, and whether each can be evaluated."""
    return page(request, Rule.objects.select_related("runtime"), RULES, _render_rules)


def _render_alerts(rows: list[Alert]) -> list[dict[str, Any]]:
    items = items_named(row.item_id for row in rows)
    tickets = _tickets_of(row.incident_id for row in rows)
    incidents = set(seen_incidents().filter(id__in={row.incident_id for row in rows}).values_list("id", flat=True))
    return [
        {
            **{name: getattr(row, name) for name in _ALERT_FIELDS},
            "rule": row.rule.key,
            "rule_title": row.rule.title,
            "rule_title_en": row.rule.title_en,
            "item": items.get(row.item_id) if row.item_id else None,
            "incident": row.incident if row.incident_id in incidents else None,
            "ticket": tickets.get(row.incident_id) if row.incident_id else None,
            "acknowledged_by": row.acknowledged_by_name,
        }
        for row in rows
    ]


_ALERT_FIELDS = (
    "id",
    "fingerprint",
    "severity",
    "state",
    "unknown",
    "summary",
    "labels",
    "value",
    "started_at",
    "fired_at",
    "resolved_at",
    "acknowledged_at",
)


def _render_incidents(rows: list[Incident]) -> list[dict[str, Any]]:
    items = items_named(row.item_id for row in rows)
    tickets = _tickets_of(row.id for row in rows)
    return [
        {
            **{name: getattr(row, name) for name in _INCIDENT_FIELDS},
            "item": items.get(row.item_id) if row.item_id else None,
            "ticket": tickets.get(row.id),
        }
        for row in rows
    ]


def _unseen_alerts(incident: Incident, seen: list[Alert]) -> set[str]:
    """Ids of the incident's alerts that are out of the caller's scope; its timeline must not tell of them."""
    return {str(found) for found in incident.alerts.values_list("id", flat=True)} - {str(alert.id) for alert in seen}


def _tickets_of(incidents: Iterable[UUID | None]) -> dict[UUID, TicketRef]:
    """The tickets of incidents; asked once for a whole list, and not at all where there is no incident."""
    ids = list(dict.fromkeys(incident_id for incident_id in incidents if incident_id))
    return ticket_desk.get().ticket_of(ids) if ids else {}


_INCIDENT_FIELDS = (
    "id",
    "number",
    "title",
    "severity",
    "state",
    "contract_level",
    "opened_at",
    "resolved_at",
)


def _render_rules(rows: list[Rule]) -> list[dict[str, Any]]:
    return [
        {
            **{name: getattr(row, name) for name in _RULE_FIELDS},
            "last_error": row.runtime.last_error,
            "failing_since": row.runtime.failing_since,
        }
        for row in rows
    ]


_RULE_FIELDS = (
    "id",
    "pack",
    "key",
    "title",
    "title_en",
    "expr",
    "for_s",
    "keep_firing_s",
    "interval_s",
    "severity",
    "contract_level",
    "opens_incident",
    "no_data",
    "enabled",
)

"""Incidents: open, join, reopen and resolve them as their alerts come and go.

Everything here runs inside the transaction of `ledger`, behind its gate, with the alerts it is about.
"""

from collections import defaultdict
from collections.abc import Iterable, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tongyun.inventory import facade as inventory
from tongyun.kernel.contracts import Ref, new_id
from tongyun.kernel.facade import audit, current_actor, index_document, next_number, publish, publish_live

from .. import search
from ..contracts import worse
from ..models import Alert, Incident, IncidentEntry
from .correlation import ALONE, JOIN_WITHIN, REOPEN_WITHIN, Case, Match, Neighbours, find

#: What open pages hear of when an incident opens, changes or is over.
INCIDENTS = "incidents"

PREFIX = "EVT"
#: Characters of one line of the timeline.
MAX_TEXT = 1000


def alerts_fired(alerts: list[Alert], at: datetime) -> None:
    """Give each alert its incident: one it belongs to, or a new one."""
    if not alerts:
        return
    cases = _candidates(alerts, at)
    neighbours = _neighbours({alert.item_id for alert in alerts if alert.item_id})
    for alert in alerts:
        beside = neighbours.get(alert.item_id, ALONE) if alert.item_id else ALONE
        match = find(cases, alert.fingerprint, alert.item_id, beside, at)
        if match is None:
            cases.append(_open(alert, at))
        else:
            _join(alert, match, at)


def alerts_resolved(alerts: list[Alert], at: datetime, reason: str) -> None:
    """Note recoveries; an incident whose last alert ended is resolved."""
    touched: dict[UUID, list[Alert]] = defaultdict(list)
    for alert in alerts:
        if alert.incident_id:
            touched[alert.incident_id].append(alert)
    if not touched:
        return
    still = set(
        Alert.objects.filter(incident__in=touched, state=Alert.State.FIRING).values_list("incident_id", flat=True)
    )
    entries: list[IncidentEntry] = []
    for incident in Incident.objects.filter(id__in=touched):
        text = reason or "已恢复"
        entries.extend(
            _entry(incident, "alert_resolved", f"{text}：{alert.summary}", at, alert=alert)
            for alert in touched[incident.id]
        )
        if incident.id not in still and incident.state == Incident.State.OPEN:
            entries.append(_resolve(incident, at))
    IncidentEntry.objects.bulk_create(entries)
    publish_live("incident", topic=INCIDENTS)


def data_changed(alerts: list[Alert], at: datetime) -> None:
    """Say in the timeline that nothing is known about an alert any more, or that it is again."""
    _tell(
        _said(
            alert.incident_id,
            "data_lost" if alert.unknown else "data_back",
            ("监控数据中断，状态未知：" if alert.unknown else "监控数据已恢复，告警仍在：") + alert.summary,
            at,
            {"alert": str(alert.id)},
        )
        for alert in alerts
        if alert.incident_id
    )


def acknowledged(alerts: list[Alert], note: str, at: datetime) -> None:
    """Say in the timeline who has seen the alerts."""
    _tell(
        _said(
            alert.incident_id,
            "acknowledged",
            f"已确认告警：{alert.summary}" + (f"（{note}）" if note else ""),
            at,
            {"alert": str(alert.id), "note": note},
        )
        for alert in alerts
        if alert.incident_id
    )


def _tell(lines: Iterable[IncidentEntry]) -> None:
    if IncidentEntry.objects.bulk_create(lines):
        publish_live("incident", topic=INCIDENTS)


def _candidates(alerts: list[Alert], at: datetime) -> list[Case]:
    """Incidents an alert of the batch might join, oldest first, with their items and recent recoveries."""
    flapping = Alert.objects.filter(
        fingerprint__in=[alert.fingerprint for alert in alerts], resolved_at__gte=at - REOPEN_WITHIN
    )
    young = Q(state=Incident.State.OPEN, opened_at__gte=at - JOIN_WITHIN)
    fresh = Q(resolved_at__gte=at - REOPEN_WITHIN)
    again = Q(id__in=flapping.exclude(incident=None).values("incident"))
    cases = {
        incident.id: Case(incident, {incident.item_id} if incident.item_id else set())
        for incident in Incident.objects.filter(young | fresh | again).order_by("opened_at", "id")
    }
    for alert in Alert.objects.filter(incident__in=list(cases)):
        case = cases.get(alert.incident_id) if alert.incident_id else None
        if case is None:
            continue
        if alert.item_id:
            case.items.add(alert.item_id)
        if alert.resolved_at:
            case.recovered[alert.fingerprint] = alert.resolved_at
    return list(cases.values())


def _neighbours(items: Set[UUID]) -> dict[UUID, Neighbours]:
    """What stands below and above each item; asked once for a whole batch, however many alerts fire together."""
    if not items:
        return {}
    hosts = inventory.neighbours_of(items, "runs_on", "out")
    guests = inventory.neighbours_of(items, "runs_on", "in")
    return {item: Neighbours(frozenset(hosts.get(item, ())), frozenset(guests.get(item, ()))) for item in items}


def _open(alert: Alert, at: datetime) -> Case:
    incident = Incident(
        id=new_id(),
        number=next_number(PREFIX, at),
        title=alert.summary[:500],
        severity=alert.severity,
        item_id=alert.item_id,
        contract_level=alert.rule.contract_level,
        remedies=_with_remedies([], alert),
        opened_at=at,
    )
    incident.save(force_insert=True)
    index_document(search.findable(incident))
    alert.incident = incident
    IncidentEntry.objects.bulk_create(
        [
            _entry(incident, "opened", f"发现故障，生成事件 {incident.number}", at),
            _entry(incident, "alert_fired", f"触发告警：{alert.summary}", at, alert=alert),
        ]
    )
    audit("incident.opened", _ref(incident), None, incident.audit_view())
    publish("incident.opened", _message(incident, alert))
    publish_live("incident", topic=INCIDENTS)
    return Case(incident, {alert.item_id} if alert.item_id else set())


def _join(alert: Alert, match: Match, at: datetime) -> None:
    incident = match.case.incident
    before = incident.audit_view()
    entries = []
    if incident.state == Incident.State.RESOLVED:
        incident.state, incident.resolved_at = Incident.State.OPEN, None
        entries.append(_entry(incident, "reopened", "恢复后短时间内再次发生，重新打开", at))
    entries.append(_entry(incident, "alert_fired", f"触发告警：{alert.summary}", at, alert=alert, reason=match.reason))
    if match.absorbs:
        incident.item_id, incident.title = alert.item_id, alert.summary[:500]
        index_document(search.findable(incident))
        entries.append(_entry(incident, "absorbed", f"判断根因在上层：{alert.summary}", at, alert=alert))
    incident.severity = worse(incident.severity, alert.severity)
    incident.contract_level = min(incident.contract_level, alert.rule.contract_level)
    incident.remedies = _with_remedies(incident.remedies, alert)
    incident.save()
    alert.incident = incident
    if alert.item_id:
        match.case.items.add(alert.item_id)
    IncidentEntry.objects.bulk_create(entries)
    after = incident.audit_view()
    if after != before:
        audit("incident.updated", _ref(incident), before, after)
    publish("incident.updated", {**_message(incident, alert), "reopened": before["state"] == Incident.State.RESOLVED})
    publish_live("incident", topic=INCIDENTS)


def _resolve(incident: Incident, at: datetime) -> IncidentEntry:
    before = incident.audit_view()
    incident.state, incident.resolved_at = Incident.State.RESOLVED, at
    incident.save(update_fields=["state", "resolved_at"])
    audit("incident.resolved", _ref(incident), before, incident.audit_view())
    publish("incident.resolved", {"incident_id": str(incident.id), "resolved_at": at.isoformat()})
    return _entry(incident, "resolved", "全部告警已恢复", at)


def _with_remedies(known: list[dict[str, Any]], alert: Alert) -> list[dict[str, Any]]:
    """The incident's remedies with those of one more alert; a key that is taken by another item gets a suffix.

    The same remedy offered twice stands there once, and starts by itself when any of the rules says so.
    """
    remedies = [dict(one) for one in known]
    item_id = str(alert.item_id) if alert.item_id else None
    for remedy in alert.rule.remedies:
        wanted = (remedy["job"], item_id, remedy["params"])
        same = next((one for one in remedies if (one["job"], one["item_id"], one["params"]) == wanted), None)
        if same is not None:
            same["auto"] = same["auto"] or remedy["auto"]
            continue
        taken = {one["key"] for one in remedies}
        key = remedy["key"] if remedy["key"] not in taken else f"{remedy['key']}-{len(remedies) + 1}"
        remedies.append({**remedy, "key": key, "item_id": item_id})
    return remedies


def _message(incident: Incident, alert: Alert) -> dict[str, Any]:
    return {
        "incident_id": str(incident.id),
        "number": incident.number,
        "title": incident.title,
        "severity": incident.severity,
        "state": incident.state,
        "item_id": str(incident.item_id) if incident.item_id else None,
        "rule": alert.rule.key,
        "summary": alert.summary,
        "remedies": incident.remedies,
        "contract_level": incident.contract_level,
        "opened_at": incident.opened_at.isoformat(),
    }


def _entry(
    incident: Incident, kind: str, text: str, at: datetime, *, alert: Alert | None = None, **data: str
) -> IncidentEntry:
    details: dict[str, Any] = dict(data)
    if alert is not None:
        details |= {"alert": str(alert.id), "severity": alert.severity, "value": alert.value}
    return _said(incident.id, kind, text, at, details)


def _said(incident_id: UUID, kind: str, text: str, at: datetime, data: dict[str, Any]) -> IncidentEntry:
    """A line of a timeline in the name of whoever acts; a text that is too long is cut, never refused."""
    return IncidentEntry(
        incident_id=incident_id, at=at, kind=kind, actor=current_actor().name, text=text[:MAX_TEXT], data=data
    )


def _ref(incident: Incident) -> Ref:
    return Ref("incident", str(incident.id), incident.number)

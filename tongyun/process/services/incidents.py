"""Incidents become tickets: exactly one each, told of everything that happens below.

A message that failed is tried again later, so news may come out of order. What a message adds (remedies, a worse level)
is the same in any order. Whether the incident has recovered is decided by the newest news that was told: older news
that comes after it changes nothing of that.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from tongyun.kernel.contracts import Message
from tongyun.kernel.facade import notify, subscribe

from ..engine.machine import Machine
from ..models import Ticket, TicketEvent, WorkItem
from . import deadlines, log, motion
from .handling import set_level
from .opening import NewTicket, OfferedRemedy, offer, open_ticket, start_over
from .remedies import start_automatic
from .to_dos import people_of

KIND = "incident"
RECOVERED_MESSAGE = "incident.recovered"
"""The BPMN message that a process may wait for."""
KEPT = ("number", "rule", "severity", "summary", "resolved_at")
"""What the timeline keeps of a message."""


TURNS = (log.INCIDENT_RECOVERED, log.INCIDENT_RECURRED)
"""Lines that say whether the incident lasts."""


class TooEarlyError(LookupError):
    """News of an incident whose ticket is not open yet."""


def on_opened(message: Message) -> None:
    """Open the ticket of an incident; a second delivery finds it there."""
    payload = message.payload
    incident_id = UUID(payload["incident_id"])
    if Ticket.objects.filter(incident_id=incident_id).exists():
        return
    ticket = open_ticket(
        NewTicket(
            kind=KIND,
            title=payload["title"],
            level=int(payload["contract_level"]),
            summary=payload.get("summary", ""),
            item_id=_id(payload.get("item_id")),
            incident_id=incident_id,
            opened_at=_moment(payload.get("opened_at")) or message.created_at,
            remedies=[_remedy(each) for each in payload.get("remedies", [])],
        )
    )
    start_automatic(ticket)


def on_updated(message: Message) -> None:
    """Another alert has joined the incident, or it has come back: the ticket follows.

    The level rises with the incident until a person has set it. A closed ticket starts over when the alert came back.
    """
    payload = message.payload
    ticket = _ticket_of(payload)
    before = ticket.audit_view()
    offer(ticket, [_remedy(each) for each in payload.get("remedies", [])])
    level = int(payload["contract_level"])
    if level < ticket.level and not ticket.data.get("level_confirmed"):
        set_level(ticket, level)
    if payload.get("reopened"):
        if not _is_overtaken(ticket, message):
            ticket.recovered_at = None
        _write(ticket, log.INCIDENT_RECURRED, f"告警再次发生：{payload.get('summary', '')}", message)
        if ticket.state == Ticket.State.CLOSED:
            start_over(ticket)
    elif ticket.state != Ticket.State.CLOSED:
        _write(ticket, log.INCIDENT_UPDATED, f"新的告警：{payload.get('summary', '')}", message)
    if ticket.state != Ticket.State.CLOSED:
        deadlines.arm(ticket)
    log.commit(ticket, "ticket.incident", before)
    if ticket.state != Ticket.State.CLOSED:
        start_automatic(ticket)


def on_resolved(message: Message) -> None:
    """All alerts of the incident have recovered: the ticket shows it and whoever handles it is told.

    A recovery that is told only after the recurrence that followed it is over; it would mislead whoever reads it now.
    """
    ticket = _ticket_of(message.payload)
    recovered_at = _moment(message.payload.get("resolved_at")) or message.created_at
    if ticket.recovered_at == recovered_at or _is_overtaken(ticket, message):
        return
    before = ticket.audit_view()
    ticket.recovered_at = recovered_at
    _write(ticket, log.INCIDENT_RECOVERED, "告警已全部恢复", message)
    if ticket.state != Ticket.State.CLOSED:
        motion.move(ticket, _send_recovered)
    log.commit(ticket, "ticket.incident", before)


def _is_overtaken(ticket: Ticket, message: Message) -> bool:
    """Whether newer news of a recovery or a recurrence was told before this."""
    told = TicketEvent.objects.filter(ticket=ticket, kind__in=TURNS).values_list("data__told_at", flat=True)
    return any(moment > message.created_at for moment in map(_moment, told) if moment)


def _write(ticket: Ticket, kind: str, text: str, message: Message) -> None:
    """Write what happened below into a locked ticket and tell whoever handles it."""
    kept = {key: message.payload[key] for key in KEPT if key in message.payload}
    event = log.record(ticket, kind, text, {**kept, "told_at": message.created_at.isoformat()})
    if ticket.state != Ticket.State.CLOSED:
        _tell_handlers(ticket, text, str(event.id))


def _send_recovered(machine: Machine) -> None:
    machine.send(RECOVERED_MESSAGE)


def _tell_handlers(ticket: Ticket, text: str, dedupe: str) -> None:
    rows = WorkItem.objects.filter(ticket=ticket, state=WorkItem.State.OPEN)
    people = {person for row in rows for person in people_of(row)}
    notify(
        sorted(people),
        f"{text}：{ticket.number}",
        ticket.title,
        log.href(ticket),
        category="ticket",
        dedupe=f"note:{dedupe}",
    )


def _ticket_of(payload: dict[str, Any]) -> Ticket:
    """The locked ticket. Messages may overtake each other; the one that comes too early is tried again later."""
    ticket_id = Ticket.objects.filter(incident_id=UUID(payload["incident_id"])).values_list("id", flat=True).first()
    if ticket_id is None:
        raise TooEarlyError(payload["incident_id"])
    return motion.locked(ticket_id)


def _remedy(entry: dict[str, Any]) -> OfferedRemedy:
    return OfferedRemedy(
        entry["key"],
        entry.get("title") or entry["key"],
        entry["job"],
        _id(entry.get("item_id")),
        entry.get("params") or {},
        bool(entry.get("auto")),
        entry.get("title_en") or "",
    )


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def wire() -> None:
    """Hear of incidents."""
    subscribe("incident.opened", "process.incident.opened", on_opened)
    subscribe("incident.updated", "process.incident.updated", on_updated)
    subscribe("incident.resolved", "process.incident.resolved", on_resolved)

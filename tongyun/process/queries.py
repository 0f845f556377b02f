"""Reads of process: tickets with their clocks, the inbox, the diagram. No query stands in a loop."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tongyun.kernel.contracts import Actor, utc_now

from . import errors, service_levels
from .clocks import Clock
from .contracts import TicketEventView, TicketView
from .engine.machine import Progress
from .models import ProcessDefinition, SlaPolicy, Ticket, TicketEvent, TicketRemedy, WorkItem
from .service_levels import LoggedEvent
from .services.deployment import levels_of
from .services.motion import machine_of
from .services.scope import READ, check_seen, in_scope, seen_tickets
from .services.to_dos import HANDLE, Reach, reach_of

NEIGHBOURS = ("organisation", "item", "incident", "assignee")
SHOWN = (*NEIGHBOURS, "policy")
#: What a list shows of a ticket and of its neighbours.
ROW = (
    *("number", "kind", "title", "state", "level", "step", "rating", "policy"),
    *("opened_at", "recovered_at", "resolved_at", "closed_at"),
    *("organisation__name", "assignee__name"),
    *("item__name", "item__type_id", "item__organisation_id"),
    *("incident__number", "incident__title", "incident__severity", "incident__state"),
)


def tickets() -> QuerySet[Ticket]:
    """All tickets, ready to be shown."""
    return Ticket.objects.select_related(*SHOWN)


def shown_tickets() -> QuerySet[Ticket]:
    """The tickets in the caller's scope, ready to be shown in a list: with what a row shows, and no more.

    The service levels come in a query of their own: many tickets have the same, and each is a document to be read.
    """
    return seen_tickets().select_related(*NEIGHBOURS).prefetch_related("policy").only(*ROW)


def shown_ticket(ticket_id: UUID) -> Ticket:
    """One ticket of the caller's scope; raises NotFound."""
    check_seen(ticket_id, READ)
    return ticket_row(ticket_id)


def ticket_row(ticket_id: UUID) -> Ticket:
    """One ticket; raises NotFound."""
    row = tickets().select_related("instance__definition", *SHOWN).filter(id=ticket_id).first()
    if row is None:
        raise errors.no_ticket()
    return row


def mine(rows: QuerySet[Ticket], actor: Actor) -> QuerySet[Ticket]:
    """Tickets that the actor has, or that have a to-do for the actor."""
    waiting = inbox(actor).values("ticket")
    return rows.filter(Q(assignee_id=actor.id) | Q(id__in=waiting)) if actor.kind == "user" else rows.none()


def inbox(actor: Actor) -> QuerySet[WorkItem]:
    """Open to-dos that the actor has or may claim, those of absent people the actor stands in for included."""
    rows = WorkItem.objects.filter(state=WorkItem.State.OPEN)
    if actor.kind != "user":
        return rows.none()
    reach = reach_of(actor)
    claimable = Q(assignee=None, candidates__in=reach.groups) & in_scope(HANDLE, "ticket__")
    return rows.filter(Q(assignee_id__in=reach.people) | claimable)


def inbox_rows(actor: Actor) -> QuerySet[WorkItem]:
    """The inbox, ready to be shown."""
    rows = inbox(actor).select_related("ticket", "assignee").prefetch_related("ticket__policy")
    return rows.defer("data", "ticket__data")


def open_tasks(ticket: Ticket) -> list[WorkItem]:
    """The open to-dos of a ticket, oldest first."""
    rows = WorkItem.objects.filter(ticket=ticket, state=WorkItem.State.OPEN)
    return list(rows.select_related("form", "assignee").order_by("created_at", "id"))


def done_tasks(ticket: Ticket) -> list[WorkItem]:
    """The completed to-dos of a ticket in the order they were completed."""
    rows = WorkItem.objects.filter(ticket=ticket, state=WorkItem.State.DONE)
    return list(rows.select_related("form", "done_by").order_by("done_at", "id"))


def remedies_of(ticket: Ticket) -> list[TicketRemedy]:
    """What may be done about a ticket by machine."""
    return list(TicketRemedy.objects.filter(ticket=ticket).order_by("id"))


def may_act(row: WorkItem, reach: Reach, handles: bool) -> bool:
    """Whether the actor may claim or complete a to-do; ``reach`` and ``handles`` are asked once for many rows."""
    return handles and reach.holds(row)


def logs_of(ids: Iterable[UUID]) -> dict[UUID, list[TicketEvent]]:
    """The logs of several tickets in one query, each in order."""
    logs: dict[UUID, list[TicketEvent]] = defaultdict(list)
    for line in TicketEvent.objects.filter(ticket_id__in=list(ids)).order_by("ticket_id", "seq"):
        logs[line.ticket_id].append(line)
    return logs


@dataclass(frozen=True)
class Line:
    """What a clock needs of a line of a log."""

    at: datetime
    kind: str
    text: str
    data: dict[str, Any]


def lines_of(ids: Iterable[UUID]) -> dict[UUID, list[Line]]:
    """The logs of several tickets in one query, each in order, as far as clocks need them."""
    logs: dict[UUID, list[Line]] = defaultdict(list)
    rows = TicketEvent.objects.filter(ticket_id__in=list(ids)).order_by("ticket_id", "seq")
    for ticket_id, *line in rows.values_list("ticket_id", "at", "kind", "text", "data"):
        logs[ticket_id].append(Line(*line))
    return logs


def clocks_of(ticket: Ticket, log: Iterable[LoggedEvent], now: datetime | None = None) -> tuple[Clock, ...]:
    """The clocks of a ticket at a moment (default: now), from its log and the service levels it was opened with."""
    if ticket.policy is None:
        return ()
    return levels_of(ticket.policy, ticket.closed_at).clocks(log, now or utc_now())


def level_title(ticket: Ticket, locale: str = "zh-CN") -> str:
    """The level as people call it."""
    return service_levels.level_title(ticket.policy.rules, ticket.level, locale) if ticket.policy else str(ticket.level)


def progress_of(ticket_id: UUID) -> tuple[str, Progress]:
    """The BPMN of a ticket's process, and where it stands; raises NotFound."""
    ticket = seen_tickets().select_related("instance__definition").filter(id=ticket_id).first()
    if ticket is None:
        raise errors.no_ticket()
    return ticket.instance.definition.bpmn, machine_of(ticket).progress


def kinds() -> list[dict[str, Any]]:
    """The kinds of ticket that can be opened, each with its levels."""
    latest: dict[str, ProcessDefinition] = {}
    for row in ProcessDefinition.objects.filter(retired=False).defer("bpmn").order_by("key", "version"):
        latest[row.key] = row
    policies: dict[str, SlaPolicy] = {}
    for policy in SlaPolicy.objects.filter(retired=False).order_by("created_at", "version"):
        policies[policy.kind] = policy
    return [{"key": row.key, "title": row.title, "levels": _levels(policies.get(row.key))} for row in latest.values()]


def _levels(policy: SlaPolicy | None) -> list[dict[str, Any]]:
    if policy is None:
        return []
    return [
        {
            "level": int(level),
            "title": entry["title"]["zh-CN"],
            "title_en": entry["title"]["en-US"],
            "meaning": entry["meaning"].get("zh-CN", ""),
            "meaning_en": entry["meaning"].get("en-US", ""),
            "targets": entry["targets"],
        }
        for level, entry in sorted(policy.rules["levels"].items())
    ]


def ticket_view(ticket_id: UUID, now: datetime | None = None) -> TicketView:
    """A ticket with its clocks at ``now`` and its whole log.

    Raises:
        NotFound: there is none.
    """
    return views([ticket_row(ticket_id)], now)[0]


def tickets_between(start: datetime, end: datetime, kind: str) -> list[TicketView]:
    """Tickets of a kind opened in ``[start, end)``, oldest first. Two queries, however many there are."""
    rows = tickets().filter(kind=kind, opened_at__gte=start, opened_at__lt=end)
    return views(list(rows.order_by("opened_at", "id")))


def open_tickets(kind: str) -> list[TicketView]:
    """Tickets of a kind that are not closed, oldest first. Two queries, however many there are."""
    rows = tickets().filter(kind=kind).exclude(state=Ticket.State.CLOSED)
    return views(list(rows.order_by("opened_at", "id")))


def views(rows: Sequence[Ticket], now: datetime | None = None) -> list[TicketView]:
    """Tickets as other rooms see them; their policies must be loaded."""
    logs, moment = logs_of(row.id for row in rows), now or utc_now()
    return [_view(row, logs[row.id], moment) for row in rows]


def _view(row: Ticket, log: Sequence[TicketEvent], now: datetime) -> TicketView:
    return TicketView(
        id=row.id,
        number=row.number,
        kind=row.kind,
        title=row.title,
        state=row.state,
        level=row.level,
        level_title=level_title(row),
        item_id=row.item_id,
        incident_id=row.incident_id,
        organisation_id=row.organisation_id,
        assignee_id=row.assignee_id,
        opened_at=row.opened_at,
        recovered_at=row.recovered_at,
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        rating=row.rating,
        clocks=clocks_of(row, log, now),
        events=tuple(TicketEventView(e.id, e.at, e.kind, e.actor_name, e.text, e.data) for e in log),
        data=row.data,
    )

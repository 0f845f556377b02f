"""The answer to the port of events: which ticket carries which incident, and who has it."""

from collections.abc import Sequence
from uuid import UUID

from tongyun.events.contracts import Holder, TicketRef, WaitingGroup

from ..models import Ticket, WorkItem
from .scope import seen_tickets


class Desk:
    """Implements ``events.contracts.TicketDesk``."""

    def ticket_of(self, incident_ids: Sequence[UUID]) -> dict[UUID, TicketRef]:
        """Tickets by incident; incidents without one are left out. Two queries, however many."""
        tickets = seen_tickets().filter(incident_id__in=list(incident_ids)).select_related("assignee")
        rows = list(tickets.only("number", "state", "incident_id", "assignee__name"))
        waiting = _oldest_to_dos([row.id for row in rows])
        return {row.incident_id: _ref(row, waiting.get(row.id)) for row in rows if row.incident_id}


def _oldest_to_dos(tickets: Sequence[UUID]) -> dict[UUID, WorkItem]:
    """The open to-do of each ticket; where branches run side by side, the one that waits longest."""
    rows = WorkItem.objects.filter(ticket__in=tickets, state=WorkItem.State.OPEN).select_related("assignee")
    newest_first = rows.defer("data").order_by("-created_at", "-id")
    return {row.ticket_id: row for row in newest_first}


def _ref(ticket: Ticket, to_do: WorkItem | None) -> TicketRef:
    person = to_do.assignee if to_do else ticket.assignee
    group = WaitingGroup(to_do.candidates_title, to_do.candidates_title_en) if to_do and not person else None
    return TicketRef(ticket.id, ticket.number, ticket.state, Holder(person.id, person.name) if person else None, group)

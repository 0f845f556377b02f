"""Which tickets lie in the scope of whoever acts."""

from uuid import UUID

from django.db.models import Q, QuerySet

from tongyun.kernel.facade import current_actor, may, reach_of, stands_in_for

from .. import errors
from ..models import Ticket, WorkItem

READ = "ticket:read"


def seen_tickets(permission: str = READ) -> QuerySet[Ticket]:
    """Tickets of the organisations a permission reaches, and those one has, worked on, or stands in for.

    Without the permission there are none, however much one has to do with them.
    """
    reach, rows = reach_of(permission), Ticket.objects.all()
    if reach.everything:
        return rows
    if not reach:
        return rows.none()
    people = {UUID(current_actor().id), *stands_in_for(UUID(current_actor().id))}
    steps = WorkItem.objects.filter(Q(assignee__in=people) | Q(done_by__in=people)).values("ticket")
    return rows.filter(Q(organisation__in=reach.organisations) | Q(assignee__in=people) | Q(id__in=steps))


def check_seen(ticket_id: UUID, permission: str) -> None:
    """Raise NotFound when a ticket lies out of the scope of a permission."""
    if not seen_tickets(permission).filter(id=ticket_id).exists():
        raise errors.no_ticket()


def knows_item(organisation: UUID | None, ticket: Ticket) -> bool:
    """Whether whoever sees a ticket may also know its item by name: it is of the same organisation, or in scope."""
    return organisation == ticket.organisation_id or may("inventory:read", organisation=organisation)

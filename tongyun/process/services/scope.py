"""Which tickets lie in the scope of whoever acts."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from tongyun.kernel.facade import current_actor, may, reach_of, stands_in_for

from .. import errors
from ..models import Ticket, WorkItem

READ = "ticket:read"
#: So many tickets that people worked on are named one by one: the database then finds them by their key.
NAMED = 1_000


def seen_tickets(permission: str = READ) -> QuerySet[Ticket]:
    """Tickets of the organisations a permission reaches, and those one has, worked on, or stands in for.

    Without the permission there are none, however much one has to do with them.
    """
    return Ticket.objects.filter(in_scope(permission))


def in_scope(permission: str, to: str = "") -> Q:
    """The same as a condition: of a ticket, or of a row from which `to` leads to one. Empty where all are in scope."""
    reach = reach_of(permission)
    if reach.everything:
        return Q()
    if not reach:
        return Q(pk__in=[])
    people = {UUID(current_actor().id), *stands_in_for(UUID(current_actor().id))}
    own = Q(**{f"{to}assignee__in": people}) | Q(**{f"{to}id__in": _worked_on(people)})
    return Q(**{f"{to}organisation__in": reach.organisations}) | own


def _worked_on(people: Iterable[UUID]) -> list[UUID] | QuerySet[WorkItem, UUID]:
    steps = WorkItem.objects.filter(Q(assignee__in=people) | Q(done_by__in=people)).values_list("ticket_id", flat=True)
    found = list(steps.distinct()[: NAMED + 1])
    return found if len(found) <= NAMED else steps


def check_seen(ticket_id: UUID, permission: str) -> None:
    """Raise NotFound when a ticket lies out of the scope of a permission."""
    if not seen_tickets(permission).filter(id=ticket_id).exists():
        raise errors.no_ticket()


def knows_item(organisation: UUID | None, ticket: Ticket) -> bool:
    """Whether whoever sees a ticket may also know its item by name: it is of the same organisation, or in scope."""
    return organisation == ticket.organisation_id or may("inventory:read", organisation=organisation)

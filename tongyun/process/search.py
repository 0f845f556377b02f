"""Tickets in the one search box."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from tongyun.kernel.contracts import Findable, SearchSource
from tongyun.kernel.facade import visible

from .models import Ticket

READ = "ticket:read"


def findable(ticket: Ticket) -> Findable:
    """A ticket as it is found: by number, title and summary."""
    return Findable(
        "ticket",
        ticket.id,
        ticket.title,
        ticket.number,
        str(ticket.data.get("summary", "")),
        f"/tickets/{ticket.id}",
        ticket.organisation_id,
        ticket.assignee_id,
    )


def _all() -> Iterator[Findable]:
    return map(findable, Ticket.objects.order_by("opened_at").iterator(1000))


def _seen(ids: Iterable[UUID]) -> set[UUID]:
    return set(visible(Ticket.objects.filter(id__in=list(ids)), READ, owner="assignee_id").values_list("id", flat=True))


SOURCE = SearchSource("ticket", READ, _all, _seen)

"""What items were called, of which type and in which state, as of a moment: one seek for each item, no replay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from ..models import Item, ItemChange
from ..queries import CHUNK


@dataclass(frozen=True)
class Header:
    """An item as it stood after its last change up to a moment."""

    id: UUID
    version: int
    name: str
    type: str
    lifecycle: str
    organisation_id: UUID | None


def headers_at(ids: Iterable[UUID], at: datetime) -> dict[UUID, Header]:
    """The items that were there at a moment, in one query for each 900; the others are missing."""
    wanted = list(dict.fromkeys(ids))
    found: dict[UUID, Header] = {}
    for start in range(0, len(wanted), CHUNK):
        newest = ItemChange.objects.filter(item=OuterRef("pk"), at__lte=at).order_by("-at", "-version").values("pk")
        items = Item.objects.filter(id__in=wanted[start : start + CHUNK])
        last = items.annotate(last=Subquery(newest[:1])).values("last")
        rows = ItemChange.objects.filter(pk__in=last).values_list(
            "item_id", "version", "name", "type_key", "lifecycle", "organisation_id"
        )
        found.update({row[0]: Header(*row) for row in rows})
    return found

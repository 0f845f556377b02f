"""Incidents in the one search box."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from tongyun.kernel.contracts import Findable, SearchSource

from .models import Incident
from .queries import seen_incidents


def findable(incident: Incident) -> Findable:
    """An incident as it is found: by number and title, within the scope of the item it began on."""
    unit = incident.item.organisation_id if incident.item else None
    return Findable("incident", incident.id, incident.title, incident.number, "", f"/incidents/{incident.id}", unit)


def _all() -> Iterator[Findable]:
    return map(findable, Incident.objects.select_related("item").order_by("opened_at").iterator(1000))


def _seen(ids: Iterable[UUID]) -> set[UUID]:
    return set(seen_incidents().filter(id__in=list(ids)).values_list("id", flat=True))


SOURCE = SearchSource("incident", "incident:read", _all, _seen)

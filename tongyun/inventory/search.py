"""Items in the one search box."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from tongyun.kernel.contracts import Findable, SearchSource
from tongyun.kernel.facade import forget_document, index_documents

from .catalogue import Catalogue, catalogue
from .models import Item
from .queries import READ, RESOURCE, seen_items

KIND = "item"
ADDRESSES_SHOWN = 2


def index_items(types: Catalogue, items: Iterable[Item]) -> None:
    """Let items be found as they are now, a fixed number of queries for each thousand in use; retired ones are not
    found."""
    told = list(items)
    index_documents(_findable(types, item) for item in told if item.lifecycle != Item.Lifecycle.RETIRED)
    for item in told:
        if item.lifecycle == Item.Lifecycle.RETIRED:
            forget_document(KIND, item.id)


def _findable(types: Catalogue, item: Item) -> Findable:
    view = types.get(item.type_id)
    addresses = [str(each) for each in item.attributes.get("addresses") or []]
    subtitle = " · ".join([view.title if view else item.type_id, *addresses[:ADDRESSES_SHOWN]])
    text = " ".join([str(item.attributes.get("hostname") or ""), *addresses])
    return Findable(KIND, item.id, item.name, subtitle, text, f"/items/{item.id}", item.organisation_id)


def _all() -> Iterator[Findable]:
    types = catalogue()
    rows = Item.objects.exclude(lifecycle=Item.Lifecycle.RETIRED).order_by("created_at")
    return (_findable(types, item) for item in rows.iterator(1000))


def _seen(ids: Iterable[UUID]) -> set[UUID]:
    return set(seen_items().filter(id__in=list(ids)).values_list("id", flat=True))


SOURCE = SearchSource(KIND, READ, _all, _seen, RESOURCE)

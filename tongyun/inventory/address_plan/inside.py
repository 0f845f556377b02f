"""What lies right inside a range: addresses in use, whoever says so, and free spans."""

from collections.abc import Iterator
from itertools import groupby, islice

from ..addressing.space import Span
from ..addressing.texts import number_of
from ..models import AddressBlock, HeldAddress
from ..services.addresses.room import children_of, free_in, seen_rows
from ..services.addresses.zones import kin_of
from .standing import Standing, reporting, standing

#: So many addresses of a range are told at once, and so many free spans.
MOST_ADDRESSES, MOST_SPANS = 1024, 200
#: Ranges up to this size are drawn address by address.
MAPPED = 1024


def addresses_in(block: AddressBlock, after: str = "", most: int = MOST_ADDRESSES) -> list[Standing]:
    """The addresses right inside that are allotted or seen, in order, behind a key; ranges inside tell of their own."""
    uses = {use.key: use for use in block.uses.filter(key__gt=after).select_related("item").order_by("key")[:most]}
    held = dict(islice(_held_outside_children(block, after), most))
    keys = sorted(uses.keys() | held.keys())[:most]
    kin = kin_of(block.zone)
    telling = reporting(use.item_id for use in uses.values() if use.item_id)
    return [standing(block, key, uses.get(key), held.get(key, ()), kin, telling) for key in keys]


def free_spans_in(block: AddressBlock) -> list[Span]:
    """The first free spans."""
    return list(islice(free_in(block), MOST_SPANS))


def _held_outside_children(block: AddressBlock, after: str) -> Iterator[tuple[str, list[HeldAddress]]]:
    children = children_of(block)
    present = next(children, None)
    rows = seen_rows(block).filter(key__gt=after).select_related("holder").order_by("key")
    for key, found in groupby(rows.iterator(2000), key=lambda row: row.key):
        number = number_of(key)
        while present is not None and present[1] < number:
            present = next(children, None)
        if present is None or number < present[0]:
            yield key, list(found)

"""What of a range is taken, as sorted spans; what lies between is free."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from django.db.models import QuerySet

from ...addressing.space import Span, free_spans, together
from ...addressing.texts import Network, at, number_of, read_network
from ...models import AddressBlock, HeldAddress
from .zones import kin_of

#: Rows read in one go.
ROWS = 2000


def span_of(block: AddressBlock) -> Span:
    """The numbers of a range, from and to."""
    return number_of(block.first), number_of(block.last)


def network_of(block: AddressBlock) -> Network | None:
    """The prefix that a range is; None for a pool."""
    return None if block.length is None else read_network(f"{at(block.family, number_of(block.first))}/{block.length}")


def free_in(block: AddressBlock) -> Iterator[Span]:
    """The spans of a range whose addresses can be given to machines, in order."""
    return free_spans(span_of(block), together(_used_in(block), iter(never_free(block))))


def undivided_in(block: AddressBlock) -> Iterator[Span]:
    """The spans of a range of which prefixes can be made, in order; those have edges of their own."""
    first, last = span_of(block)
    gateway = [number_of(block.gateway)] if block.gateway else []
    return free_spans((first, last), together(_used_in(block), ((number, number) for number in gateway)))


def children_of(block: AddressBlock) -> Iterator[Span]:
    """The ranges right inside."""
    rows = AddressBlock.objects.filter(parent=block).order_by("first", "last").values_list("first", "last")
    return ((number_of(first), number_of(last)) for first, last in rows.iterator(ROWS))


def never_free(block: AddressBlock) -> list[Span]:
    """The addresses of the prefixes around that no machine may be given: network, broadcast (of IPv6 the routers'
    anycast), gateway."""
    found: set[int] = set()
    around: AddressBlock | None = block
    while around is not None:
        network = network_of(around)
        if network is not None:
            found |= edges_of(network)
        if around.gateway:
            found.add(number_of(around.gateway))
        around = around.parent
    first, last = span_of(block)
    return [(number, number) for number in sorted(found) if first <= number <= last]


def edges_of(network: Network) -> set[int]:
    """The first and the last address, where machines may not have them."""
    if network.num_addresses <= 2:
        return set()
    first, last = int(network.network_address), int(network.broadcast_address)
    return {first, last} if isinstance(network, IPv4Network) else {first}


def seen_rows(block: AddressBlock) -> QuerySet[HeldAddress]:
    """Addresses in the range that items say they have, in whatever zone may be meant."""
    rows = HeldAddress.objects.filter(key__gte=block.first, key__lte=block.last)
    kin = kin_of(block.zone)
    return rows if kin is None else rows.filter(zone__in=kin)


def _used_in(block: AddressBlock) -> Iterator[Span]:
    """Ranges inside, what is allotted, and what is seen."""
    return together(children_of(block), _allotted_in(block), _seen_in(block))


def _allotted_in(block: AddressBlock) -> Iterator[Span]:
    keys = block.uses.order_by("key").values_list("key", flat=True)
    return ((number, number) for number in map(number_of, keys.iterator(ROWS)))


def _seen_in(block: AddressBlock) -> Iterator[Span]:
    keys = seen_rows(block).order_by("key").values_list("key", flat=True).distinct()
    return ((number, number) for number in map(number_of, keys.iterator(ROWS)))

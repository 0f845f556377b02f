"""How full ranges are: counted from ordered keys, whatever their size."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tongyun.kernel.facade import ShortMemory

from ..models import AddressBlock, AddressUse, HeldAddress
from ..queries import CHUNK
from ..services.addresses.room import edges_of, network_of, span_of
from ..services.addresses.zones import kin_of

#: Large zones are counted again after so many seconds.
COUNTED_S, LARGE = 5.0, 10_000


@dataclass(frozen=True)
class Figures:
    """How full a range is. `size` counts what machines may have, of one divided into prefixes everything; `used` are
    addresses allotted or seen anywhere inside, and the gateway, `divided` the addresses of the ranges right inside,
    `taken` both, each once."""

    size: int
    used: int
    divided: int
    taken: int
    children: int

    @property
    def share(self) -> float:
        """The part that is taken, from 0 to 1."""
        return self.taken / self.size if self.size else 1.0


_keys: ShortMemory[list[str]] = ShortMemory(COUNTED_S, lambda keys: len(keys) >= LARGE)


def figures_of(blocks: Sequence[AddressBlock]) -> dict[UUID, Figures]:
    """How full each of these ranges is; a fixed number of queries for each zone and 900 ranges."""
    inside = _ranges_inside([block.pk for block in blocks])
    keys = {(zone, family): _keys_of(zone, family) for zone, family in {(each.zone, each.family) for each in blocks}}
    return {block.pk: _figures(block, inside.get(block.pk, []), keys[block.zone, block.family]) for block in blocks}


def forget_figures() -> None:
    """Count everything anew."""
    _keys.forget()


def _figures(block: AddressBlock, inside: list[tuple[str, str, str]], keys: list[str]) -> Figures:
    first, last = span_of(block)
    used = _between(keys, block.first, block.last)
    divided = sum(int(end[1:], 16) - int(begin[1:], 16) + 1 for _, begin, end in inside)
    in_children = sum(_between(keys, begin, end) for _, begin, end in inside)
    apart = any(begin <= block.gateway <= end for _, begin, end in inside) or _between(
        keys, block.gateway, block.gateway
    )
    gateway = 1 if block.gateway and not apart else 0
    network = network_of(block)
    into_prefixes = any(kind == AddressBlock.Kind.PREFIX for kind, _, _ in inside)
    edges = len(edges_of(network)) if network is not None and not into_prefixes else 0
    taken = divided + used - in_children + gateway
    return Figures(last - first + 1 - edges, used + gateway, divided, taken, len(inside))


def _between(keys: list[str], first: str, last: str) -> int:
    return bisect_right(keys, last) - bisect_left(keys, first)


def _ranges_inside(ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, str, str]]]:
    """The ranges right inside each: kind, first, last."""
    found: dict[UUID, list[tuple[str, str, str]]] = {}
    for start in range(0, len(ids), CHUNK):
        rows = AddressBlock.objects.filter(parent_id__in=ids[start : start + CHUNK])
        for parent, *inside in rows.values_list("parent_id", "kind", "first", "last"):
            found.setdefault(parent, []).append((inside[0], inside[1], inside[2]))
    return found


def _keys_of(zone: str, family: int) -> list[str]:
    return _keys.of((zone, family), lambda: _read_keys(zone, family))


def _read_keys(zone: str, family: int) -> list[str]:
    """The keys of all addresses of a zone that are allotted or seen, in order, each once."""
    prefix = str(family)
    seen = HeldAddress.objects.filter(key__startswith=prefix)
    kin = kin_of(zone)
    if kin is not None:
        seen = seen.filter(zone__in=kin)
    allotted = AddressUse.objects.filter(zone=zone, key__startswith=prefix)
    return sorted({*seen.values_list("key", flat=True), *allotted.values_list("key", flat=True)})

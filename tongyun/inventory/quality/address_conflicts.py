"""The items whose addresses do not agree with the plan, as the pass over all addresses finds them."""

from dataclasses import dataclass
from uuid import UUID

from tongyun.kernel.facade import ShortMemory, reach_of

from ..address_plan.conflicts import conflicts
from ..models import HeldAddress
from ..queries import LARGE, READ

#: What may be wrong with the addresses of an item; that a range is not in the plan is no fault of its holders.
KINDS = ("duplicate", "elsewhere", "reserved", "outside")
#: To go through the addresses of a city takes a second or two; what was found is kept for so many seconds.
KEPT_S = 30.0


@dataclass(frozen=True)
class _Found:
    pairs: tuple[tuple[str, UUID], ...]
    addresses: int


_known: ShortMemory[_Found] = ShortMemory(KEPT_S, lambda found: found.addresses >= LARGE)


def in_conflict(kinds: frozenset[str]) -> list[UUID]:
    """Items that have an address with one of these conflicts, as far as the caller sees the range it lies in."""
    return sorted({holder for kind, holder in _known.of(reach_of(READ), _found).pairs if kind in kinds})


def _found() -> _Found:
    pairs = ((each.kind, holder.id) for each in conflicts() for holder in each.holders if each.kind in KINDS)
    return _Found(tuple(pairs), HeldAddress.objects.count())

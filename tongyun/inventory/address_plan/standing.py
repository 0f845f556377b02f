"""How an address stands: what was decided, who says to have it, and what does not agree."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils.timezone import localdate

from tongyun.kernel.contracts import utc_now

from ..models import AddressBlock, AddressUse, HeldAddress, Item
from ..queries import CHUNK
from ..services.addresses.zones import kin_of

#: An address is set up within so many days, or it is not used.
PATIENCE = timedelta(days=7)
GONE = (Item.Lifecycle.RETIRED, Item.Lifecycle.LOST)


@dataclass(frozen=True)
class Standing:
    """One address: its record, if it is allotted, and the items that say to have it. `block` is the smallest range
    around it. `conflict` is duplicate, elsewhere or reserved; `stale` is expired, gone or unseen."""

    zone: str
    key: str
    block: AddressBlock
    use: AddressUse | None
    holders: tuple[Item, ...]
    conflict: str
    stale: str

    @property
    def state(self) -> str:
        """reserved, allocated, or observed when nobody decided anything."""
        return str(self.use.state) if self.use else "observed"


def standings_of(uses: Sequence[AddressUse]) -> list[Standing]:
    """How these allotted addresses stand, in their order; `block` and `item` are read with them."""
    held = _rows_by_key({use.key for use in uses})
    telling = _reporting({use.item_id for use in uses if use.item_id})
    kin = {zone: kin_of(zone) for zone in {use.zone for use in uses}}
    return [standing(use.block, use.key, use, held.get(use.key, ()), kin[use.zone], telling) for use in uses]


def standing(
    block: AddressBlock,
    key: str,
    use: AddressUse | None,
    rows: Iterable[HeldAddress],
    kin: frozenset[str] | None,
    telling: Collection[UUID] = (),
) -> Standing:
    """How one address of a range stands. `rows` are all that say to have it, in whatever zone, and `kin` the zones that
    may mean that of the range; `telling` are items that report addresses."""
    meant = [row for row in rows if kin is None or row.zone in kin]
    holders = {row.holder_id: row.holder for row in meant}
    alone = {row.holder_id for row in meant if not row.shared}
    shared = block.shared or any(row.shared for row in meant)
    found = tuple(holders[each] for each in sorted(holders))
    conflict = "" if shared else conflict_between(use.state if use else "", use.item_id if use else None, alone)
    return Standing(block.zone, key, block, use, found, conflict, _stale(use, bool(holders), telling) if use else "")


def conflict_between(state: str, item: UUID | None, holders: AbstractSet[UUID]) -> str:
    """What does not agree between the record of an address (none: "") and the items that say to have it."""
    if item is not None and holders and item not in holders:
        return "elsewhere"
    if len(holders) > 1:
        return "duplicate"
    if state == AddressUse.State.RESERVED and holders - {item}:
        return "reserved"
    return ""


def _stale(use: AddressUse, seen: bool, telling: Collection[UUID]) -> str:
    if use.until is not None and use.until < localdate():
        return "expired"
    if use.item is not None and use.item.lifecycle in GONE:
        return "gone"
    late = utc_now() - use.created_at > PATIENCE
    waits = use.state == AddressUse.State.ALLOCATED and not seen
    return "unseen" if waits and late and use.item_id in telling else ""


def reporting(items: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the items that say to have addresses."""
    return _reporting(set(items))


def _reporting(items: Collection[UUID]) -> frozenset[UUID]:
    ids = sorted(items)
    found: set[UUID] = set()
    for start in range(0, len(ids), CHUNK):
        rows = HeldAddress.objects.filter(holder_id__in=ids[start : start + CHUNK])
        found.update(rows.values_list("holder_id", flat=True))
    return frozenset(found)


def _rows_by_key(keys: Collection[str]) -> dict[str, list[HeldAddress]]:
    wanted = sorted(keys)
    found: dict[str, list[HeldAddress]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = HeldAddress.objects.filter(key__in=wanted[start : start + CHUNK]).select_related("holder")
        for row in rows:
            found.setdefault(row.key, []).append(row)
    return found

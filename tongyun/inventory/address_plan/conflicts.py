"""What does not agree, found in one pass over the ordered addresses that items say they have."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from tongyun.kernel.facade import reach_of

from ..addressing.texts import family_of
from ..catalogue import catalogue
from ..models import AddressBlock, AddressUse, HeldAddress, Item
from ..queries import CHUNK, READ
from ..services.addresses.hiding import tells_holders
from ..services.addresses.zones import kin_of
from .standing import conflict_between

#: So many are told; the rest are counted.
MOST = 500
#: Rows read in one go.
ROWS = 5000
KINDS = ("duplicate", "elsewhere", "reserved", "outside", "unplanned")


@dataclass(frozen=True)
class ConflictFound:
    """Something that does not agree. `holders` say to have the address, `use` is the record of it; `item` is the one
    whose range is not in the plan."""

    kind: str
    zone: str
    key: str
    block: AddressBlock | None = None
    use: AddressUse | None = None
    holders: tuple[Item, ...] = ()
    item: Item | None = None


def conflicts(zone: str | None = None, kind: str | None = None) -> Iterator[ConflictFound]:
    """Everything that does not agree, of a zone or of all, as far as the caller sees the range it is in (what lies in
    none: the item)."""
    for found in (*_unplanned(), *_of_addresses()):
        if (zone is None or found.zone == zone) and (kind is None or found.kind == kind) and _in_sight(found):
            yield found


def _in_sight(found: ConflictFound) -> bool:
    reach = reach_of(READ)
    if found.block is not None:
        return reach.covers(found.block.item.organisation_id)
    told = found.holders if tells_holders() else ()
    return any(reach.covers(item.organisation_id) for item in (*told, *([found.item] if found.item else [])))


def _unplanned() -> Iterator[ConflictFound]:
    """Items that stand for a range which the plan could not take: it is unreadable, or it clashes."""
    types = catalogue()
    keys = [
        view.key
        for view in types.types.values()
        if any(part.role in ("prefix", "first") for part in view.addresses.values())
    ]
    rows = Item.objects.filter(type_id__in=keys, block=None).exclude(lifecycle=Item.Lifecycle.RETIRED).order_by("name")
    for item in rows.iterator(2000):
        view = types.types[item.type_id]
        named = [name for name, part in view.addresses.items() if part.role in ("prefix", "first")]
        if any(item.attributes.get(name) for name in named):
            yield ConflictFound("unplanned", str(item.attributes.get("network_zone") or ""), "", item=item)


@dataclass(frozen=True)
class Suspect:
    """Something that does not agree, before anybody asked what the items are called."""

    kind: str
    zone: str
    key: str
    block: AddressBlock | None
    holders: tuple[UUID, ...]


def _of_addresses() -> Iterator[ConflictFound]:
    suspects = list(_suspects())
    items = _items({holder for each in suspects for holder in each.holders})
    uses = _uses({each.key for each in suspects})
    for each in suspects:
        holders = tuple(items[holder] for holder in each.holders)
        use = uses.get((each.zone, each.key)) if each.block else None
        yield ConflictFound(each.kind, each.zone, each.key, each.block, use, holders)


def _suspects() -> Iterator[Suspect]:
    """One pass over the keys; only ids are read, for items are large and nearly all addresses are well."""
    zones = _by_zone(list(AddressBlock.objects.select_related("item")))
    if not zones:
        return
    kin = {zone: kin_of(zone) for zone in zones}
    told = AddressUse.objects.values_list("zone", "key", "state", "item_id").iterator(ROWS)
    uses = {(zone, key): (state, item) for zone, key, state, item in told}
    allotted = {(key, item): zone for (zone, key), (_, item) in uses.items() if item}
    rows = HeldAddress.objects.order_by("key").values_list("key", "zone", "holder_id", "shared").iterator(ROWS)
    for key, group in groupby(rows, key=lambda row: row[0]):
        held = [(zone, holder, shared) for _, zone, holder, shared in group]
        around = {zone: block for zone, walk in zones.items() if (block := walk.around(key)) is not None}
        for zone, block in around.items():
            members = kin[zone]
            meant = [
                (holder, shared)
                for said, holder, shared in held
                if (members is None or said in members) and allotted.get((key, holder), zone) == zone
            ]
            if block.shared or any(shared for _, shared in meant):
                continue
            holders = {holder for holder, _ in meant}
            state, item = uses.get((zone, key), ("", None))
            if conflict := conflict_between(state, item, holders):
                yield Suspect(conflict, zone, key, block, tuple(sorted(holders)))
        for said, holder, _ in held:
            if said and _is_outside(key, said, zones, kin, around):
                yield Suspect("outside", said, key, None, (holder,))


def _is_outside(
    key: str,
    said: str,
    zones: "dict[str, Walk]",
    kin: dict[str, frozenset[str] | None],
    around: dict[str, AddressBlock],
) -> bool:
    """Whether the plan of an item's zone does not know its address."""
    related = [zone for zone, members in kin.items() if members is None or said in members]
    if any(zone in around for zone in related):
        return False
    return any(family_of(key) in zones[zone].families for zone in related)


def _items(ids: Collection[UUID]) -> dict[UUID, Item]:
    wanted = sorted(ids)
    found: dict[UUID, Item] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= Item.objects.in_bulk(wanted[start : start + CHUNK])
    return found


def _uses(keys: Collection[str]) -> dict[tuple[str, str], AddressUse]:
    wanted = sorted(keys)
    found: dict[tuple[str, str], AddressUse] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = AddressUse.objects.filter(key__in=wanted[start : start + CHUNK]).select_related("item")
        found |= {(use.zone, use.key): use for use in rows}
    return found


class Walk:
    """Goes along the ranges of a zone as keys ascend, and tells the smallest one around each."""

    def __init__(self, blocks: Sequence[AddressBlock]) -> None:
        self.families = {block.family for block in blocks}
        self._rest = sorted(blocks, key=_outer_first, reverse=True)
        self._open: list[AddressBlock] = []

    def around(self, key: str) -> AddressBlock | None:
        """The smallest range around a key, which is none before the last one."""
        while self._rest and self._rest[-1].first <= key:
            begun = self._rest.pop()
            self._close(begun.first)
            self._open.append(begun)
        self._close(key)
        return self._open[-1] if self._open else None

    def _close(self, key: str) -> None:
        while self._open and self._open[-1].last < key:
            self._open.pop()


def _outer_first(block: AddressBlock) -> tuple[str, int, bool]:
    return block.first, -int(block.last[1:], 16), block.kind == AddressBlock.Kind.POOL


def _by_zone(blocks: Sequence[AddressBlock]) -> dict[str, Walk]:
    found: dict[str, list[AddressBlock]] = {}
    for block in blocks:
        found.setdefault(block.zone, []).append(block)
    return {zone: Walk(members) for zone, members in found.items()}

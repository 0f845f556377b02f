"""What does not agree, found in one pass over the ordered addresses that items say they have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tongyun.kernel.facade import reach_of

from ..addressing.texts import family_of
from ..catalogue import catalogue
from ..models import AddressBlock, AddressUse, HeldAddress, Item
from ..queries import READ
from ..services.addresses.zones import kin_of
from .standing import standing

#: So many are told; the rest are counted.
MOST = 500
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
    return any(reach.covers(item.organisation_id) for item in (*found.holders, *([found.item] if found.item else [])))


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


def _of_addresses() -> Iterator[ConflictFound]:
    zones = _by_zone(list(AddressBlock.objects.select_related("item")))
    if not zones:
        return
    kin = {zone: kin_of(zone) for zone in zones}
    uses = {(use.zone, use.key): use for use in AddressUse.objects.select_related("item").iterator(2000)}
    allotted = {(use.key, use.item_id): use.zone for use in uses.values() if use.item_id}
    rows = HeldAddress.objects.select_related("holder").order_by("key").iterator(2000)
    for key, found in groupby(rows, key=lambda row: row.key):
        held = list(found)
        around = {zone: block for zone, walk in zones.items() if (block := walk.around(key)) is not None}
        for zone, block in around.items():
            meant = [row for row in held if allotted.get((key, row.holder_id), zone) == zone]
            judged = standing(block, key, uses.get((zone, key)), meant, kin[zone])
            if judged.conflict:
                yield ConflictFound(judged.conflict, zone, key, block, judged.use, judged.holders)
        yield from _outside(key, held, zones, kin, around)


def _outside(
    key: str,
    held: Sequence[HeldAddress],
    zones: "dict[str, Walk]",
    kin: "dict[str, frozenset[str] | None]",
    around: "dict[str, AddressBlock]",
) -> Iterator[ConflictFound]:
    """Items whose zone has a plan that does not know their address."""
    for row in held:
        if not row.zone:
            continue
        related = [zone for zone, members in kin.items() if members is None or row.zone in members]
        planned = any(family_of(key) in zones[zone].families for zone in related)
        if planned and not any(zone in around for zone in related):
            yield ConflictFound("outside", row.zone, key, holders=(row.holder,))


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

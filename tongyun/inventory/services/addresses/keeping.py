"""Keep the plan in step with the items that stand for ranges, and the held addresses with the items that have them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import asdict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tongyun.kernel.contracts import Conflict
from tongyun.kernel.facade import Rows, may

from ...contracts import TypeView
from ...errors import prefix_in_use, range_overlaps, range_taken
from ...models import AddressBlock, AddressUse, AddressZone, HeldAddress, Item
from ...queries import CHUNK, READ
from ..occasions import by_people
from .reading import SHARED, Held, Range, held_in, range_of

Pair = tuple[Item, TypeView]
#: Holder, zone, key, and whether it is shared.
Row = tuple[UUID, str, str, bool]
HELD = Rows(HeldAddress, "item", "holder", "zone", "key", "shared")


def keep_addresses(pairs: Sequence[Pair], *, fresh: bool = False) -> None:
    """Make ranges and held addresses of these items those of their present attributes; retired ones have none.

    People are refused what clashes in the plan (Conflict); what comes from machines, or with a new type, stays out of
    the plan and is shown as a conflict.
    """
    pairs = [pair for pair in pairs if pair[1].addresses or not fresh]
    blocks = {} if fresh or not pairs else AddressBlock.objects.in_bulk([item.id for item, _ in pairs])
    wanted = {
        item.id: found
        for item, view in pairs
        if item.lifecycle != Item.Lifecycle.RETIRED and (found := range_of(view, item.attributes)) is not None
    }
    # All at once and in their order: two who plan the same zones one by one would wait for each other.
    hold_zones((*(block.zone for block in blocks.values()), *(found.zone for found in wanted.values())))
    for item, _ in pairs:
        if item.id in wanted or item.id in blocks:
            _keep_range(item, wanted.get(item.id), present=item.id in blocks)
    _keep_held(pairs, fresh=fresh)


def tells_of_addresses(view: TypeView, changed: AbstractSet[str]) -> bool:
    """Whether a change of these names changes what the item says of addresses."""
    if not changed.isdisjoint({"@type", "@lifecycle"}):
        return True
    parts = view.addresses.items()
    return any(not changed.isdisjoint({name, SHARED, part.of, *part.zones}) for name, part in parts)


def hold_zones(zones: Iterable[str]) -> None:
    """Wait for everybody who changes the plan of these zones; the caller's transaction is the next."""
    wanted = sorted(set(zones))
    AddressZone.objects.bulk_create([AddressZone(key=zone) for zone in wanted], ignore_conflicts=True)
    list(AddressZone.objects.select_for_update(no_key=True).filter(key__in=wanted).order_by("key"))


def around(wanted: Range | AddressBlock, but: UUID | None = None) -> AddressBlock | None:
    """The smallest range around one. Of two that are the same the prefix is around the pool."""
    rows = AddressBlock.objects.filter(zone=wanted.zone, first__lte=wanted.first, last__gte=wanted.last).exclude(pk=but)
    same = Q(first=wanted.first, last=wanted.last)
    rows = rows.exclude(same & Q(kind=AddressBlock.Kind.POOL) if wanted.kind == AddressBlock.Kind.POOL else same)
    return rows.filter(family=wanted.family).order_by("-first", "last", "-kind").first()


def _keep_range(item: Item, wanted: Range | None, *, present: bool) -> None:
    try:
        with transaction.atomic():
            if present:
                block = _held(item)
                _take_out(block) if wanted is None else _change(block, wanted)
            elif wanted is not None:
                _put_in(AddressBlock(item=item, **asdict(wanted)))
    except Conflict:
        if by_people():
            raise
        if present:
            _leave_the_plan(item)


def _held(item: Item) -> AddressBlock:
    """The range of an item, held: who allots in it has finished. Whoever changed the plan before may have given it
    another parent."""
    return AddressBlock.objects.select_for_update(no_key=True).get(item=item)


def _leave_the_plan(item: Item) -> None:
    """An item whose new range clashes stands for none; a range in which addresses are allotted stays as it was."""
    with suppress(Conflict), transaction.atomic():
        _take_out(_held(item))


def _put_in(block: AddressBlock) -> None:
    block.parent = _place_for(block)
    try:
        with transaction.atomic():
            block.save(force_insert=True)
    except IntegrityError as error:
        raise range_taken() from error
    _adopt(block)


def _change(block: AddressBlock, wanted: Range) -> None:
    before = (block.zone, block.family, block.first, block.last, block.kind)
    for name, value in asdict(wanted).items():
        setattr(block, name, value)
    if (wanted.zone, wanted.family, wanted.first, wanted.last, wanted.kind) == before:
        block.save()
        return
    former = block.parent
    block.children.update(parent=former)
    block.parent = _place_for(block)
    try:
        with transaction.atomic():
            block.save()
    except IntegrityError as error:
        raise range_taken() from error
    outside = block.uses.exclude(zone=block.zone, key__gte=block.first, key__lte=block.last)
    _leave(outside, former)
    _adopt(block)


def _take_out(block: AddressBlock) -> None:
    _leave(block.uses.all(), block.parent)
    block.children.update(parent=block.parent)
    block.delete()


def _leave(uses: QuerySet[AddressUse], former: AddressBlock | None) -> None:
    """Give addresses back to the range around; without one, nobody would know where they are."""
    if former is not None:
        uses.update(block=former)
    elif count := uses.count():
        raise prefix_in_use(count)


def _place_for(block: AddressBlock) -> AddressBlock | None:
    """The range that will be around this one, held: who allots in it has finished. Raises Conflict for what would
    overlap a part of another."""
    rows = AddressBlock.objects.filter(zone=block.zone, family=block.family).exclude(pk=block.pk)
    for other in rows.filter(first__lte=block.last, last__gte=block.first).select_related("item"):
        inside = block.first >= other.first and block.last <= other.last
        outside = block.first <= other.first and block.last >= other.last
        if inside and outside and block.kind == other.kind:
            raise range_taken(_name_for_actor(other.item))
        if not inside and not outside:
            raise range_overlaps(_name_for_actor(other.item))
    parent = around(block, block.pk)
    if parent is None:
        return None
    return AddressBlock.objects.select_for_update(no_key=True).get(pk=parent.pk)


def _name_for_actor(item: Item) -> str | None:
    return item.name if may(READ, organisation=item.organisation_id) else None


def _adopt(block: AddressBlock) -> None:
    """Take over what lies inside from the range around."""
    inside = Q(zone=block.zone, family=block.family, first__gte=block.first, last__lte=block.last, parent=block.parent)
    if block.kind == AddressBlock.Kind.POOL:
        inside &= ~Q(first=block.first, last=block.last)
    AddressBlock.objects.filter(inside).exclude(pk=block.pk).update(parent=block)
    if block.parent is not None:
        block.parent.uses.filter(key__gte=block.first, key__lte=block.last).update(block=block)


def _keep_held(pairs: Sequence[Pair], *, fresh: bool) -> None:
    said = {
        item.id: set() if item.lifecycle == Item.Lifecycle.RETIRED else held_in(view, item.attributes)
        for item, view in pairs
    }
    known = _known(said)
    wanted: dict[UUID, set[Row]] = {
        item_id: {
            (held.holder if held.holder in known and held.holder else item_id, held.zone, held.key, held.shared)
            for held in found
        }
        for item_id, found in said.items()
    }
    present = {} if fresh else _present(list(wanted))
    gone = [row_id for item_id, rows in present.items() for row, row_id in rows.items() if row not in wanted[item_id]]
    for start in range(0, len(gone), CHUNK):
        HeldAddress.objects.filter(id__in=gone[start : start + CHUNK]).delete()
    HELD.add((item_id, *row) for item_id, rows in wanted.items() for row in rows - present.get(item_id, {}).keys())


def _known(said: Mapping[UUID, Collection[Held]]) -> frozenset[UUID]:
    """The items that are named as holders and are there: an address counts for the item itself where none is."""
    ids = sorted({held.holder for found in said.values() for held in found if held.holder is not None})
    known: set[UUID] = set()
    for start in range(0, len(ids), CHUNK):
        known.update(Item.objects.filter(id__in=ids[start : start + CHUNK]).values_list("id", flat=True))
    return frozenset(known)


def _present(ids: list[UUID]) -> dict[UUID, dict[Row, UUID]]:
    found: dict[UUID, dict[Row, UUID]] = {}
    for start in range(0, len(ids), CHUNK):
        for row in HeldAddress.objects.filter(item_id__in=ids[start : start + CHUNK]):
            found.setdefault(row.item_id, {})[row.holder_id, row.zone, row.key, row.shared] = row.id
    return found

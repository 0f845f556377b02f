"""What breaks if this goes down? What can have broken this? (CD-O-16, CD-O-17)

Both questions see the whole graph, so that an answer is not wrong because a part of it is another organisation's; what
the caller may not see is left out of what is told.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q

from tongyun.kernel.facade import reach_of

from ..models import Item, Relation
from ..queries import CHUNK, READ, failing, unseen
from .dependence import Footing, fall, single_points
from .needs import ALL, effective, needed
from .reach import Support, reach
from .ways import Failing, Kinds, kinds_of_impact

#: `down` falls with the item, `degraded` loses a support and stands; `alone` takes the item down by itself, `together`
#: only with others; `already` has fallen without it; `safe` is reached, and none of these.
Verdict = Literal["start", "down", "degraded", "alone", "together", "already", "safe"]
#: What the failures of this moment do to an item that has none itself: it is `down`, or `degraded`, by them.
Struck = Literal["", "down", "degraded"]
#: How far and how wide the failures of this moment are followed.
STRUCK_DEPTH, STRUCK_LIMIT = 16, 20_000
_Key = tuple[UUID, str, str]
_Row = tuple[UUID, str, str, str, UUID | None, str | None, datetime | None]


@dataclass(frozen=True)
class Node:
    """An item as an answer shows it."""

    id: UUID
    name: str
    type: str
    lifecycle: str
    organisation_id: UUID | None
    organisation: str | None
    last_seen_at: datetime | None
    depth: int
    verdict: Verdict
    struck: Struck = ""


@dataclass(frozen=True)
class Spare:
    """Where supports stand in for each other: `needed` of `total` must stand, `standing` do at present."""

    item: UUID
    type: str
    group: str
    total: int
    needed: int
    standing: int


@dataclass(frozen=True)
class Impact:
    """An answer: the start first, then by distance. `cut` and `deeper` say what it does not tell."""

    nodes: tuple[Node, ...]
    supports: tuple[Support, ...]
    spares: tuple[Spare, ...]
    kinds: Kinds
    cut: bool
    deeper: bool


def impact(item_id: UUID, travel: Failing, *, depth: int, limit: int, present: bool = False) -> Impact:
    """Who falls with an item (`affected`), or what can take it down (`causes`).

    With `present` what is in a critical state now counts as fallen already: of three supports one that is down leaves
    two. `depth` in steps, `limit` in items.
    """
    kinds = kinds_of_impact()
    found = reach(kinds, [item_id], travel, depth, limit)
    rows = _rows(found.depths)
    gone = {key for key, row in rows.items() if row[3] == Item.Lifecycle.RETIRED} - {item_id}
    supports, there = _standing(item_id, travel, found.supports, gone)
    footings, spares = _footings(kinds, supports)
    ill = failing({*rows, *(member for each in spares.values() for member in each.members)})
    verdicts = _verdicts(item_id, travel, footings, ill - {item_id} if present else frozenset())
    struck = _struck(footings, ill)
    hidden = _hidden(rows)
    nodes = tuple(
        Node(*rows[key], found.depths[key], verdicts.get(key, "safe"), struck.get(key, ""))
        for key in sorted(rows, key=lambda key: (found.depths[key], rows[key][1]))
        if key in there and key not in hidden
    )
    shown = {node.id for node in nodes}
    return Impact(
        nodes,
        tuple(each for each in supports if each.cause in shown and each.sufferer in shown),
        tuple(_spare(key, footing, ill) for key, footing in spares.items() if key[0] in shown),
        kinds,
        found.cut,
        found.deeper,
    )


def _rows(ids: Iterable[UUID]) -> dict[UUID, _Row]:
    """What is told of items, in one query for each 900."""
    wanted = list(ids)
    names = ("id", "name", "type_id", "lifecycle", "organisation_id", "organisation__name", "last_seen_at")
    return {
        row[0]: row
        for start in range(0, len(wanted), CHUNK)
        for row in Item.objects.filter(id__in=wanted[start : start + CHUNK]).values_list(*names)
    }


def _hidden(ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those that the caller may not see; whoever sees everything costs no question."""
    return frozenset() if reach_of(READ).everything else unseen(ids)


def _standing(
    item_id: UUID, travel: Failing, supports: Collection[Support], gone: Collection[UUID]
) -> tuple[tuple[Support, ...], set[UUID]]:
    """What is left of a walk without the retired items, and without what it met only behind them."""
    left = [each for each in supports if each.cause not in gone and each.sufferer not in gone]
    onwards: dict[UUID, list[UUID]] = {}
    for each in left:
        here, there = (each.cause, each.sufferer) if travel == "affected" else (each.sufferer, each.cause)
        onwards.setdefault(here, []).append(there)
    met, due = {item_id}, [item_id]
    while due:
        for there in onwards.get(due.pop(), ()):
            if there not in met:
                met.add(there)
                due.append(there)
    return tuple(each for each in left if each.cause in met and each.sufferer in met), met


def _footings(kinds: Kinds, supports: Iterable[Support]) -> tuple[list[Footing], dict[_Key, Footing]]:
    """What each item hangs on; and of those where supports stand in for each other, by item, kind and group. Of these
    all members count, also those that the walk did not meet."""
    members: dict[_Key, dict[UUID, None]] = {}
    words: dict[_Key, str] = {}
    for each in supports:
        key = (each.sufferer, each.type, each.group)
        members.setdefault(key, {})[each.cause] = None
        words[key] = effective(kinds.by_key[each.type].needs, each.group, each.needs)
    spared = {key for key, word in words.items() if word != ALL}
    for key, member in _members_of(kinds, spared):
        members[key][member] = None
    found = {key: Footing(key[0], tuple(who), needed(words[key], len(who))) for key, who in members.items()}
    return list(found.values()), {key: found[key] for key in spared}


def _members_of(kinds: Kinds, spared: Collection[_Key]) -> Iterator[tuple[_Key, UUID]]:
    """Every support of these groups that is not retired, in one query for each 900 items."""
    items = list({item for item, _, _ in spared})
    types = {kind for _, kind, _ in spared}
    to_source, to_target = types.intersection(kinds.to_source), types.intersection(kinds.to_target)
    names = ("type_id", "redundancy_group", "source_id", "target_id", "source__lifecycle", "target__lifecycle")
    for start in range(0, len(items), CHUNK):
        some = items[start : start + CHUNK]
        ends = Q(type__in=to_source, source__in=some) | Q(type__in=to_target, target__in=some)
        for kind, group, source, target, source_life, target_life in Relation.objects.filter(ends).values_list(*names):
            if kind in to_source and (source, kind, group) in spared and target_life != Item.Lifecycle.RETIRED:
                yield (source, kind, group), target
            if kind in to_target and (target, kind, group) in spared and source_life != Item.Lifecycle.RETIRED:
                yield (target, kind, group), source


def _verdicts(item_id: UUID, travel: Failing, footings: list[Footing], fallen: frozenset[UUID]) -> dict[UUID, Verdict]:
    """What becomes of each item, given what has fallen already."""
    before = fall(fallen, footings)
    told: dict[UUID, Verdict] = dict.fromkeys(before.down, "already")
    if travel == "affected":
        after = fall({*fallen, item_id}, footings)
        fresh = after.down - before.down
        told |= dict.fromkeys(fresh, "down")
        hurt = {each.item for each in footings if not fresh.isdisjoint(each.members)}
        told |= dict.fromkeys(after.degraded & hurt, "degraded")
    else:
        standing = [
            Footing(each.item, left, each.needed)
            for each in footings
            if len(left := tuple(who for who in each.members if who not in before.down)) >= each.needed
        ]
        alone = single_points(item_id, standing)
        reached = {who for each in standing for who in each.members}
        told |= dict.fromkeys(reached - alone, "together")
        told |= dict.fromkeys(alone, "alone")
    told[item_id] = "start"
    return told


def _struck(footings: list[Footing], ill: frozenset[UUID]) -> dict[UUID, Struck]:
    """What the failures of this moment do to the items that have none themselves (CD-O-17, CD-O-18)."""
    hit = fall(ill, footings)
    told: dict[UUID, Struck] = dict.fromkeys(hit.degraded, "degraded")
    return told | dict.fromkeys(hit.down - ill, "down")


def _spare(key: _Key, footing: Footing, ill: frozenset[UUID]) -> Spare:
    item, kind, group = key
    total = len(footing.members)
    return Spare(item, kind, group, total, footing.needed, total - len(ill.intersection(footing.members)))


def struck_now(ids: Collection[UUID]) -> tuple[dict[UUID, Struck], bool]:
    """What the failures of this moment do to these items; and whether there were too many to follow them all."""
    kinds = kinds_of_impact()
    ill = sorted(failing(None))
    found = reach(kinds, ill[:CHUNK], "affected", STRUCK_DEPTH, STRUCK_LIMIT)
    rows = _rows(found.depths)
    gone = {key for key, row in rows.items() if row[3] == Item.Lifecycle.RETIRED}
    left = [each for each in found.supports if each.cause not in gone and each.sufferer not in gone]
    footings, _ = _footings(kinds, left)
    told = _struck(footings, frozenset(ill) - gone)
    return {key: how for key, how in told.items() if key in ids}, found.cut or len(ill) > CHUNK


def around(item_id: UUID, *, depth: int, limit: int) -> Impact:
    """Everything around an item, whichever way the relations are drawn and whatever they mean (CD-O-19)."""
    kinds = kinds_of_impact()
    found = reach(kinds, [item_id], "around", depth, limit)
    rows = _rows(found.depths)
    hidden = _hidden(rows)
    nodes = tuple(
        Node(*rows[key], found.depths[key], "start" if key == item_id else "safe")
        for key in sorted(rows, key=lambda key: (found.depths[key], rows[key][1]))
        if key not in hidden and rows[key][3] != Item.Lifecycle.RETIRED
    )
    shown = {node.id for node in nodes}
    once = {each.relation: each for each in found.supports if each.cause in shown and each.sufferer in shown}
    return Impact(nodes, tuple(once.values()), (), kinds, found.cut, found.deeper)

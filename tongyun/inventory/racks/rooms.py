"""Machine rooms: their racks by row and column, what else stands in them, and where something still fits."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from tongyun.kernel.facade import reach_of

from ..catalogue import catalogue
from ..errors import no_such_room
from ..models import Item
from ..queries import READ, seen_items, unseen
from .contents import IN, PLACING, RACK, RackContents, contents_of, items_at, refuse_blind
from .power import Supply, supplies_of
from .standing import Run

ROOM, FACILITY = "room", "facility"
PLANNING = ("room", "row", "position", *PLACING)
#: Why a rack is no place for a thing, in the order in which it is asked.
Refusal = Literal["space", "feeds", "power", "weight"]


@dataclass(frozen=True)
class RoomPlan:
    """A room: its racks with what is in them and how they are fed, and the other equipment of the room."""

    room: Item
    racks: tuple[RackContents, ...]
    supplies: dict[UUID, Supply]
    equipment: tuple[Item, ...]


@dataclass(frozen=True)
class Wish:
    """What is to be put somewhere: how many U and feeds, and how much power (W) and weight (kg) at least."""

    units: int = 1
    feeds: int = 0
    power_w: float = 0
    weight_kg: float = 0
    deep: bool = True
    face: str = "front"


@dataclass(frozen=True)
class Offer:
    """A rack with room. `left_w` and `left_kg` are None where the rack, or something in it, does not say; `shared`
    says that its feeds come together."""

    contents: RackContents
    runs: tuple[Run, ...]
    feeds: int
    shared: bool
    left_w: float | None
    left_kg: float | None


@dataclass(frozen=True)
class Places:
    """Where something fits, the best place first, and why it does not in the other racks."""

    offers: tuple[Offer, ...]
    refused: dict[Refusal, int]


def seen_room(item_id: UUID) -> Item:
    """A room in the caller's scope. Raises NotFound, and Forbidden for whoever may not see where things stand."""
    refuse_blind(PLANNING)
    room = seen_items().filter(id=item_id, type_id__in=catalogue().subtypes(ROOM)).first()
    if room is None:
        raise no_such_room()
    return room


def seen_rooms() -> list[Item]:
    """The rooms in the caller's scope, by name."""
    refuse_blind(PLANNING)
    rows = seen_items().filter(type_id__in=catalogue().subtypes(ROOM)).exclude(lifecycle=Item.Lifecycle.RETIRED)
    return sorted(rows, key=lambda room: (natural(room.name), room.id))


def room_of(contents: RackContents) -> Item | None:
    """The room of a rack as far as the caller sees it: by its attribute, else by where it is located."""
    room = seen_items().filter(type_id__in=catalogue().subtypes(ROOM))
    if said := contents.attributes.get("room"):
        return room.filter(id=said).first()
    return room.filter(relations_in__source_id=contents.rack.id, relations_in__type_id=IN).first()


def racks_of(rooms: Iterable[Item]) -> dict[UUID, list[RackContents]]:
    """The racks of each room as far as the caller sees them, with what is in them."""
    return {room: racks for room, (racks, _) in _furnished(rooms, catalogue().subtypes(RACK)).items()}


def plan_of(room: Item) -> RoomPlan:
    """Everything of one room."""
    # What stands in the racks is read with them.
    shown = [view.key for view in catalogue().types.values() if view.family == FACILITY]
    racks, equipment = _furnished([room], shown)[room.id]
    return RoomPlan(room, tuple(racks), supplies_of(racks), tuple(equipment))


def places_for(racks: Iterable[RackContents], supplies: dict[UUID, Supply], wish: Wish) -> Places:
    """Where a thing fits: independent feeds first, then known power, then the tightest space that will do."""
    offers: list[Offer] = []
    refused: Counter[Refusal] = Counter()
    for each in racks:
        answer = _offer(each, supplies[each.rack.id], wish)
        if isinstance(answer, Offer):
            offers.append(answer)
        else:
            refused[answer] += 1
    return Places(tuple(sorted(offers, key=lambda offer: _order(offer, wish))), dict(refused))


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts 9 before 10."""
    parts = re.findall(r"[0-9]{1,18}|[^0-9]+", text)
    return tuple((0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part) for part in parts)


def _furnished(rooms: Iterable[Item], kinds: Collection[str]) -> dict[UUID, tuple[list[RackContents], list[Item]]]:
    """The racks of rooms, and their other equipment as far as it is of these types."""
    wanted = [room.id for room in rooms]
    types, inside = catalogue(), items_at("room", wanted, kinds)
    ids = [item.id for items in inside.values() for item in items]
    hidden = frozenset() if reach_of(READ).everything else unseen(ids)
    racks = {
        room: [item for item in items if RACK in types.types[item.type_id].lineage and item.id not in hidden]
        for room, items in inside.items()
    }
    read = {each.rack.id: each for each in contents_of([rack for some in racks.values() for rack in some])}
    found: dict[UUID, tuple[list[RackContents], list[Item]]] = {room: ([], []) for room in wanted}
    for room, items in inside.items():
        equipment = [item for item in items if item.id not in hidden and RACK not in types.types[item.type_id].lineage]
        found[room] = (sorted((read[rack.id] for rack in racks[room]), key=_place), equipment)
    return found


def _place(contents: RackContents) -> tuple[object, ...]:
    told = contents.attributes
    return (
        natural(str(told.get("row", ""))),
        natural(str(told.get("position", ""))),
        natural(contents.rack.name),
        contents.rack.id,
    )


def _offer(contents: RackContents, supply: Supply, wish: Wish) -> Offer | Refusal:
    free = [run for run in contents.free(deep=wish.deep, face=wish.face) if run[1] - run[0] + 1 >= wish.units]
    if not free:
        return "space"
    if len(supply.feeds) < wish.feeds:
        return "feeds"
    load = contents.load
    left_w = None if load.rated_w is None else load.rated_w - load.used_w - load.reserved_w
    left_kg = None if load.most_kg is None else load.most_kg - load.used_kg
    if left_w is not None and left_w < wish.power_w:
        return "power"
    if left_kg is not None and left_kg < wish.weight_kg:
        return "weight"
    # With unseen things in it, or some that do not say, what is left is at most this: it is no answer.
    if contents.veils or load.silent:
        left_w = None
    if contents.veils or load.weightless:
        left_kg = None
    return Offer(contents, tuple(free), len(supply.feeds), supply.single, left_w, left_kg)


def _order(offer: Offer, wish: Wish) -> tuple[object, ...]:
    unknown = (wish.power_w > 0 and offer.left_w is None) + (wish.weight_kg > 0 and offer.left_kg is None)
    tightest = min(last - first + 1 for first, last in offer.runs)
    return (wish.feeds > 1 and offer.shared, unknown, tightest, _place(offer.contents))

"""Racks and rooms as the API shows them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from ..catalogue import catalogue
from ..computing import computed_values
from ..models import Item
from ..queries import health_of
from ..racks.contents import Placed, RackContents, number, shown, whole_number
from ..racks.power import Feed, Supply
from ..racks.rooms import RoomPlan, natural, room_of
from ..racks.standing import FACES, Kind, taken
from ..topology.impact import Struck, struck_now
from ..type_queries import items_named
from .rendering import type_titles

#: The worst first.
WORST = ("critical", "warning", "unknown", "ok")
ILL = ("critical", "warning")


class States:
    """How items are at this moment, and what their types are called: asked once for all of them."""

    def __init__(self, items: Collection[Item]) -> None:
        self.types = catalogue()
        self._health = health_of(list(items))
        self._struck: Mapping[UUID, Struck] = struck_now({item.id for item in items})[0]

    def of(self, item: Item) -> tuple[str, str, Struck]:
        """State, reason, and what the failures of others do to it."""
        return (*self._health[item.id], self._struck.get(item.id, ""))

    def worst(self, items: Iterable[Item]) -> str:
        """The worst state of some items."""
        return min((self._health[item.id][0] for item in items), key=WORST.index, default="unknown")

    def ill(self, items: Iterable[Item]) -> list[Item]:
        """Those in trouble, by themselves or by others."""
        return [item for item in items if self._health[item.id][0] in ILL or self._struck.get(item.id)]


def item_out(item: Item, states: States) -> dict[str, Any]:
    """An item with its state."""
    health, reason, struck = states.of(item)
    return {
        "id": item.id,
        "name": item.name,
        "type": item.type_id,
        **type_titles(states.types, item.type_id),
        "lifecycle": item.lifecycle,
        "health": health,
        "health_reason": reason,
        "struck": struck,
    }


def elevation_out(contents: RackContents, supply: Supply) -> dict[str, Any]:
    """One rack, front and rear."""
    states = States([*contents.items(), *_power_items([supply])])
    room = room_of(contents)
    return {
        "rack": _rack_out(contents, states, room),
        "mounts": [_mount_out(each, states) for each in contents.placed],
        "units": _units_out(contents),
        "loose": [item_out(item, states) for item in contents.loose],
        "clashes": [_clash_out(contents, place) for place in range(len(contents.clashes))],
        "free": [{"start": first, "end": last} for first, last in contents.free(deep=True, face="front")],
        "used_units": contents.used_units,
        "load": vars(contents.load),
        "supply": _supply_out(supply, contents, states),
        "veils": contents.veils,
    }


def plan_out(plan: RoomPlan) -> dict[str, Any]:
    """One room."""
    inside = [item for each in plan.racks for item in each.items()]
    states = States([plan.room, *inside, *plan.equipment])
    told = shown(plan.room.attributes)
    cells = [_cell_out(each, plan.supplies[each.rack.id], states, plan.room) for each in plan.racks]
    rows, positions = _axis(cells, "row"), _axis(sorted(cells, key=lambda cell: natural(cell["position"])), "position")
    known = [each for each in plan.racks if each.load.rated_w is not None]
    return {
        "room": item_out(plan.room, states),
        "building": _named_out(told.get("building"), items_named(_text(told.get("building")))),
        **{name: number(told.get(name)) for name in ("rated_power_kw", "cooling_kw")},
        "rack_positions": whole_number(told.get("rack_positions")),
        "rows": rows,
        "positions": positions,
        "racks": cells,
        "equipment": _equipment_out(plan.equipment, states),
        "totals": {
            "racks": len(cells),
            "units": sum(cell["units"] for cell in cells),
            "used_units": sum(cell["used_units"] for cell in cells),
            "things": sum(cell["things"] for cell in cells),
            "rated_w": sum(each.load.rated_w or 0 for each in known),
            "used_w": sum(each.load.used_w for each in known),
            "known_racks": len(known),
            "clashes": sum(cell["clashes"] for cell in cells),
            "single": sum(cell["single"] for cell in cells),
            "ill": sum(cell["ill"] for cell in cells),
        },
    }


def rooms_out(rooms: list[Item], racks: Mapping[UUID, list[RackContents]]) -> list[dict[str, Any]]:
    """The rooms, each with what it holds."""
    states = States([*rooms, *(item for some in racks.values() for each in some for item in each.items())])
    buildings = items_named({text for room in rooms for text in _text(shown(room.attributes).get("building"))})
    found = []
    for room in rooms:
        told, some = shown(room.attributes), racks.get(room.id, [])
        building = _named_out(told.get("building"), buildings)
        found.append(
            {
                "id": room.id,
                "name": room.name,
                "building": building["name"] if building else "",
                "purpose": str(told.get("room_purpose", "")),
                "health": states.of(room)[0],
                "racks": len(some),
                "units": sum(each.units for each in some),
                "used_units": sum(each.used_units for each in some),
                "things": sum(len(each.items()) - 1 for each in some),
                "ill": sum(len(states.ill(each.items())) for each in some),
            }
        )
    return found


def _rack_out(contents: RackContents, states: States, room: Item | None) -> dict[str, Any]:
    told = contents.attributes
    return {
        **item_out(contents.rack, states),
        "room": None if room is None else {"id": room.id, "name": room.name},
        "row": str(told.get("row", "")),
        "position": str(told.get("position", "")),
        "purpose": str(told.get("rack_purpose", "")),
        "units": contents.units,
        "units_known": whole_number(told.get("units")) is not None,
        "top_down": told.get("top_down") is True,
    }


def _mount_out(placed: Placed, states: States) -> dict[str, Any]:
    mount, told = placed.mount, placed.attributes or {}
    return {
        "key": mount.key,
        "kind": mount.kind,
        "item": None if placed.item is None else item_out(placed.item, states),
        "start": mount.start,
        "end": mount.end,
        "faces": list(mount.faces),
        "mounted_at": "rear" if told.get("face") == "rear" or mount.faces == ("rear",) else "front",
        "assumed": list(placed.assumed),
        "expired": placed.expired,
        "reserved_for": str(told.get("reserved_for", "")),
        "reserved_until": str(told.get("reserved_until", "")),
        "rated_power_w": number(told.get("rated_power_w")),
        "weight_kg": number(told.get("weight_kg")),
        "power_supplies": whole_number(told.get("power_supplies")),
        "version": 0 if placed.item is None else placed.item.version,
    }


def _units_out(contents: RackContents) -> list[dict[str, Any]]:
    found = []
    for u in range(contents.units, 0, -1):
        for face in FACES:
            there = [each for each in contents.mounts if face in each.faces and each.start <= u <= each.end]
            found.append({"u": u, "face": face, "keys": [each.key for each in there], "free": not there})
    return found


def _clash_out(contents: RackContents, place: int) -> dict[str, Any]:
    clash = contents.clashes[place]
    return {**vars(clash), "faces": list(clash.faces), "keys": list(clash.keys)}


def _supply_out(supply: Supply, contents: RackContents, states: States) -> dict[str, Any]:
    return {
        "feeds": [_feed_out(feed, contents, states) for feed in supply.feeds],
        "shared": [item_out(item, states) for item in supply.shared],
        "single": supply.single,
    }


def _feed_out(feed: Feed, contents: RackContents, states: States) -> dict[str, Any]:
    return {
        "letter": feed.letter,
        "line": [{**item_out(item, states), "load_rate": _load_rate(item, states)} for item in feed.line],
        "rated_w": feed.rated_w,
        "overload": feed.rated_w is not None and contents.load.used_w > feed.rated_w,
    }


def _load_rate(item: Item, states: States) -> float | None:
    return number(computed_values(states.types.types[item.type_id], shown(item.attributes)).get("load_rate"))


def _cell_out(contents: RackContents, supply: Supply, states: States, room: Item) -> dict[str, Any]:
    inside = contents.items()
    longest = max((last - first + 1 for first, last in contents.free(deep=True, face="front")), default=0)
    return {
        **_rack_out(contents, states, room),
        "used_units": contents.used_units,
        "reserved_units": len(_reserved(contents)),
        "longest_free": longest,
        "things": len(inside) - 1,
        "loose": len(contents.loose),
        "load": vars(contents.load),
        "feeds": [feed.letter for feed in supply.feeds],
        "single": supply.single,
        "clashes": len(contents.clashes),
        "worst": states.worst(inside),
        "ill": len(states.ill(inside)),
        "veils": contents.veils,
    }


def _reserved(contents: RackContents) -> set[int]:
    """The U that are reserved and otherwise free."""
    kept = taken(contents.mounts, FACES, frozenset[Kind](["reserved"])) - taken(contents.mounts, FACES)
    return kept & set(range(1, contents.units + 1))


def _equipment_out(equipment: Iterable[Item], states: States) -> list[dict[str, Any]]:
    by_type: dict[str, list[Item]] = {}
    for item in equipment:
        by_type.setdefault(item.type_id, []).append(item)
    lines = [
        {
            "type": key,
            **type_titles(states.types, key),
            "total": len(items),
            "worst": states.worst(items),
            "ill": [item_out(item, states) for item in states.ill(items)],
        }
        for key, items in by_type.items()
    ]
    return sorted(lines, key=lambda line: (WORST.index(line["worst"]), line["type_title"]))


def _axis(cells: Iterable[Mapping[str, Any]], name: str) -> list[str]:
    return list(dict.fromkeys(cell[name] for cell in cells if cell["row"] and cell["position"]))


def _power_items(supplies: Iterable[Supply]) -> list[Item]:
    return [item for supply in supplies for feed in supply.feeds for item in feed.line]


def _text(value: object) -> set[str]:
    return {value} if isinstance(value, str) else set()


def _named_out(value: object, named: Mapping[str, tuple[str, str]]) -> dict[str, Any] | None:
    return {"id": value, "name": named[value][0]} if isinstance(value, str) and value in named else None

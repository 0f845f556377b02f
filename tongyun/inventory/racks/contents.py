"""Racks with what is in them, in as many queries for many racks as for one.

An item is in the rack that its attribute `rack` names; where that is empty, in the one that it is `located_in`. Retired
items stand nowhere. What the caller may not see takes its U without a word about it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from tongyun.kernel.contracts import Forbidden, utc_now
from tongyun.kernel.contracts.business_time import CHINA
from tongyun.kernel.facade import hidden_fields, is_hidden, reach_of

from ..catalogue import Catalogue, catalogue
from ..errors import no_such_rack
from ..models import Item, ItemValue, Relation
from ..queries import CHUNK, READ, RESOURCE, seen_items, unseen
from .standing import FACES, Clash, Kind, Mount, Run, clashes, faces_of, free_runs, taken, veiled

RACK, POSITION, CONNECTION, IN = "rack", "rack_unit", "power_connection", "located_in"
#: The height of a rack that does not say its own: the usual one.
USUAL_UNITS = 42
#: What an elevation is drawn from: whoever may not see one of these sees none.
PLACING = ("rack", "u_start", "height_u", "face", "full_depth", "units")
KINDS: Mapping[str, Kind] = {"reserved": "reserved", "blocked": "blocked", "used": "used"}


@dataclass(frozen=True)
class Placed:
    """Something at its place. `item` is None for what the caller may not see; `assumed` names what the item does not
    say and was taken for granted."""

    mount: Mount
    item: Item | None = None
    attributes: Mapping[str, Any] | None = None
    expired: bool = False
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """What a rack carries and may carry; None where nobody said. `silent` things do not say their power."""

    rated_w: float | None
    used_w: float
    reserved_w: float
    silent: int
    most_kg: float | None
    used_kg: float
    weightless: int


@dataclass(frozen=True)
class RackContents:
    """A rack and what is in it. `loose` is in it without a U; `veils` says that there is more than the caller sees."""

    rack: Item
    attributes: Mapping[str, Any]
    units: int
    placed: tuple[Placed, ...]
    loose: tuple[Item, ...]
    connections: tuple[Item, ...]
    veils: bool

    @cached_property
    def mounts(self) -> list[Mount]:
        """The figures of all that stands at a place and counts."""
        return [each.mount for each in self.placed if not each.expired]

    @cached_property
    def clashes(self) -> list[Clash]:
        """What cannot be."""
        return clashes(self.mounts, self.units)

    def free(self, *, deep: bool, face: str) -> list[Run]:
        """The runs of U that are free for something of that depth at that face."""
        return free_runs(self.mounts, self.units, faces_of(face, deep))

    @cached_property
    def used_units(self) -> int:
        """The U in which something stands, on whichever face."""
        return len(taken(self.mounts, FACES, ("item", "used", "hidden")) & set(range(1, self.units + 1)))

    @cached_property
    def load(self) -> Load:
        """Power and weight, of what the caller sees."""
        things = [*(each.attributes for each in self.placed if each.mount.kind == "item" and each.attributes)]
        things += [shown(item.attributes) for item in self.loose]
        watts = [number(each.get("rated_power_w")) for each in things if "rated_power_w" in each or "height_u" in each]
        kilos = [number(each.get("weight_kg")) for each in things if "weight_kg" in each or "height_u" in each]
        budgets = [
            number((each.attributes or {}).get("power_budget_w"))
            for each in self.placed
            if each.mount.kind == "reserved" and not each.expired
        ]
        rated = number(self.attributes.get("rated_power_kw"))
        return Load(
            None if rated is None else rated * 1000,
            sum(each for each in watts if each is not None),
            sum(each for each in budgets if each is not None),
            watts.count(None),
            number(self.attributes.get("max_load_kg")),
            sum(each for each in kilos if each is not None),
            kilos.count(None),
        )

    def items(self) -> list[Item]:
        """The rack and every item in it that the caller sees."""
        return [self.rack, *(each.item for each in self.placed if each.item is not None), *self.loose]


def seen_rack(item_id: UUID) -> Item:
    """A rack in the caller's scope. Raises NotFound, and Forbidden for whoever may not see where things stand."""
    refuse_blind(PLACING)
    rack = seen_items().filter(id=item_id, type_id__in=catalogue().subtypes(RACK)).first()
    if rack is None:
        raise no_such_rack()
    return rack


def refuse_blind(names: Iterable[str]) -> None:
    """Raises Forbidden when the caller's role hides one of the attributes from which a picture is drawn."""
    hidden = hidden_fields(RESOURCE)
    if any(is_hidden(f"attributes.{name}", hidden) for name in names):
        raise Forbidden("placement_hidden", "您的角色不能查看机柜位置信息。")


def shown(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes without those that the caller's role hides."""
    hidden = hidden_fields(RESOURCE)
    return {name: value for name, value in attributes.items() if not is_hidden(f"attributes.{name}", hidden)}


def contents_of(racks: Collection[Item], *, whole: bool = False) -> list[RackContents]:
    """What is in these racks, in their order. `whole` tells of everything, for a decision that must be right whoever
    asks; what it says is not for the caller's eyes."""
    types = catalogue()
    inside = items_at("rack", [rack.id for rack in racks])
    ids = [item.id for items in inside.values() for item in items]
    hidden = frozenset() if whole or reach_of(READ).everything else unseen(ids)
    return [_contents(types, rack, inside.get(rack.id, []), hidden) for rack in racks]


def items_at(name: str, places: Collection[UUID], types: Collection[str] = ()) -> dict[UUID, list[Item]]:
    """The items at each of some racks or rooms, of these types or of any: by their attribute of this name, else by
    where they are located."""
    wanted = list(dict.fromkeys(places))
    said: dict[UUID, UUID] = {}
    drawn: dict[UUID, UUID] = {}
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        values = ItemValue.objects.filter(name=name, text__in=[str(each) for each in some])
        said |= {item: UUID(text) for item, text in values.values_list("item_id", "text")}
        edges = Relation.objects.filter(type_id=IN, target_id__in=some)
        drawn |= dict(edges.values_list("source_id", "target_id"))
    at = drawn | said
    found: dict[UUID, list[Item]] = {}
    ids = list(at)
    for start in range(0, len(ids), CHUNK):
        rows = Item.objects.filter(id__in=ids[start : start + CHUNK]).exclude(lifecycle=Item.Lifecycle.RETIRED)
        for item in rows.filter(type_id__in=types) if types else rows:
            if item.id in said or not item.attributes.get(name):
                found.setdefault(at[item.id], []).append(item)
    for items in found.values():
        items.sort(key=lambda item: (item.name, item.id))
    return found


def _contents(types: Catalogue, rack: Item, inside: Iterable[Item], hidden: Collection[UUID]) -> RackContents:
    attributes = shown(rack.attributes)
    units = whole_number(attributes.get("units")) or USUAL_UNITS
    placed: list[Placed] = []
    loose: list[Item] = []
    connections: list[Item] = []
    veiled_mounts: list[Mount] = []
    for item in inside:
        lineage = types.types[item.type_id].lineage
        if CONNECTION in lineage:
            if item.id not in hidden:
                connections.append(item)
            continue
        at = _placed(item, reservation=POSITION in lineage)
        if item.id in hidden:
            veiled_mounts += [at.mount] if at is not None and not at.expired else []
        elif at is not None:
            placed.append(at)
        elif POSITION not in lineage:
            loose.append(item)
    placed += [Placed(mount) for mount in veiled(veiled_mounts, units)]
    placed.sort(key=lambda each: (-each.mount.end, each.mount.key))
    veils = any(item.id in hidden for item in inside)
    return RackContents(rack, attributes, units, tuple(placed), tuple(loose), tuple(connections), veils)


def _placed(item: Item, *, reservation: bool) -> Placed | None:
    """An item at its U; None for one that says none, or that takes none."""
    attributes = shown(item.attributes)
    start = whole_number(attributes.get("u_start"))
    if start is None:
        return None
    if reservation:
        kind = KINDS.get(str(attributes.get("use_state", "reserved")))
        if kind is None:
            return None
        faces = FACES if attributes.get("face") not in FACES else faces_of(attributes["face"], full_depth=False)
        height = whole_number(attributes.get("u_count")) or 1
        until = attributes.get("reserved_until")
        expired = (
            kind == "reserved" and isinstance(until, str) and until < utc_now().astimezone(CHINA).date().isoformat()
        )
        return Placed(Mount(str(item.id), kind, start, height, faces), item, attributes, expired)
    tall = whole_number(attributes.get("height_u"))
    if tall == 0:
        return None
    assumed = tuple(name for name in ("height_u", "full_depth") if attributes.get(name) is None)
    faces = faces_of(attributes.get("face"), attributes.get("full_depth"))
    return Placed(Mount(str(item.id), "item", start, tall or 1, faces), item, attributes, assumed=assumed)


def whole_number(value: object) -> int | None:
    """A whole number, or None: a site's own type may hold anything under these names."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def number(value: object) -> float | None:
    """A figure, or None."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None

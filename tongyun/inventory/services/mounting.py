"""Put a thing into a rack, move it, take it out: what a person does on purpose may not clash (ADR 0033)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import FieldError

from ..catalogue import catalogue
from ..contracts import TypeView
from ..errors import bad_item, not_mountable, outside_rack, place_taken
from ..models import Item
from ..queries import unseen
from ..racks.contents import Placed, contents_of, seen_rack, whole_number
from ..racks.standing import SOLID, Mount, faces_of
from .items import Patch, update_item
from .relations import own_item


@dataclass(frozen=True)
class Place:
    """Where a thing is to stand; without a rack it is taken out. Height and depth stay as they are when None."""

    rack: UUID | None
    u_start: int | None = None
    face: str = "front"
    height_u: int | None = None
    full_depth: bool | None = None
    #: Whether it may take U that are reserved.
    reserved_too: bool = False


@transaction.atomic
def place_item(item_id: UUID, version: int, place: Place) -> Item:
    """Put an item where it shall stand. Needs inventory:write over it, and the rack in sight.

    Callers of one rack take turns on its row, so that of two who want the same U one is told. Raises NotFound, Stale,
    Invalid for what has no place in a rack or would stand outside of it, Conflict when something is there already.
    """
    if place.rack is None:
        item = own_item(item_id)
        view = _mountable(item)
        gone = {name: None for name in ("rack", "u_start", "face") if name in item.attributes}
        return update_item(item_id, version, Patch(_fitting(view, gone)))
    rack = seen_rack(place.rack)
    # In the order of their ids: whoever holds two rows of items holds them so.
    list(Item.objects.select_for_update(no_key=True).filter(id__in=[item_id, rack.id]).order_by("id"))
    item = own_item(item_id)
    view = _mountable(item)
    if place.u_start is None:
        raise bad_item([FieldError("/u_start", "请填写起始 U 位")])
    rack.refresh_from_db()
    wanted = _wanted(item, view, rack, place)
    _refuse_clash(rack, _mount(item, wanted, place.u_start), reserved_too=place.reserved_too)
    return update_item(item_id, version, Patch(wanted))


def _mountable(item: Item) -> TypeView:
    view = catalogue().types[item.type_id]
    if not {"rack", "u_start", "height_u"} <= view.schema["properties"].keys():
        raise not_mountable(view.title)
    return view


def _wanted(item: Item, view: TypeView, rack: Item, place: Place) -> dict[str, Any]:
    """What changes of the item's attributes: only that is the person's word from now on."""
    told: dict[str, Any] = {
        "rack": str(rack.id),
        "u_start": place.u_start,
        "face": place.face,
        **({"height_u": place.height_u} if place.height_u is not None else {}),
        **({"full_depth": place.full_depth} if place.full_depth is not None else {}),
    }
    room = rack.attributes.get("room")
    if isinstance(room, str) and not unseen([UUID(room)]):
        told["room"] = room
    changed = {name: value for name, value in told.items() if item.attributes.get(name) != value}
    return _fitting(view, changed)


def _fitting(view: TypeView, told: dict[str, Any]) -> dict[str, Any]:
    """As far as the type has these attributes."""
    return {name: value for name, value in told.items() if name in view.schema["properties"]}


def _mount(item: Item, wanted: dict[str, Any], start: int) -> Mount:
    after = {**item.attributes, **wanted}
    height = whole_number(after.get("height_u"))
    if height == 0:
        raise bad_item([FieldError("/height_u", "高度为 0U 的设备不占 U 位，请先填写高度")])
    return Mount(str(item.id), "item", start, height or 1, faces_of(after.get("face"), after.get("full_depth")))


def _refuse_clash(rack: Item, mount: Mount, *, reserved_too: bool) -> None:
    # What is there is judged by all of it; what is told of it, by what the caller may see.
    (inside,) = contents_of([rack], whole=True)
    if mount.start < 1 or mount.end > inside.units:
        raise outside_rack(inside.units)
    others = [each for each in inside.placed if each.mount.key != mount.key and not each.expired]
    for each in _in_the_way(others, mount):
        if each.mount.kind in SOLID or not reserved_too:
            if each.item is None or unseen([each.item.id]):
                shared = max(each.mount.start, mount.start), min(each.mount.end, mount.end)
                raise place_taken(*shared, "已被占用（不在您的数据范围内）")
            raise place_taken(each.mount.start, each.mount.end, _whose(each, each.item.name))


def _in_the_way(others: Sequence[Placed], mount: Mount) -> list[Placed]:
    return [
        each
        for each in others
        if not set(each.mount.faces).isdisjoint(mount.faces)
        and each.mount.start <= mount.end
        and mount.start <= each.mount.end
        # What is noted as used by nobody knows what gives way to what is registered there.
        and each.mount.kind != "used"
    ]


def _whose(placed: Placed, name: str) -> str:
    told = placed.attributes or {}
    if placed.mount.kind == "blocked":
        return "不可用"
    if placed.mount.kind == "reserved":
        whom = told.get("reserved_for")
        return f"已预留给“{whom}”" if whom else "已预留"
    return f"已安装“{name}”"

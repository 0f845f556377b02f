"""Routes of racks and machine rooms: elevations, plans, where something fits, and putting it there."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from tongyun.kernel.facade import expected_version, guarded

from .. import queries
from ..racks.contents import contents_of, seen_rack
from ..racks.power import supplies_of
from ..racks.rooms import Wish, places_for, plan_of, racks_of, seen_room, seen_rooms
from ..services.mounting import Place, place_item
from . import rack_rendering as told
from . import rack_schemas as schemas
from . import rendering
from .schemas import ItemOut

READ, WRITE = "inventory:read", "inventory:write"

router = Router(tags=["inventory"])


@router.get("/racks/{item_id}", response=schemas.ElevationOut, **guarded(READ))
def elevation(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """One rack, front and rear: what is in which U, what clashes, what is free, what feeds it and how loaded it is."""
    (contents,) = contents_of([seen_rack(item_id)])
    return told.elevation_out(contents, supplies_of([contents])[contents.rack.id])


@router.get("/rooms", response=list[schemas.RoomOut], **guarded(READ))
def rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """All machine rooms with how full their racks are."""
    found = seen_rooms()
    return told.rooms_out(found, racks_of(found))


@router.get("/rooms/{item_id}", response=schemas.RoomPlanOut, **guarded(READ))
def room(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """One machine room: its racks by row and column with how full, how loaded and in which state they are."""
    return told.plan_out(plan_of(seen_room(item_id)))


@router.get("/rooms/{item_id}/places", response=schemas.PlacesOut, **guarded(READ))
def places(request: HttpRequest, item_id: UUID, asked: Query[schemas.FitIn]) -> dict[str, Any]:
    """Where in a room something fits: so many free U in a row, feeds, power and weight."""
    plan = plan_of(seen_room(item_id))
    wish = Wish(asked.units, asked.feeds, asked.power_w, asked.weight_kg, asked.full_depth, asked.face)
    found = places_for(plan.racks, plan.supplies, wish)
    return {
        "offers": [
            {
                "rack": each.contents.rack.id,
                "name": each.contents.rack.name,
                "row": str(each.contents.attributes.get("row", "")),
                "position": str(each.contents.attributes.get("position", "")),
                "runs": [{"start": first, "end": last} for first, last in each.runs],
                "feeds": each.feeds,
                "shared": each.shared,
                "left_w": each.left_w,
                "left_kg": each.left_kg,
            }
            for each in found.offers
        ],
        "refused": found.refused,
    }


@router.post("/items/{item_id}/place", response=ItemOut, **guarded(WRITE, versioned=True))
def place(request: HttpRequest, item_id: UUID, body: schemas.PlaceIn) -> dict[str, Any]:
    """Put an item into a rack, move it, or take it out; 409 when something stands there already."""
    version = expected_version(request, body.version)
    wish = Place(**body.dict(exclude={"version"}))
    item = place_item(item_id, version, wish)
    return rendering.items_out([queries.seen_items().select_related("organisation").get(id=item.id)])[0]

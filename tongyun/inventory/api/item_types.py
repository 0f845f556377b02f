"""Routes of item types: what there is, what it was, and changing it while the platform runs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from tongyun.kernel.facade import Filter, Listing, Page, expected_version, guarded, page

from ..catalogue import catalogue
from ..contracts import TypeView
from ..errors import type_not_found
from ..services.modelling import editing
from ..services.modelling.definition import content_of
from ..type_queries import versions_of
from . import columns, rendering
from . import modelling_schemas as schemas
from .schemas import ItemTypeBriefOut, ItemTypeDetailOut, TypeVersionOut

router = Router(tags=["inventory"])

TYPE_VERSIONS = Listing(
    filters={"kind": Filter("kind"), "at": Filter("at", datetime)},
    sorts={"version": "version"},
    default_sort="-version",
    columns=columns.TYPE_VERSIONS,
    title=("模型版本", "Type versions"),
)


@router.get("/item-types", response=list[ItemTypeBriefOut], **guarded("inventory:read"))
def item_types(request: HttpRequest) -> list[dict[str, Any]]:
    """All item types in use; their attributes are told one by one."""
    return [rendering.type_out(view) for view in catalogue().types.values() if not view.retired]


@router.get("/item-types/{key}", response=ItemTypeDetailOut, by_alias=True, **guarded("inventory:read"))
def item_type(request: HttpRequest, key: str) -> dict[str, Any]:
    """One item type, with what it may be related to and who refers to it."""
    return rendering.type_detail_out(_type(key))


@router.get("/item-types/{key}/versions", response=Page[TypeVersionOut], **guarded("inventory:read", TYPE_VERSIONS))
def item_type_versions(request: HttpRequest, key: str) -> dict[str, Any]:
    """What an item type was, newest first."""
    return page(request, versions_of(_type(key).key), TYPE_VERSIONS, rendering.versions_out)


@router.post("/item-type-rehearsals", response=schemas.RehearsalOut, **guarded(editing.MODEL))
def rehearse_type(request: HttpRequest, body: schemas.TypeIn) -> dict[str, Any]:
    """What a new or changed type would differ in, and what it would do to the items that are there. Writes nothing."""
    delta, found = editing.rehearse(body.definition)
    return {**vars(found), "harmless": found.harmless, "delta": delta}


@router.post("/item-types", response={201: ItemTypeDetailOut}, by_alias=True, **guarded(editing.MODEL))
def new_type(request: HttpRequest, body: schemas.TypeIn) -> Status[dict[str, Any]]:
    """Make a type of this site's own."""
    return Status(201, rendering.type_detail_out(editing.create_type(body.definition)))


@router.get("/item-types/{key}/definition", response=schemas.TypeDefinitionOut, **guarded(editing.MODEL))
def type_definition(request: HttpRequest, key: str) -> dict[str, Any]:
    """A type as a file would say it, with what this site has changed."""
    row = catalogue().rows[_type(key).key]
    return {"version": row.version, "pack": row.pack, "definition": content_of(row)}


@router.put("/item-types/{key}", response=ItemTypeDetailOut, by_alias=True, **guarded(editing.MODEL, versioned=True))
def change_type(request: HttpRequest, key: str, body: schemas.TypeChangeIn) -> dict[str, Any]:
    """Change a type and its items with it; a pack's type by this site's edits. 412 when somebody saved first; 409 when
    items would lose values, not fit any more, or clash: rehearse it to see which."""
    version = expected_version(request, body.version)
    return rendering.type_detail_out(editing.change_type(key, version, body.definition))


@router.post("/item-types/{key}/retire", response={204: None}, **guarded(editing.MODEL))
def retire_type(request: HttpRequest, key: str) -> Status[None]:
    """Take a type of this site's own out of use; its items stay."""
    editing.retire_type(key)
    return Status(204, None)


def _type(key: str) -> TypeView:
    view = catalogue().get(key)
    if view is None:
        raise type_not_found(key)
    return view

"""Routes of the inventory: types, items, relations, history and the estate's health."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from tongyun.kernel.contracts import FieldError, Invalid, Ref
from tongyun.kernel.facade import (
    REVEAL_PERSONAL,
    Filter,
    Listing,
    Page,
    expected_version,
    guarded,
    page,
    reveal,
)

from .. import queries
from ..catalogue import catalogue
from ..errors import no_such_item
from ..models import Item
from ..personal import personal_attributes
from ..services.edge_details import EdgeDetails
from ..services.edges import change_relation
from ..services.items import Patch, create_item, update_item
from ..services.relations import Tie, relate, unrelate
from . import columns, importing, item_types, past, rendering, reviewing, schemas
from .attribute_filters import asked_for, narrowed
from .topology import router as topology
from .topology_schemas import RelationPatchIn

router = Router(tags=["inventory"])
router.add_router("", past.router)
router.add_router("", topology)
router.add_router("", item_types.router)
router.add_router("", importing.router)
router.add_router("", reviewing.router)

ITEMS = Listing(
    filters={
        "lifecycle": Filter("lifecycle", description="生命周期：active、suspected、lost、retired"),
        "organisation": Filter("organisation_id", UUID, "所属组织"),
        "source": Filter("source", description="来源"),
        "updated_at": Filter("updated_at", datetime, "最近变更时间"),
        "created_at": Filter("created_at", datetime, "登记时间"),
    },
    sorts={"name": "name", "type": "type_id", "updated_at": "updated_at", "created_at": "created_at"},
    default_sort="name",
    search=("name",),
    extra=frozenset({"type", "type__in", "health", "health__in"}),
    columns=columns.ITEMS,
    title=("资源", "Items"),
    personal=True,
    resource=queries.RESOURCE,
)
HISTORY = Listing(
    filters={"kind": Filter("kind"), "at": Filter("at", datetime)},
    sorts={"at": "at"},
    default_sort="-at",
    columns=columns.HISTORY,
    title=("资源变更", "Item history"),
)


def _described(arguments: dict[str, Any]) -> dict[str, Any]:
    """Add the filters that reach beyond a column to the description of the list."""
    for name, text in (("type", "模型，含其下级模型"), ("health", "健康状态：ok、warning、critical、unknown")):
        for parameter, words in ((name, text), (f"{name}__in", f"{text}；多个值以逗号分隔")):
            entry = {"in": "query", "name": parameter, "required": False, "description": words}
            arguments["openapi_extra"]["parameters"].append({**entry, "schema": {"type": "string"}})
    return arguments


@router.get("/items", response=Page[schemas.ItemOut], **_described(guarded("inventory:read", ITEMS)))
def items(request: HttpRequest) -> dict[str, Any]:
    """Items; `type` takes its subtypes in. Indexed attributes (x-index) filter as `attributes.<name>`, with the
    operators of all lists: `attributes.vendor__in=…`, `attributes.cpu_cores__gte=16`, `attributes.rack__null=true`."""
    by_attribute = asked_for(request)
    listing = replace(ITEMS, extra=ITEMS.extra | by_attribute.keys())
    keys = _values(request, "type")
    rows = narrowed(_chosen(request), catalogue(), keys, by_attribute)
    return page(request, rows, listing, rendering.items_out, columns.attributes_of(keys))


@router.post("/items", response={201: schemas.ItemOut}, **guarded("inventory:write"))
def new_item(request: HttpRequest, body: schemas.NewItemIn) -> Status[dict[str, Any]]:
    """Make an item."""
    relations = [Tie(edge.type, edge.target, _details(edge), edge.replace) for edge in body.relations]
    item = create_item(body.type, body.name, body.attributes, body.organisation, relations)
    return Status(201, _shown(item.id))


@router.get("/items/{item_id}", response=schemas.ItemOut, **guarded("inventory:read"))
def item(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """One item."""
    return _shown(item_id)


@router.patch("/items/{item_id}", response=schemas.ItemOut, **guarded("inventory:write", versioned=True))
def change_item(request: HttpRequest, item_id: UUID, body: schemas.ItemPatchIn) -> dict[str, Any]:
    """Change an item; 412 when somebody saved first."""
    _row(item_id)  # What one may not see one does not change.
    version = expected_version(request, body.version)
    patch = Patch(
        attributes=body.attributes,
        name=body.name,
        type=body.type,
        drop=tuple(body.drop),
        organisation=body.organisation,
        set_organisation="organisation" in body.model_fields_set,
        lifecycle=body.lifecycle,
        manual_lifecycle=body.manual_lifecycle,
    )
    update_item(item_id, version, patch)
    return _shown(item_id)


@router.post("/items/{item_id}/reveal", response=dict[str, Any], **guarded(REVEAL_PERSONAL))
def reveal_attributes(request: HttpRequest, item_id: UUID, body: schemas.RevealIn) -> dict[str, Any]:
    """The attributes of an item that hold personal data, unmasked; the look and its reason are kept in the audit
    trail."""
    row = _row(item_id)
    found = rendering.visible_names(row.attributes)
    names = [name for name in personal_attributes(catalogue().get(row.type_id)) if name in found]
    reveal(Ref("item", str(row.id), row.name), body.reason, names, organisation=row.organisation_id)
    return {name: row.attributes[name] for name in names}


@router.get("/items/{item_id}/relations", response=list[schemas.RelationOut], **guarded("inventory:read"))
def relations(request: HttpRequest, item_id: UUID) -> list[dict[str, Any]]:
    """Relations of an item, both ways; the first 1,000."""
    _row(item_id)
    return rendering.relations_out(item_id, list(queries.relations_of(item_id)[:1000]))


@router.post("/items/{item_id}/relations", response={201: schemas.RelationOut}, **guarded("inventory:write"))
def new_relation(request: HttpRequest, item_id: UUID, body: schemas.RelationIn) -> Status[dict[str, Any]]:
    """Connect the item to a target; with `replace` a move is one step."""
    made = relate(body.type, item_id, body.target, replace=body.replace, details=_details(body))
    shown = queries.relations_of(item_id).get(id=made.id)
    return Status(201, rendering.relations_out(item_id, [shown])[0])


@router.patch("/relations/{relation_id}", response=schemas.RelationOut, **guarded("inventory:write"))
def edit_relation(request: HttpRequest, relation_id: UUID, body: RelationPatchIn) -> dict[str, Any]:
    """Change description, attributes or group of a relation; it is told from its source."""
    changed = change_relation(relation_id, body.dict(exclude_unset=True))
    return rendering.relations_out(changed.source_id, [queries.relations_of(changed.source_id).get(id=changed.id)])[0]


@router.delete("/relations/{relation_id}", response={204: None}, **guarded("inventory:write"))
def drop_relation(request: HttpRequest, relation_id: UUID) -> Status[None]:
    """Disconnect two items."""
    unrelate(relation_id)
    return Status(204, None)


@router.get("/items/{item_id}/history", response=Page[schemas.ChangeOut], **guarded("inventory:read", HISTORY))
def history(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """What happened to an item, newest first."""
    _row(item_id)
    return page(request, queries.history_of(item_id), HISTORY, rendering.changes_out)


@router.get("/estate/health", response=schemas.EstateOut, **guarded("inventory:read"))
def estate(request: HttpRequest) -> dict[str, Any]:
    """How the estate is, by type."""
    return queries.estate_health()


def _details(edge: schemas.RelationIn) -> EdgeDetails:
    return EdgeDetails(edge.description, edge.attributes, edge.group)


def _chosen(request: HttpRequest) -> QuerySet[Item]:
    rows = queries.seen_items().select_related("organisation")
    keys = _values(request, "type")
    if keys:
        types = catalogue()
        rows = rows.filter(type_id__in={name for key in keys for name in types.subtypes(key)})
    states = _values(request, "health")
    if states:
        unknown = sorted(set(states) - set(queries.HEALTH_STATES))
        if unknown:
            detail = f"health 只能是 {'、'.join(queries.HEALTH_STATES)}。"
            raise Invalid("bad_filter", detail, [FieldError("health", detail)])
        rows = rows.filter(queries.in_health(states))
    return rows


def _values(request: HttpRequest, name: str) -> list[str]:
    given = (request.GET.get(name) or "") + "," + (request.GET.get(f"{name}__in") or "")
    return [part for part in given.replace("\x00", "").split(",") if part]


def _row(item_id: UUID) -> Item:
    row = queries.seen_items().select_related("organisation").filter(id=item_id).first()
    if row is None:
        raise no_such_item(item_id)
    return row


def _shown(item_id: UUID) -> dict[str, Any]:
    return rendering.items_out([_row(item_id)])[0]

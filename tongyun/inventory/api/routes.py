"""Routes of the inventory: types, items, relations, history and the estate's health."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from tongyun.kernel.contracts import Ref
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
from . import (
    addresses,
    columns,
    importing,
    item_types,
    labels,
    mappings,
    past,
    quality,
    racks,
    rendering,
    reviewing,
    schemas,
    statistics,
)
from .listing import ITEMS, asked_items, asked_types, described
from .topology import router as topology
from .topology_schemas import RelationPatchIn

router = Router(tags=["inventory"])
router.add_router("", past.router)
router.add_router("", topology)
router.add_router("", item_types.router)
router.add_router("", importing.router)
router.add_router("", reviewing.router)
router.add_router("", labels.router)
router.add_router("", addresses.router)
router.add_router("", mappings.router)
router.add_router("", statistics.router)
router.add_router("", quality.router)
router.add_router("", racks.router)

HISTORY = Listing(
    filters={"kind": Filter("kind"), "at": Filter("at", datetime)},
    sorts={"at": "at"},
    default_sort="-at",
    columns=columns.HISTORY,
    title=("资源变更", "Item history"),
)


@router.get("/items", response=Page[schemas.ItemOut], **described(guarded("inventory:read", ITEMS)))
def items(request: HttpRequest) -> dict[str, Any]:
    """Items; `type` takes its subtypes in. Indexed attributes (x-index) filter as `attributes.<name>`, with the
    operators of all lists: `attributes.vendor__in=…`, `attributes.cpu_cores__gte=16`, `attributes.rack__null=true`."""
    rows, listing = asked_items(request)
    return page(request, rows, listing, rendering.items_out, columns.attributes_of(asked_types(request)))


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


def _row(item_id: UUID) -> Item:
    row = queries.seen_items().select_related("organisation").filter(id=item_id).first()
    if row is None:
        raise no_such_item(item_id)
    return row


def _shown(item_id: UUID) -> dict[str, Any]:
    return rendering.items_out([_row(item_id)])[0]

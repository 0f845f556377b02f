"""Routes of port mappings: which address and port outside leads to which inside, found from both ends."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Router, Status

from tongyun.kernel.facade import (
    BulkOut,
    Filter,
    Listing,
    Page,
    RowsIn,
    guarded,
    named_version,
    page,
    reach_of,
    visible,
)

from ..address_plan.sight import told_item
from ..addressing.texts import address_of
from ..models import AddressUse, HeldAddress, Item, PortMapping
from ..services.addresses.hiding import tells_holders
from ..services.addresses.mapping import change_mapping, drop_mappings, label_of, make_mapping
from ..services.addresses.zones import zone_titles
from . import columns
from . import mapping_schemas as schemas
from .addresses import ADDRESS, READ, WITHIN, WRITE, bounds, described, searched

router = Router(tags=["inventory"])


def _outside(first: str, last: str) -> Q:
    return Q(outside_key__gte=first, outside_key__lte=last)


def _inside(first: str, last: str) -> Q:
    return Q(inside_key__gte=first, inside_key__lte=last)


def _either(first: str, last: str) -> Q:
    return _outside(first, last) | _inside(first, last)


ENDS = {"address": _either, "within": _either, "outside": _outside, "inside": _inside}
MAPPINGS = Listing(
    filters={
        "protocol": Filter("protocol", description="tcp、udp、any"),
        "outside_port": Filter("outside_port", int, "外部端口，0 为全部"),
        "inside_port": Filter("inside_port", int, "内部端口，0 为全部"),
        "item": Filter("told__id", UUID, "做映射的设备"),
        "organisation": Filter("organisation_id", UUID, "所属单位"),
        "until": Filter("until", date, "使用期限"),
        "reference": Filter("reference", description="审批单号"),
    },
    sorts={
        "outside": "outside_key",
        "outside_port": "outside_port",
        "inside": "inside_key",
        "until": "until",
        "updated_at": "updated_at",
    },
    default_sort="outside,outside_port",
    search=("purpose", "owner", "reference"),
    meaning=searched(_either),
    extra=frozenset({"address", "outside", "inside", "within"}),
    columns=columns.MAPPINGS,
    title=("端口映射", "Port mappings"),
)
OUTSIDE, INSIDE = ("outside", "外部地址"), ("inside", "内部地址")


@router.get(
    "/port-mappings",
    response=Page[schemas.PortMappingOut],
    **described(guarded(READ, MAPPINGS), ADDRESS, OUTSIDE, INSIDE, WITHIN),
)
def mappings(request: HttpRequest) -> dict[str, Any]:
    """Port mappings. `address` stands at either end, `outside` and `inside` at one; `within` is a prefix that an end
    lies in."""
    rows = visible(PortMapping.objects.select_related("item", "organisation").annotate(told=told_item()), READ)
    for name, lies_in in ENDS.items():
        if text := request.GET.get(name):
            rows = rows.filter(lies_in(*bounds(name, text)))
    return page(request, rows, MAPPINGS, mappings_out)


@router.post("/port-mappings", response={201: schemas.PortMappingOut}, **guarded(WRITE))
def new_mapping(request: HttpRequest, body: schemas.PortMappingIn) -> Status[dict[str, Any]]:
    """Let an address and port outside lead inside; 409 when they lead somewhere already."""
    return Status(201, mappings_out([make_mapping(body.dict())])[0])


@router.post("/port-mappings/remove", response=BulkOut, **guarded(WRITE))
def remove_mappings(request: HttpRequest, body: RowsIn) -> dict[str, Any]:
    """Remove mappings; each has its own result."""
    return {"results": drop_mappings(body.ids)}


@router.patch("/port-mappings/{mapping_id}", response=schemas.PortMappingOut, **guarded(WRITE, versioned=True))
def edit_mapping(request: HttpRequest, mapping_id: UUID, body: schemas.PortMappingPatchIn) -> dict[str, Any]:
    """Change a mapping; 412 when somebody saved first."""
    given = body.dict(exclude_unset=True)
    version = named_version(request, given.pop("version", None))
    emptied = ("until", "item", "organisation")
    changes = {name: value for name, value in given.items() if value is not None or name in emptied}
    return mappings_out([change_mapping(mapping_id, version, changes)])[0]


def mappings_out(rows: Sequence[PortMapping]) -> list[dict[str, Any]]:
    """A page of mappings; items out of scope are not named."""
    titles, reach = zone_titles(), reach_of(READ)
    found = _items_at({key for row in rows for key in (row.outside_key, row.inside_key)})

    def named(item: Item | None) -> dict[str, Any] | None:
        seen = item is not None and reach.covers(item.organisation_id)
        return {"id": item.id, "name": item.name} if item is not None and seen else None

    return [
        {
            "id": row.id,
            "label": label_of(row),
            "outside": str(address_of(row.outside_key)),
            "outside_port": row.outside_port,
            "inside": str(address_of(row.inside_key)),
            "inside_port": row.inside_port,
            "inside_zone": row.inside_zone,
            "inside_zone_title": titles.get(row.inside_zone, (row.inside_zone, ""))[0],
            "inside_zone_title_en": titles.get(row.inside_zone, ("", row.inside_zone))[1],
            "protocol": row.protocol,
            "purpose": row.purpose,
            "owner": row.owner,
            "reference": row.reference,
            "until": row.until,
            "item": named(row.item),
            "leads_to": [shown for item in found.get(row.inside_key, {}).values() if (shown := named(item))],
            "organisation": {"id": row.organisation.id, "name": row.organisation.name} if row.organisation else None,
            "updated_at": row.updated_at,
            "version": row.version,
        }
        for row in rows
    ]


def _items_at(keys: set[str]) -> dict[str, dict[UUID, Item]]:
    """The items that have addresses, allotted to them or by their own word."""
    found: dict[str, dict[UUID, Item]] = {}
    for use in AddressUse.objects.filter(key__in=keys, item__isnull=False).select_related("item"):
        if use.item is not None:
            found.setdefault(use.key, {})[use.item.id] = use.item
    for held in HeldAddress.objects.filter(key__in=keys if tells_holders() else ()).select_related("holder"):
        found.setdefault(held.key, {})[held.holder_id] = held.holder
    return found

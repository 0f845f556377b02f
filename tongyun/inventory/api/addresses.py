"""Routes of the plan of addresses: prefixes and pools, what is free in them, who has what, and what does not agree."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from tongyun.kernel.contracts import FieldError, Invalid
from tongyun.kernel.facade import (
    BulkOut,
    Filter,
    Listing,
    Meaning,
    Page,
    RowsIn,
    guarded,
    named_version,
    page,
)

from .. import queries
from ..address_plan.conflicts import KINDS, MOST, conflicts
from ..address_plan.figures import forget_figures
from ..address_plan.inside import MOST_ADDRESSES, addresses_in
from ..address_plan.sight import seen_block, seen_blocks, seen_changes, seen_uses
from ..address_plan.standing import standings_of
from ..addressing.texts import UnreadableError, key_of, read_address, read_network, sought
from ..errors import bad_address, no_such_item
from ..models import AddressBlock, AddressUse
from ..services.addresses.allotting import Wish, allot, change_use, extend_all, release_all
from ..services.addresses.dividing import Piece, divide
from ..services.addresses.zones import zone_titles
from . import address_rendering as rendering
from . import address_schemas as schemas
from . import columns

READ, WRITE = "inventory:read", "inventory:write"

router = Router(tags=["inventory"])


def searched(condition: Callable[[str, str], Q]) -> Meaning:
    """Let a search understand addresses and prefixes: what is found between their first and last key."""

    def meant(word: str) -> Q | None:
        span = sought(word)
        return condition(*span) if span else None

    return Meaning("也可填 IP 地址或网段", meant)


PREFIXES = Listing(
    filters={
        "zone": Filter("zone", description="网络区域"),
        "family": Filter("family", int, "4 或 6"),
        "kind": Filter("kind", description="prefix 网段，pool 地址池"),
        "length": Filter("length", int, "前缀长度"),
        "parent": Filter("parent_id", UUID, "直属上级网段"),
        "organisation": Filter("item__organisation_id", UUID, "所属单位"),
    },
    sorts={"range": "first", "length": "length", "name": "item__name", "zone": "zone"},
    default_sort="zone,range,length",
    search=("item__name",),
    meaning=searched(lambda first, last: Q(first__lte=last, last__gte=first)),
    extra=frozenset({"contains", "within"}),
    columns=columns.PREFIXES,
    title=("地址规划", "Address plan"),
    resource=queries.RESOURCE,
)
ADDRESSES = Listing(
    filters={
        "zone": Filter("zone", description="网络区域"),
        "state": Filter("state", description="reserved 已预留，allocated 已分配"),
        "item": Filter("told__id", UUID, "使用此地址的资源"),
        "prefix": Filter("block_id", UUID, "直属网段"),
        "until": Filter("until", date, "使用期限"),
        "owner": Filter("owner", description="责任人"),
        "reference": Filter("reference", description="审批单号"),
    },
    sorts={"address": "key", "until": "until", "updated_at": "updated_at", "created_at": "created_at"},
    default_sort="address",
    search=("purpose", "owner", "reference", "told__name"),
    meaning=searched(lambda first, last: Q(key__gte=first, key__lte=last)),
    extra=frozenset({"address", "within"}),
    columns=columns.ADDRESSES,
    title=("IP 地址", "IP addresses"),
)
CHANGES = Listing(
    filters={"zone": Filter("zone"), "prefix": Filter("place_id", UUID), "kind": Filter("kind")},
    sorts={"at": "at"},
    default_sort="-at",
    search=("actor_name",),
    meaning=searched(lambda first, last: Q(key__gte=first, key__lte=last)),
    extra=frozenset({"address"}),
    columns=columns.ADDRESS_CHANGES,
    title=("IP 地址变更", "Address changes"),
)
CONTAINS = ("contains", "包含此地址或网段的范围")
WITHIN = ("within", "此网段以内的")
ADDRESS = ("address", "IP 地址")


def described(arguments: dict[str, Any], *more: tuple[str, str]) -> dict[str, Any]:
    """Add the filters by address to the description of a list."""
    for name, text in more:
        entry = {"in": "query", "name": name, "required": False, "description": text, "schema": {"type": "string"}}
        arguments["openapi_extra"]["parameters"].append(entry)
    return arguments


@router.get("/address-zones", response=list[schemas.ZoneOut], **guarded(READ))
def zones(request: HttpRequest) -> list[dict[str, Any]]:
    """Network zones that have a plan which the caller sees."""
    counted = Counter(seen_blocks().values_list("zone", "kind"))
    titles = zone_titles()
    order = {zone: place for place, zone in enumerate(titles)}
    found = sorted({zone for zone, _ in counted}, key=lambda zone: (order.get(zone, len(order)), zone))
    return [
        {
            "key": zone,
            "title": (titles.get(zone) or ((zone, zone) if zone else rendering.UNKNOWN_ZONE))[0],
            "title_en": (titles.get(zone) or ((zone, zone) if zone else rendering.UNKNOWN_ZONE))[1],
            "prefixes": counted[zone, AddressBlock.Kind.PREFIX.value],
            "pools": counted[zone, AddressBlock.Kind.POOL.value],
        }
        for zone in found
    ]


@router.get("/prefixes", response=Page[schemas.PrefixOut], **described(guarded(READ, PREFIXES), CONTAINS, WITHIN))
def prefixes(request: HttpRequest) -> dict[str, Any]:
    """Prefixes and pools with how full they are. `contains` finds those around an address or prefix, `within` those
    inside a prefix."""
    rows = seen_blocks()
    if text := request.GET.get("contains"):
        first, last = bounds("contains", text)
        rows = rows.filter(first__lte=first, last__gte=last, family=int(first[0]))
    if text := request.GET.get("within"):
        first, last = bounds("within", text)
        rows = rows.filter(first__gte=first, last__lte=last)
    return page(request, rows, PREFIXES, rendering.prefixes_out)


@router.get("/prefixes/{item_id}", response=schemas.PrefixDetailOut, **guarded(READ))
def prefix(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """One prefix or pool, by the id of its item."""
    return rendering.prefix_detail_out(seen_block(item_id))


@router.get("/prefixes/{item_id}/addresses", response=schemas.AddressesOut, **guarded(READ))
def addresses_of_prefix(request: HttpRequest, item_id: UUID, after: str = "") -> dict[str, Any]:
    """Addresses right inside a range that are allotted or that items say to have, in order; at most 1,024."""
    block = seen_block(item_id)
    key = _key("after", after) if after else ""
    found = addresses_in(block, key)
    shown = rendering.addresses_out(found)
    return {"items": shown, "next": shown[-1]["address"] if len(shown) == MOST_ADDRESSES else None}


@router.post("/prefixes/{item_id}/allot", response={201: list[schemas.AddressOut]}, **guarded(WRITE))
def allot_addresses(request: HttpRequest, item_id: UUID, body: schemas.AllotIn) -> Status[list[dict[str, Any]]]:
    """Allot the address that is named, or the next free ones; 409 when somebody has it or there is no room."""
    made = allot(item_id, Wish(**body.dict()))
    forget_figures()
    return Status(201, _uses_out([use.id for use in made]))


@router.post("/prefixes/{item_id}/divide", response={201: list[schemas.PrefixOut]}, **guarded(WRITE))
def divide_prefix(request: HttpRequest, item_id: UUID, body: schemas.DivideIn) -> Status[list[dict[str, Any]]]:
    """Make prefixes inside, each an item: the one named, or the next free ones of a length."""
    made = divide(item_id, Piece(**body.dict()))
    forget_figures()
    rows = AddressBlock.objects.select_related("item__organisation").filter(pk__in=[item.id for item in made])
    return Status(201, rendering.prefixes_out(list(rows.order_by("first"))))


@router.get("/addresses", response=Page[schemas.AddressOut], **described(guarded(READ, ADDRESSES), ADDRESS, WITHIN))
def addresses(request: HttpRequest) -> dict[str, Any]:
    """Allotted addresses; `address` is one of them, `within` those inside a prefix."""
    rows = _at_address(request, seen_uses())
    if text := request.GET.get("within"):
        first, last = bounds("within", text)
        rows = rows.filter(key__gte=first, key__lte=last)
    return page(request, rows, ADDRESSES, lambda uses: rendering.addresses_out(standings_of(uses)))


@router.post("/addresses/release", response=BulkOut, **guarded(WRITE))
def release_addresses(request: HttpRequest, body: RowsIn) -> dict[str, Any]:
    """Give addresses back; each has its own result."""
    results = release_all(body.ids)
    forget_figures()
    return {"results": results}


@router.post("/addresses/extend", response=BulkOut, **guarded(WRITE))
def extend_addresses(request: HttpRequest, body: schemas.ExtendIn) -> dict[str, Any]:
    """Let addresses be used until another day; each has its own result."""
    return {"results": extend_all(body.ids, body.until)}


@router.patch("/addresses/{address_id}", response=schemas.AddressOut, **guarded(WRITE, versioned=True))
def change_address(request: HttpRequest, address_id: UUID, body: schemas.UsePatchIn) -> dict[str, Any]:
    """Say something else of an allotted address, or allot a reserved one; 412 when somebody saved first."""
    given = body.dict(exclude_unset=True)
    version = named_version(request, given.pop("version", None))
    changes = {name: value for name, value in given.items() if value is not None or name in ("item", "until")}
    change_use(address_id, version, changes)
    return _uses_out([address_id])[0]


@router.get("/address-changes", response=Page[schemas.AddressChangeOut], **described(guarded(READ, CHANGES), ADDRESS))
def address_changes(request: HttpRequest) -> dict[str, Any]:
    """What happened to allotted addresses, newest first; those that were released are told of, too."""
    return page(request, _at_address(request, seen_changes()), CHANGES, rendering.changes_out)


@router.get("/address-conflicts", response=schemas.ConflictsOut, **guarded(READ))
def address_conflicts(request: HttpRequest, zone: str | None = None, kind: str | None = None) -> dict[str, Any]:
    """What machines report and what is planned, where they do not agree."""
    if kind is not None and kind not in KINDS:
        detail = f"kind 只能是 {'、'.join(KINDS)}。"
        raise Invalid("bad_filter", detail, [FieldError("kind", detail)])
    titles = zone_titles()
    found = list(conflicts(zone))
    counts = Counter(each.kind for each in found)
    chosen = (each for each in found if kind is None or each.kind == kind)
    shown = [rendering.conflict_out(each, titles) for each in islice(chosen, MOST)]
    return {"items": shown, "counts": {each: counts[each] for each in KINDS}}


@router.get("/items/{item_id}/addresses", response=list[schemas.AddressOut], **guarded(READ))
def addresses_of_item(request: HttpRequest, item_id: UUID) -> list[dict[str, Any]]:
    """Addresses that are allotted to an item; the first 1,000."""
    if not queries.seen_items().filter(id=item_id).exists():
        raise no_such_item(item_id)
    rows = AddressUse.objects.select_related("block__item", "item").filter(item_id=item_id).order_by("zone", "key")
    return rendering.addresses_out(standings_of(list(rows[:1000])))


def _uses_out(ids: list[UUID]) -> list[dict[str, Any]]:
    rows = AddressUse.objects.select_related("block__item", "item").filter(id__in=ids).order_by("key")
    return rendering.addresses_out(standings_of(list(rows)))


def _at_address(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    text = request.GET.get("address")
    return rows.filter(key=_key("address", text)) if text else rows


def _key(name: str, text: str) -> str:
    try:
        return key_of(read_address(text))
    except UnreadableError as error:
        raise bad_address(name, str(error)) from error


def bounds(name: str, text: str) -> tuple[str, str]:
    """The first and the last key of a prefix, or of an address."""
    if "/" not in text:
        key = _key(name, text)
        return key, key
    try:
        network = read_network(text)
    except UnreadableError as error:
        raise bad_address(name, str(error)) from error
    return key_of(network[0]), key_of(network[-1])

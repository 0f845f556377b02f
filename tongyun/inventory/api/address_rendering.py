"""The plan of addresses as the API shows it: what is out of the caller's scope is counted, not named."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from tongyun.kernel.facade import hidden_fields, is_hidden, may, reach_of

from ..address_plan.conflicts import ConflictFound
from ..address_plan.figures import Figures, figures_of
from ..address_plan.inside import MAPPED, free_spans_in
from ..address_plan.sight import line_of, seen_blocks
from ..address_plan.standing import Standing
from ..addressing.space import largest_aligned
from ..addressing.texts import BITS, address_of, at
from ..models import AddressBlock, AddressChange, Item
from ..queries import READ, RESOURCE
from ..services.addresses.hiding import tells_gateways, tells_holders
from ..services.addresses.room import edges_of, network_of, span_of
from ..services.addresses.zones import zone_titles
from ..services.relations import WRITE

UNKNOWN_ZONE = ("未指明", "Not said")


def prefixes_out(blocks: Sequence[AddressBlock]) -> list[dict[str, Any]]:
    """A page of ranges."""
    figures, titles = figures_of(blocks), zone_titles()
    vlans = _vlans(blocks)
    parents = _parents_in_sight(blocks)
    return [_prefix_out(block, figures[block.pk], titles, vlans, parents[block.pk]) for block in blocks]


def prefix_detail_out(block: AddressBlock) -> dict[str, Any]:
    """One range with what is around and inside."""
    children = list(seen_blocks().filter(parent=block).order_by("first", "last")[:500])
    shown = prefixes_out([block, *line_of(block), *children])
    line, inside = shown[1 : len(shown) - len(children)], shown[len(shown) - len(children) :]
    first, last = span_of(block)
    return {
        **shown[0],
        "line": line,
        "inside": inside,
        "hidden_inside": block.children.count() - len(children),
        "free_spans": [_span_out(block.family, span) for span in free_spans_in(block)],
        "special": _special(block),
        "mapped": last - first < MAPPED,
        "open": may(WRITE, organisation=block.item.organisation_id),
    }


def addresses_out(standings: Iterable[Standing]) -> list[dict[str, Any]]:
    """Addresses in use."""
    titles, reach, tells = zone_titles(), reach_of(READ), tells_holders()
    return [
        {
            "id": each.use.id if each.use else None,
            "version": each.use.version if each.use else None,
            "address": str(address_of(each.key)),
            **_zone_out(each.zone, titles),
            "prefix": _named(each.block.item) if reach.covers(each.block.item.organisation_id) else None,
            "state": each.state,
            "item": _named(item) if (item := each.use.item if each.use else None) and _sees(reach, item) else None,
            "item_hidden": bool(item and not _sees(reach, item)),
            "holders": [_named(holder) for holder in each.holders if tells and _sees(reach, holder)],
            "unseen_holders": sum(not (tells and _sees(reach, holder)) for holder in each.holders),
            "conflict": each.conflict,
            "stale": each.stale,
            "purpose": each.use.purpose if each.use else "",
            "owner": each.use.owner if each.use else "",
            "reference": each.use.reference if each.use else "",
            "until": each.use.until if each.use else None,
            "created_at": each.use.created_at if each.use else None,
            "updated_at": each.use.updated_at if each.use else None,
        }
        for each in standings
    ]


def conflict_out(found: ConflictFound, titles: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """One thing that does not agree."""
    reach = reach_of(READ)
    item = found.item or (found.use.item if found.use else None)
    in_scope = [holder for holder in found.holders if _sees(reach, holder)] if tells_holders() else []
    hidden_item = item is not None and not _sees(reach, item)
    return {
        "kind": found.kind,
        "address": str(address_of(found.key)) if found.key else "",
        **_zone_out(found.zone, titles),
        "prefix": _named(found.block.item) if found.block else None,
        "use": found.use.id if found.use else None,
        "item": _named(item) if item is not None and not hidden_item else None,
        "holders": [_named(holder) for holder in in_scope],
        "unseen": len(found.holders) - len(in_scope) + hidden_item,
    }


def changes_out(changes: list[AddressChange]) -> list[dict[str, Any]]:
    """A page of what happened; items out of scope are not named."""
    ids = {UUID(each["id"]) for change in changes for each in change.delta.get("item", ()) if each}
    reach = reach_of(READ)
    seen = {str(item.id) for item in Item.objects.filter(id__in=ids) if _sees(reach, item)}
    return [
        {
            "id": change.id,
            "at": change.at,
            "kind": change.kind,
            "address": str(address_of(change.key)),
            "zone": change.zone,
            "prefix": _named(change.place),
            "actor_kind": change.actor_kind,
            "actor_name": change.actor_name,
            "delta": {name: [_told(each, seen) for each in pair] for name, pair in change.delta.items()},
        }
        for change in changes
    ]


def _told(value: Any, seen: set[str]) -> Any:
    return {"hidden": True} if isinstance(value, dict) and value.get("id") not in seen else value


def _prefix_out(
    block: AddressBlock,
    figures: Figures,
    titles: dict[str, tuple[str, str]],
    vlans: dict[str, Item],
    parent: UUID | None,
) -> dict[str, Any]:
    item = block.item
    network = network_of(block)
    first, last = address_of(block.first), address_of(block.last)
    hidden = hidden_fields(RESOURCE)
    vlan = vlans.get(str(item.attributes.get("vlan"))) if not is_hidden("attributes.vlan", hidden) else None
    organisation = item.organisation if not is_hidden("organisation", hidden) else None
    return {
        "id": item.id,
        "name": item.name,
        "kind": block.kind,
        "range": str(network) if network else f"{first}-{last}",
        "first": str(first),
        "last": str(last),
        "family": block.family,
        "length": block.length,
        **_zone_out(block.zone, titles),
        "gateway": str(address_of(block.gateway)) if block.gateway and tells_gateways() else None,
        "shared": block.shared,
        "parent": parent,
        "purpose": "" if is_hidden("attributes.purpose", hidden) else str(item.attributes.get("purpose") or ""),
        "vlan": _named(vlan) if vlan else None,
        "organisation": {"id": organisation.id, "name": organisation.name} if organisation else None,
        "figures": {
            "size": str(figures.size),
            "used": str(figures.used),
            "divided": str(figures.divided),
            "free": str(max(figures.size - figures.taken, 0)),
            "share": min(figures.share, 1.0),
            "children": figures.children,
        },
    }


def _special(block: AddressBlock) -> dict[str, str]:
    """What no machine may be given, by address."""
    found = {}
    network = network_of(block)
    if network is not None:
        first = int(network.network_address)
        edges = edges_of(network)
        found = {str(at(block.family, edge)): "network" if edge == first else "broadcast" for edge in sorted(edges)}
    if block.gateway and tells_gateways():
        found[str(address_of(block.gateway))] = "gateway"
    return found


def _span_out(family: int, span: tuple[int, int]) -> dict[str, Any]:
    first, last = span
    return {
        "first": str(at(family, first)),
        "last": str(at(family, last)),
        "size": str(last - first + 1),
        "largest": BITS[family] - (largest_aligned(span).bit_length() - 1),
    }


def _parents_in_sight(blocks: Sequence[AddressBlock]) -> dict[UUID, UUID | None]:
    """The nearest range around each that the caller sees: one out of scope in between does not show. A query for each
    step outwards, not for each range."""
    reach = reach_of(READ)
    found = {block.pk: block.parent_id for block in blocks}
    asked = {parent for parent in found.values() if parent is not None}
    while asked:
        rows = AddressBlock.objects.filter(pk__in=asked).values_list("pk", "parent_id", "item__organisation_id")
        passed = {pk: parent for pk, parent, organisation in rows if not reach.covers(organisation)}
        found = {pk: passed.get(parent, parent) if parent else None for pk, parent in found.items()}
        asked = {parent for parent in passed.values() if parent is not None}
    return found


def _vlans(blocks: Sequence[AddressBlock]) -> dict[str, Item]:
    """The VLANs that ranges name, as far as they are in scope."""
    ids = set()
    for block in blocks:
        try:
            ids.add(UUID(str(block.item.attributes.get("vlan"))))
        except ValueError:
            continue
    reach = reach_of(READ)
    return {str(item.id): item for item in Item.objects.filter(id__in=ids) if _sees(reach, item)}


def _zone_out(zone: str, titles: dict[str, tuple[str, str]]) -> dict[str, str]:
    zh, en = titles.get(zone, (zone, zone)) if zone else UNKNOWN_ZONE
    return {"zone": zone, "zone_title": zh, "zone_title_en": en}


def _sees(reach: Any, item: Item) -> bool:
    return bool(reach.covers(item.organisation_id))


def _named(item: Item) -> dict[str, Any]:
    return {"id": item.id, "name": item.name}

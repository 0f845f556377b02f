"""Routes of the topology: what hangs on what, what breaks with an item, what can break it (CD-O-16 to CD-O-20)."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from tongyun.kernel.facade import Schema, guarded, hidden_fields, is_hidden

from ..catalogue import catalogue
from ..errors import no_such_item
from ..models import Item, RelationType
from ..queries import RESOURCE, health_of, seen_items
from ..services.redundancy import said_by, set_redundancy
from ..topology.impact import Impact, around, impact, struck_now
from ..topology.reach import Support
from ..topology.summary import SYSTEM, summary_of
from ..topology.ways import Travel
from . import rendering
from . import topology_schemas as schemas

router = Router(tags=["inventory"])

DEPTH, LIMIT, MOST_SYSTEMS = 6, 200, 5000


class Asked(Schema):
    """What to show of the topology."""

    view: Travel = Field("affected", description="affected：它故障影响谁；causes：谁会导致它故障；around：全部关联")
    depth: int = Field(DEPTH, ge=1, le=16, description="层数")
    limit: int = Field(LIMIT, ge=1, le=5000, description="最多多少个配置项，超出则截断并说明")
    present: bool = Field(False, description="把当前故障的配置项计为已经失效")


@router.get("/relation-types", response=list[schemas.RelationTypeOut], by_alias=True, **guarded("inventory:read"))
def relation_types(request: HttpRequest) -> list[dict[str, Any]]:
    """All kinds of relation in use."""
    return [kind_out(kind) for kind in RelationType.objects.filter(retired=False).order_by("key")]


@router.get("/topology/systems", response=schemas.SystemsOut, **guarded("inventory:read"))
def systems(request: HttpRequest) -> dict[str, Any]:
    """Every business system with what the failures of this moment do to it, the worst first."""
    rows = seen_items().filter(type_id__in=catalogue().subtypes(SYSTEM)).exclude(lifecycle=Item.Lifecycle.RETIRED)
    found = list(rows.only("id", "name", "lifecycle", "last_seen_at").order_by("name")[:MOST_SYSTEMS])
    struck, cut = struck_now({row.id for row in found})
    health = health_of(found)
    told = [
        {
            "id": row.id,
            "name": row.name,
            "health": health[row.id][0],
            "health_reason": health[row.id][1],
            "struck": struck.get(row.id, ""),
        }
        for row in found
    ]
    told.sort(key=lambda each: ("down", "degraded", "").index(each["struck"]) if each["health"] != "critical" else -1)
    return {"systems": told, "cut": cut or len(found) == MOST_SYSTEMS}


@router.get("/items/{item_id}/topology", response=schemas.TopologyOut, by_alias=True, **guarded("inventory:read"))
def topology(request: HttpRequest, item_id: UUID, asked: Query[Asked]) -> dict[str, Any]:
    """What hangs on what around one item: what breaks with it, what can have broken it, or all its relations."""
    _refuse_unseen(item_id)
    if asked.view == "around":
        found = around(item_id, depth=asked.depth, limit=asked.limit)
    else:
        found = impact(item_id, asked.view, depth=asked.depth, limit=asked.limit, present=asked.present)
    return {
        "root": item_id,
        "view": asked.view,
        "depth": asked.depth,
        "cut": found.cut,
        "deeper": found.deeper,
        **_drawn(found),
        **_concerned(found, asked.view),
    }


@router.get("/items/{item_id}/redundancy", response=list[schemas.RedundancyOut], **guarded("inventory:read"))
def redundancy(request: HttpRequest, item_id: UUID) -> list[dict[str, str]]:
    """What an item says of how many supports it needs."""
    _refuse_unseen(item_id)
    return _said(item_id)


@router.put("/items/{item_id}/redundancy", response=list[schemas.RedundancyOut], **guarded("inventory:write"))
def say_redundancy(request: HttpRequest, item_id: UUID, body: schemas.RedundancyIn) -> list[dict[str, str]]:
    """Say how many of its supports of one kind an item needs, such as 2 of 3; null takes that back."""
    _refuse_unseen(item_id)
    set_redundancy(item_id, body.type, body.group, body.needs)
    return _said(item_id)


def _refuse_unseen(item_id: UUID) -> None:
    if not seen_items().filter(id=item_id).exists():
        raise no_such_item(item_id)


def _said(item_id: UUID) -> list[dict[str, str]]:
    return rendering.needs_out(said_by([item_id])[item_id])


def kind_out(kind: RelationType) -> dict[str, Any]:
    """One kind of relation."""
    return {
        **{name: getattr(kind, name) for name in _TOLD},
        "schema": kind.schema,
        "derived": bool(kind.derive),
    }


_TOLD = (
    *("key", "title", "title_en", "reverse_title", "reverse_title_en", "description", "description_en"),
    *("cardinality", "impact", "needs", "acyclic", "source_types", "target_types", "pack"),
)


def _drawn(found: Impact) -> dict[str, Any]:
    """What there is to draw."""
    types, health = catalogue(), health_of(found.nodes)
    used = [view for key in sorted({node.type for node in found.nodes}) if (view := types.get(key))]
    kinds = [found.kinds.by_key[key] for key in sorted({each.type for each in found.supports})]
    return {
        "counts": dict(Counter(node.verdict for node in found.nodes)),
        "nodes": [
            {
                "id": node.id,
                "name": node.name,
                "type": node.type,
                "lifecycle": node.lifecycle,
                "health": health[node.id][0],
                "health_reason": health[node.id][1],
                "depth": node.depth,
                "verdict": node.verdict,
                "struck": node.struck,
            }
            for node in found.nodes
        ],
        "edges": [_edge(each) for each in found.supports],
        "spares": [vars(each) for each in found.spares],
        "types": [
            {"key": view.key, "title": view.title, "title_en": view.title_en, "icon": view.icon} for view in used
        ],
        "relations": [kind_out(kind) for kind in kinds],
    }


def _edge(support: Support) -> dict[str, Any]:
    ends = (support.cause, support.sufferer)
    source, target = ends if support.forward else ends[::-1]
    return {
        "id": support.relation,
        "type": support.type,
        "source": source,
        "target": target,
        "cause": support.cause,
        "sufferer": support.sufferer,
        "group": support.group,
    }


def _concerned(found: Impact, view: str) -> dict[str, Any]:
    """Whom a failure concerns; asked of the other views there is nobody."""
    if view != "affected":
        return {"systems": [], "departments": [], "contracts": []}
    told = summary_of(found)
    departments = () if is_hidden("organisation", hidden_fields(RESOURCE)) else told.departments
    return {
        "systems": [{"id": node.id, "name": node.name, "verdict": node.verdict} for node in told.systems],
        "departments": [vars(each) for each in departments],
        "contracts": [{"id": key, "name": name} for key, name in told.contracts],
    }

"""Routes of time travel: an item and its graph as of a moment, differences, all changes, and taking them back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.timezone import is_naive, make_aware
from ninja import Query, Router
from pydantic import Field

from tongyun.kernel.contracts import FieldError, Invalid, utc_now
from tongyun.kernel.facade import Filter, Listing, Page, Schema, guarded, page, reach_of

from .. import queries
from ..errors import no_such_batch, no_such_item, not_yet
from ..models import ChangeBatch, Item, ItemChange
from ..past.graphs import compare, graph_at, moments_of
from ..past.items import MOST_EDGES, difference, past_of, spans_at
from ..services.reverting import REVERT, revert_batch, revert_change
from ..topology.ways import Travel
from . import columns, past_schemas, rendering, schemas
from . import past_rendering as shown

router = Router(tags=["inventory"])

DEPTH, LIMIT = 8, 1_000
#: Moments that are told: more would not fit on a slider.
MOMENTS = 400

CHANGES = Listing(
    filters={
        "at": Filter("at", datetime, "时间"),
        "kind": Filter("kind", description="变更：created、updated、lifecycle、relation"),
        "item": Filter("item_id", UUID, "配置项"),
        "type": Filter("type_key", description="当时的模型"),
        "actor": Filter("actor_name", description="操作人"),
        "actor_kind": Filter("actor_kind", description="操作人类型：user、agent、system"),
        "batch": Filter("batch_id", UUID, "批次"),
    },
    sorts={"at": "at"},
    default_sort="-at",
    search=("name", "actor_name"),
    columns=columns.HISTORY,
    title=("资源变更", "Changes of items"),
)
BATCHES = Listing(
    filters={
        "at": Filter("at", datetime, "时间"),
        "kind": Filter("kind", description="来源：edit、observation、lifecycle、import、revert、types"),
        "actor": Filter("actor_name", description="操作人"),
    },
    sorts={"at": "at"},
    default_sort="-at",
    search=("note", "actor_name"),
    columns=columns.BATCHES,
    title=("变更批次", "Batches of changes"),
)


class Walk(Schema):
    """Which way to walk from an item, and how far."""

    travel: Travel = Field("causes", description="causes：它依赖什么；affected：什么依赖它；around：全部关联")
    depth: int = Field(DEPTH, ge=0, le=16, description="层数")
    limit: int = Field(LIMIT, ge=1, le=5_000, description="最多多少个配置项，超出则截断并说明")


class Span(Schema):
    """Two moments to compare."""

    since: datetime = Field(description="起始时间")
    until: datetime | None = Field(None, description="结束时间，默认为现在")

    def moments(self) -> tuple[datetime, datetime]:
        """Both, the earlier first; raises Invalid when they are the wrong way round."""
        early, late = _moment(self.since), _moment(self.until)
        if early > late:
            raise Invalid("bad_span", "起始时间不能晚于结束时间。", [FieldError("since", "晚于结束时间")])
        return early, late


@router.get("/items/{item_id}/as-of", response=past_schemas.PastItemOut, **guarded("inventory:read"))
def item_as_of(request: HttpRequest, item_id: UUID, as_of: datetime) -> dict[str, Any]:
    """An item as of a moment, with its relations then; 404 when it was not registered yet."""
    row, at = _row(item_id), _moment(as_of)
    past = past_of(row, at)
    if past is None:
        raise not_yet(row.created_at)
    return shown.past_out(past, list(spans_at(row.id, at)[:MOST_EDGES]))


@router.get("/items/{item_id}/moments", response=past_schemas.MomentsOut, **guarded("inventory:read"))
def moments(request: HttpRequest, item_id: UUID, travel: Travel | None = None) -> dict[str, Any]:
    """When an item changed, or with `travel` when its present graph did: the newest 400 moments."""
    row = _row(item_id)
    ids = [row.id]
    if travel is not None:
        ids = list(graph_at(row, utc_now(), travel, depth=DEPTH, limit=LIMIT).nodes) or ids
    found = moments_of(ids, MOMENTS, whole=travel is None)
    return {"began_at": row.created_at, "moments": [{"at": at, "changes": count} for at, count in found]}


@router.get("/items/{item_id}/difference", response=past_schemas.DifferenceOut, **guarded("inventory:read"))
def item_difference(request: HttpRequest, item_id: UUID, span: Query[Span]) -> dict[str, Any]:
    """What became different of an item between two moments, the second of which is now unless said otherwise."""
    row = _row(item_id)
    early, late = span.moments()
    return shown.difference_out(row.id, row.type_id, difference(row, early, late), early, late)


@router.get("/items/{item_id}/graph", response=past_schemas.GraphOut, **guarded("inventory:read"))
def item_graph(request: HttpRequest, item_id: UUID, walk: Query[Walk], as_of: datetime | None = None) -> dict[str, Any]:
    """What an item hung on (`causes`), what hung on it (`affected`) or all around it, as of a moment or now."""
    row = _row(item_id)
    return shown.graph_out(row.id, graph_at(row, _moment(as_of), **walk.dict()))


@router.get("/items/{item_id}/graph/difference", response=past_schemas.GraphDifferenceOut, **guarded("inventory:read"))
def graph_difference(request: HttpRequest, item_id: UUID, span: Query[Span], walk: Query[Walk]) -> dict[str, Any]:
    """What became different of the graph around an item between two moments."""
    row = _row(item_id)
    before, after = (graph_at(row, at, **walk.dict()) for at in span.moments())
    return shown.graph_difference_out(row.id, compare(before, after))


@router.get("/changes", response=Page[schemas.ChangeOut], **guarded("inventory:read", CHANGES))
def changes(request: HttpRequest) -> dict[str, Any]:
    """Changes of all items in the caller's scope, newest first."""
    rows = ItemChange.objects.select_related("item", "other")
    if not reach_of(queries.READ).everything:
        seen = queries.seen_items().values("id")
        rows = rows.filter(Q(other=None) | Q(other__in=seen), item__in=seen)
    return page(request, rows, CHANGES, rendering.changes_out)


@router.get("/change-batches", response=Page[past_schemas.BatchOut], **guarded("inventory:read", BATCHES))
def batches(request: HttpRequest) -> dict[str, Any]:
    """Changes that belong together: requests, imports, observations, reverts; newest first."""
    rows = ChangeBatch.objects.all()
    if not reach_of(queries.READ).everything:
        rows = rows.filter(_seen())
    return page(request, rows, BATCHES, shown.batches_out)


@router.get("/change-batches/{batch_id}", response=past_schemas.BatchOut, **guarded("inventory:read"))
def batch(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    """One batch; its changes are `/changes?batch=…`."""
    row = ChangeBatch.objects.filter(_seen(), id=batch_id).first()
    if row is None:
        raise no_such_batch()
    return shown.batches_out([row])[0]


@router.post("/changes/{change_id}/revert", response=past_schemas.ReversalOut, **guarded(REVERT))
def take_back(request: HttpRequest, change_id: UUID, body: past_schemas.RevertIn) -> dict[str, Any]:
    """Take one change back, or only tell what that would do."""
    done = revert_change(change_id, **_asked(body))
    return shown.reversal_out(done, dry_run=body.dry_run)


@router.post("/change-batches/{batch_id}/revert", response=past_schemas.ReversalOut, **guarded(REVERT))
def take_batch_back(request: HttpRequest, batch_id: UUID, body: past_schemas.RevertIn) -> dict[str, Any]:
    """Take all changes of a batch back, or only tell what that would do; at most 5,000 changes."""
    done = revert_batch(batch_id, **_asked(body))
    return shown.reversal_out(done, dry_run=body.dry_run)


def _asked(body: past_schemas.RevertIn) -> dict[str, Any]:
    return {
        "reason": body.reason,
        "dry_run": body.dry_run,
        "on_conflict": body.on_conflict,
        "expected": body.expected,
    }


def _seen() -> Exists:
    seen = queries.seen_items().values("id")
    return Exists(ItemChange.objects.filter(batch_id=OuterRef("pk"), item__in=seen))


def _row(item_id: UUID) -> Item:
    row = queries.seen_items().filter(id=item_id).first()
    if row is None:
        raise no_such_item(item_id)
    return row


def _moment(moment: datetime | None) -> datetime:
    """A moment without a zone is meant in China; none is now."""
    if moment is None:
        return utc_now()
    return make_aware(moment) if is_naive(moment) else moment

"""Connect and disconnect items. The database holds the cardinality; a move is one transaction."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from tongyun.kernel.facade import may, require, visible

from ..catalogue import Catalogue, catalogue
from ..contracts import PERSON
from ..errors import end_taken, no_such_item, no_such_relation, no_such_relation_type, relation_refused
from ..models import Item, ItemChange, Relation, RelationSlot, RelationType
from . import spans
from .edge_details import EdgeDetails, checked, details_of
from .marking import refresh_marks, relations_in_rules
from .occasions import occasion
from .recording import next_version, record

WRITE = "inventory:write"
#: Longer chains of one acyclic relation are refused: they are a mistake, and walking them must stay cheap.
MAX_DEPTH = 64

NOTHING_SAID = EdgeDetails()
#: The far end of an edge, and what the edge says of itself.
End = tuple[Item, EdgeDetails]
#: The kinds of relation whose edges a write can touch, by the item as it is before.
KindsOf = Callable[[Item], Collection[str]]


@dataclass(frozen=True)
class Tie:
    """An edge that is to be drawn from an item; with `replace` one that holds the place at the far end gives way."""

    kind: str
    target: UUID
    details: EdgeDetails = NOTHING_SAID
    replace: bool = False


LIMITED_SIDES = {
    RelationType.Cardinality.ONE_TO_ONE: (RelationSlot.Side.SOURCE, RelationSlot.Side.TARGET),
    RelationType.Cardinality.ONE_TO_MANY: (RelationSlot.Side.SOURCE,),
    RelationType.Cardinality.MANY_TO_MANY: (),
}


@transaction.atomic
@occasion()
def relate(
    type_key: str,
    source_id: UUID,
    target_id: UUID,
    *,
    replace: bool = False,
    details: EdgeDetails = NOTHING_SAID,
) -> Relation:
    """Connect two items as a person; with `replace` an edge that holds a limited end makes room in the same step.

    Needs inventory:write. Raises Conflict when a limited end is taken, Invalid for circles, ends of a wrong type and
    details that the kind does not allow.
    """
    require(WRITE)
    kind = lock_kind(type_key)
    source = own_item(source_id)
    target = visible(Item.objects.all(), "inventory:read").filter(id=target_id).first()
    if target is None:
        raise no_such_item(target_id)
    return connect(catalogue(), kind, source, target, knowledge=PERSON, replace=replace, details=checked(kind, details))


@transaction.atomic
@occasion()
def unrelate(relation_id: UUID) -> None:
    """Remove an edge as a person. Needs inventory:write; raises NotFound when there is none."""
    source, relation = held_edge(relation_id)
    disconnect(source, relation)
    refresh_marks(catalogue(), source)


def held_edge(relation_id: UUID) -> tuple[Item, Relation]:
    """An edge that a person is about to change, and its source, both held. Needs inventory:write; raises NotFound."""
    require(WRITE)
    edges = visible(Relation.objects.all(), "inventory:read", organisation="target__organisation_id")
    found = edges.filter(id=relation_id).values_list("type_id", "source_id").first()
    if found is None:
        raise no_such_relation()
    lock_kind(found[0])
    source = locked_item(found[1])
    if not may(WRITE, organisation=source.organisation_id):
        raise no_such_relation()
    relation = Relation.objects.select_related("target", "type").filter(id=relation_id, source=source).first()
    if relation is None:
        raise no_such_relation()
    return source, relation


def connect(
    types: Catalogue,
    kind: RelationType,
    source: Item,
    target: Item,
    *,
    knowledge: str,
    replace: bool = False,
    fresh: bool = False,
    details: EdgeDetails = NOTHING_SAID,
) -> Relation:
    """Connect inside the caller's transaction, which holds the source's row. A `fresh` source (made just now) cannot
    close a circle, so nothing is walked for it."""
    present = Relation.objects.filter(type=kind, source=source, target=target).first() if not fresh else None
    if present is not None:
        return present
    _check_ends(types, kind, source, target)
    if kind.acyclic and not fresh:
        _check_circle(kind, source, target)
    if replace:
        _make_room(kind, source, target)
    relation = _insert(kind, source, target, knowledge, details)
    spans.begin(relation, note(source, kind.key, None, (target, details)))
    if not fresh and kind.key in relations_in_rules(types.types[source.type_id]):
        refresh_marks(types, source)
    return relation


def disconnect(source: Item, relation: Relation) -> None:
    """Remove an edge inside the caller's transaction, which holds the source's row."""
    at = note(source, relation.type_id, (relation.target, details_of(relation)), None)
    spans.end(relation, at)
    relation.delete()


def lock_kind(type_key: str, *, fresh: bool = False) -> RelationType:
    """The relation type. Writers of kinds whose rule spans several rows (circles, both ends limited) take turns; an
    edge of a `fresh` source needs no turn for circles."""
    kind = RelationType.objects.filter(key=type_key, retired=False).first()
    if kind is None:
        raise no_such_relation_type(type_key)
    if (kind.acyclic and not fresh) or kind.cardinality == RelationType.Cardinality.ONE_TO_ONE:
        RelationType.objects.select_for_update(no_key=True).get(key=type_key)
    return kind


def hold_kinds(keys: Iterable[str], *, fresh: Iterable[str] = ()) -> None:
    """Hold kinds of relation as `lock_kind` does, in the order of all writers, before anybody's items are held; `fresh`
    are those whose edges begin at items made just now. Of one that is retired whoever draws its edge is told."""
    known, new = set(keys), set(fresh)
    if not known and not new:
        return
    circles = Q(key__in=known, acyclic=True)
    both_ends = Q(key__in=known | new, cardinality=RelationType.Cardinality.ONE_TO_ONE)
    rows = RelationType.objects.select_for_update(no_key=True).filter(circles | both_ends, retired=False)
    list(rows.order_by("key").values_list("key"))


def locked_item(item_id: UUID, kinds_of: KindsOf | None = None) -> Item:
    """The item, its row held until the transaction ends; foreign keys to it do not wait for that.

    A write that may touch edges besides names their kinds: these are held first, by what the item is before; where
    somebody changed it meanwhile so that it needs others, everything is let go and held anew.
    """
    if kinds_of is None:
        return _locked(item_id)
    item = Item.objects.filter(id=item_id).first()
    if item is None:
        raise no_such_item(item_id)
    while True:
        kinds, version = set(kinds_of(item)), item.version
        before = transaction.savepoint()
        hold_kinds(kinds)
        item = _locked(item_id)
        if item.version == version or kinds.issuperset(kinds_of(item)):
            transaction.savepoint_commit(before)
            return item
        transaction.savepoint_rollback(before)


def _locked(item_id: UUID) -> Item:
    item = Item.objects.select_for_update(no_key=True).filter(id=item_id).first()
    if item is None:
        raise no_such_item(item_id)
    return item


def own_item(item_id: UUID, kinds_of: KindsOf | None = None) -> Item:
    """An item that a person is about to change, held as `locked_item` says. Needs inventory:write; one out of scope is
    told from none by nothing."""
    require(WRITE)
    item = locked_item(item_id, kinds_of)
    if not may(WRITE, organisation=item.organisation_id):
        raise no_such_item(item_id)
    return item


def _check_ends(types: Catalogue, kind: RelationType, source: Item, target: Item) -> None:
    if source.id == target.id:
        raise relation_refused(f"“{source.name}”不能与自身建立“{kind.title}”关系。")
    for item, allowed, side in ((source, kind.source_types, "源"), (target, kind.target_types, "目标")):
        view = types.get(item.type_id)
        if allowed and (view is None or not set(allowed) & set(view.lineage)):
            title = view.title if view else item.type_id
            raise relation_refused(f"“{kind.title}”关系的{side}不能是“{title}”。")
        if item.lifecycle == Item.Lifecycle.RETIRED:
            raise relation_refused(f"“{item.name}”已退役，不能建立新的关系。")


def _check_circle(kind: RelationType, source: Item, target: Item) -> None:
    seen: set[UUID] = {source.id}
    edge: set[UUID] = {target.id}
    for _ in range(MAX_DEPTH):
        if edge & seen:
            raise relation_refused(f"“{kind.title}”关系不能成环：{target.name} 已在 {source.name} 之下。")
        edge = set(Relation.objects.filter(type=kind, source_id__in=edge).values_list("target_id", flat=True))
        if not edge:
            return
    raise relation_refused(f"“{kind.title}”关系超过 {MAX_DEPTH} 层。")


def _make_room(kind: RelationType, source: Item, target: Item) -> None:
    ends = {RelationSlot.Side.SOURCE: source, RelationSlot.Side.TARGET: target}
    for side in LIMITED_SIDES[RelationType.Cardinality(kind.cardinality)]:
        slot = RelationSlot.objects.filter(type=kind, side=side, item=ends[side]).first()
        if slot is None:
            continue
        held = Relation.objects.select_related("target").get(id=slot.relation_id)
        owner = source if held.source_id == source.id else locked_item(held.source_id)
        disconnect(owner, held)
        if owner is not source:
            refresh_marks(catalogue(), owner)


def _insert(kind: RelationType, source: Item, target: Item, knowledge: str, details: EdgeDetails) -> Relation:
    ends = {RelationSlot.Side.SOURCE: source, RelationSlot.Side.TARGET: target}
    sides = LIMITED_SIDES[RelationType.Cardinality(kind.cardinality)]
    try:
        with transaction.atomic():
            relation = Relation.objects.create(
                type=kind,
                source=source,
                target=target,
                source_of_knowledge=knowledge,
                description=details.description,
                attributes=dict(details.attributes),
                redundancy_group=details.group,
            )
            RelationSlot.objects.bulk_create(
                RelationSlot(type=kind, side=side, item=ends[side], relation=relation) for side in sides
            )
    except IntegrityError as error:
        raise end_taken(kind.title) from error
    return relation


def note(source: Item, key: str, before: End | None, after: End | None) -> datetime:
    """Write down with the source that an edge came, went, or says something else; gives the moment of it."""
    next_version(source)
    far = after or before
    delta = {f"@{key}": [_told(before), _told(after)]}
    return record(source, ItemChange.Kind.RELATION, delta, other=far[0] if far else None)


def _told(end: End | None) -> dict[str, Any] | None:
    if end is None:
        return None
    item, details = end
    return {"id": str(item.id), "name": item.name, **details.told()}

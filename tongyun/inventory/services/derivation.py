"""Edges that follow from items: the attribute of a source names its target (veops#389, #485).

A rule of a pack says which attribute of which type names which target. The edge is drawn, moved and removed in the
transaction that changes the attribute, so a move is one step and a refusal is told instead of lost. An edge that a
person or an agent drew stays. A target that comes later than its source is found by a sweep.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import Problem, Task, utc_now
from tongyun.kernel.facade import acting_as, run_every, system_actor

from ..catalogue import Catalogue, catalogue
from ..contracts import DERIVED
from ..kept import Kept
from ..models import Item, Relation, RelationType
from ..queries import CHUNK
from .identification import Mark, marks_of, owners_of
from .occasions import Cause, occasion
from .recording import Delta
from .relations import connect, disconnect, lock_kind, locked_item

SWEEP = "inventory.derive"
SWEEP_EVERY_S = 600.0
#: By which a target is found: its id, its name; otherwise an attribute that it is recognised by.
BY_ID, BY_NAME = "@id", "@name"


@dataclass(frozen=True)
class Rule:
    """The attribute of a source (and its subtypes) names the target of a relation, by its id, name or an identity."""

    kind: str
    source: str
    attribute: str
    target: str
    by: str


def schedule() -> None:
    """Make sure that the sweep is due again and again. Harmless when repeated."""
    run_every(SWEEP, "sweep", SWEEP_EVERY_S)


def rules() -> list[Rule]:
    """The rules in use; one small query when nothing changed."""
    return _kept.present()


def _read(_: object) -> list[Rule]:
    kinds = RelationType.objects.filter(retired=False).order_by("key")
    return [Rule(kind.key, **rule) for kind in kinds for rule in kind.derive]


_kept: Kept[list[Rule]] = Kept(RelationType, _read)


def telling(delta: Delta) -> set[str]:
    """What of a change derived edges follow. Of the lifecycle only coming back from retirement counts: until then an
    item keeps the edges it had, and the other states have the same."""
    back = delta.get("@lifecycle", [None])[0] == Item.Lifecycle.RETIRED
    return {name for name in delta if name != "@lifecycle" or back}


def followed(changes: Iterable[tuple[Collection[str] | None, Collection[str]]]) -> set[str]:
    """The kinds of relation whose derived edges changes can move, each told by the line of the item's type (None for
    any) and the names of what changes: to be held before the items are."""
    told = [(lineage, names) for lineage, names in changes if names]
    known = rules() if told else []
    return {
        rule.kind
        for lineage, names in told
        for rule in known
        if (lineage is None or rule.source in lineage) and _concerns(rule, names)
    }


def follow_all(types: Catalogue, changed: Iterable[tuple[Item, Collection[str]]]) -> None:
    """Bring the derived edges of items in step with what changed of them; the caller holds the kinds (`followed`) and
    the rows of the items. One that is retired keeps what it has until it is back.

    Raises what `connect` raises: a circle, an end of a wrong type.
    """
    known = rules()
    for item, names in changed:
        if item.lifecycle == Item.Lifecycle.RETIRED:
            continue
        lineage = types.types[item.type_id].lineage
        for rule in known:
            if rule.source in lineage and _concerns(rule, names):
                value = item.attributes.get(rule.attribute)
                _draw(types, item, rule, _targets(types, rule, [value]).get(_plain(value)))


def sweep(task: Task) -> None:
    """Draw the edges whose target came, or got its name, after the source: only looks when there is such a target
    since the turn before, however long ago that was."""
    types, since = catalogue(), min(utc_now(), task.due_at) - timedelta(seconds=2 * SWEEP_EVERY_S)
    with acting_as(system_actor("关系推导")):
        for rule in rules():
            fresh = Item.objects.filter(type_id__in=types.subtypes(rule.target), updated_at__gte=since)
            if fresh.exists():
                _catch_up(types, rule)


def _catch_up(types: Catalogue, rule: Rule) -> None:
    waiting = Item.objects.filter(type_id__in=types.subtypes(rule.source)).exclude(lifecycle=Item.Lifecycle.RETIRED)
    waiting = waiting.exclude(relations_out__type_id=rule.kind).order_by("id")
    batch: dict[UUID, Any] = {}
    for item_id, attributes in waiting.values_list("id", "attributes").iterator(chunk_size=2000):
        if attributes.get(rule.attribute) is not None:
            batch[item_id] = attributes[rule.attribute]
        if len(batch) >= CHUNK:
            _draw_late(types, rule, batch)
            batch = {}
    _draw_late(types, rule, batch)


def _draw_late(types: Catalogue, rule: Rule, values: Mapping[UUID, Any]) -> None:
    """Each edge is its own transaction: one that is refused harms no other, and is tried again with the next sweep."""
    found = _targets(types, rule, values.values())
    for item_id, value in values.items():
        if _plain(value) not in found:
            continue
        try:
            with transaction.atomic(), occasion(Cause.OBSERVATION, "关系推导"):
                lock_kind(rule.kind)
                item = locked_item(item_id)
                if item.attributes.get(rule.attribute) == value:
                    _draw(types, item, rule, found[_plain(value)])
        except Problem:
            continue


def _concerns(rule: Rule, names: Collection[str]) -> bool:
    return not {rule.attribute, "@type", "@lifecycle"}.isdisjoint(names)


def _draw(types: Catalogue, item: Item, rule: Rule, target_id: UUID | None) -> None:
    edge = Relation.objects.filter(type_id=rule.kind, source=item).select_related("target").first()
    if edge is not None and (edge.target_id == target_id or edge.source_of_knowledge != DERIVED):
        return
    if target_id is None:
        if edge is not None:
            disconnect(item, edge)
        return
    kind, target = lock_kind(rule.kind), Item.objects.get(id=target_id)
    connect(types, kind, item, target, knowledge=DERIVED, replace=True)


def _targets(types: Catalogue, rule: Rule, values: Iterable[Any]) -> dict[str, UUID]:
    """Which item each value names. A name that several bear names none: a machine does not take the first."""
    wanted = [text for value in values if (text := _plain(value))]
    rows = Item.objects.filter(type_id__in=types.subtypes(rule.target)).exclude(lifecycle=Item.Lifecycle.RETIRED)
    if rule.by == BY_ID:
        ids = {text: found for text in wanted if (found := _uuid(text))}
        there = set(rows.filter(id__in=ids.values()).values_list("id", flat=True))
        return {text: found for text, found in ids.items() if found in there}
    if rule.by == BY_NAME:
        named: dict[str, list[UUID]] = {}
        for item_id, name in rows.filter(name__in=wanted).values_list("id", "name"):
            named.setdefault(name, []).append(item_id)
        return {name: ids[0] for name, ids in named.items() if len(ids) == 1}
    marks = {text: _mark(types, rule, text) for text in wanted}
    owners = owners_of(mark for mark in marks.values() if mark)
    there = set(rows.filter(id__in=owners.values()).values_list("id", flat=True))
    owned = {text: owners.get(mark.digest) for text, mark in marks.items() if mark}
    return {text: owner for text, owner in owned.items() if owner in there}


def _mark(types: Catalogue, rule: Rule, text: str) -> Mark | None:
    view = types.types[rule.target]
    return next((mark for mark in marks_of(view, {rule.by: text}, {}) if mark.rule == (rule.by,)), None)


def _plain(value: Any) -> str:
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

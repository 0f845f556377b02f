"""One observation, cleaned and checked against its type, and what an item becomes by it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from ..catalogue import Catalogue
from ..contracts import IMPORTED, PERSON, Observation, TypeView
from ..models import Item, Relation
from .checking import attribute_problems, name_problems, storable_text
from .derivation import followed, telling
from .identification import Mark, decision_mark, marks_of, undisputed
from .items import State, amend, state_of
from .recording import delta_of
from .relations import connect, lock_kind


@dataclass(frozen=True)
class Sighting:
    """What counts of an observation. `marks` are what it is recognised by, `broken` the attributes that do not fit the
    type and are left out, `problems` what is wrong with them."""

    observation: Observation
    view: TypeView
    name: str
    attributes: Mapping[str, Any]
    volatile: Mapping[str, Any]
    marks: tuple[Mark, ...]
    #: What a person's decision about it is kept under.
    decision: Mark
    broken: frozenset[str] = field(default_factory=frozenset)
    problems: tuple[str, ...] = ()
    #: Whether the rest can be an item for itself.
    fit: bool = True

    @property
    def by_person(self) -> bool:
        """Whether it is a person's word, as rows of a table are (ADR 0028)."""
        return self.observation.source == IMPORTED

    def without(self, taken: Collection[str]) -> "Sighting":
        """The same without what other items are recognised by (digests)."""
        relations = self.observation.relations
        attributes, ends = undisputed(self.view, self.attributes, dict(relations), taken)
        near = tuple((key, target) for key, target in relations if key in ends)
        marks = tuple(marks_of(self.view, attributes, ends))
        return replace(self, observation=replace(self.observation, relations=near), attributes=attributes, marks=marks)


def sighting_of(types: Catalogue, view: TypeView, observation: Observation) -> Sighting:
    """Clean and check an observation; attributes that break the schema are left out, the others count."""
    name = storable_text(observation.name).strip()[:200]
    given = {key: _clean(value) for key, value in observation.attributes.items() if value not in (None, "")}
    problems = attribute_problems(types, view, given) + name_problems(name)
    broken = frozenset(problem.path.split("/")[2] for problem in problems if problem.path.count("/") >= 2)
    given = {key: value for key, value in given.items() if key not in broken}
    fit = not problems or (bool(name) and not attribute_problems(types, view, given))
    lasting = {key: value for key, value in given.items() if key not in view.volatile}
    ends = dict(observation.relations)
    marks = tuple(marks_of(view, lasting, ends))
    return Sighting(
        observation,
        view,
        name,
        lasting,
        {key: value for key, value in given.items() if key in view.volatile},
        marks,
        decision_mark(view, name, lasting, ends, marks),
        broken,
        tuple(f"{problem.path} {problem.message}" for problem in problems),
        fit,
    )


def after(types: Catalogue, item: Item, sighting: Sighting) -> State:
    """What the item becomes: the observed word, except where a person spoke; a table is a person's word itself."""
    manual = set(item.manual_attributes)
    view = types.types[item.type_id]
    if "@type" not in manual and item.type_id in sighting.view.lineage[1:]:
        view = sighting.view  # a closer look: the service turned out to be an nginx
    known = view.schema["properties"]
    observed = {key: value for key, value in sighting.attributes.items() if key in known}
    name, organisation = sighting.name or item.name, item.organisation_id
    if sighting.by_person:
        organisation = sighting.observation.organisation or organisation
        manual |= {key for key, value in observed.items() if item.attributes.get(key) != value}
        manual |= {"@name"} if name != item.name else set()
    else:
        observed = {key: value for key, value in observed.items() if key not in manual}
        name = item.name if "@name" in manual else name
    lifecycle = item.lifecycle
    if not item.manual_lifecycle and lifecycle in (Item.Lifecycle.SUSPECTED, Item.Lifecycle.LOST):
        lifecycle = Item.Lifecycle.ACTIVE.value
    return State(
        view.key,
        name,
        {**item.attributes, **observed},
        organisation,
        lifecycle,
        item.manual_lifecycle,
        tuple(sorted(manual)) if sighting.by_person else tuple(item.manual_attributes),
    )


def kinds_touched(types: Catalogue, item: Item, sighting: Sighting) -> set[str]:
    """The kinds of relation whose edges `bring_up` can move: to be held before the item is."""
    then = after(types, item, sighting)
    delta = delta_of(state_of(item).recorded(), then.recorded())
    kinds = followed([(types.types[then.type].lineage, telling(delta))])
    if not sighting.observation.relations:
        return kinds
    edges = {edge.type_id: edge for edge in Relation.objects.filter(source=item)}
    return kinds | {key for key, _ in moved(edges, sighting.observation)}


def bring_up(types: Catalogue, item: Item, sighting: Sighting, seen_at: datetime) -> bool:
    """Bring an item up to date, its row held by the caller after the kinds of relation (`kinds_touched`); False when it
    already was."""
    if not sighting.by_person:
        item.volatile = {**item.volatile, **sighting.volatile}
        item.last_seen_at = max(item.last_seen_at or seen_at, seen_at)
    changed = amend(types, item, after(types, item, sighting))
    if not changed and not sighting.by_person:
        Item.objects.filter(id=item.id).update(volatile=item.volatile, last_seen_at=item.last_seen_at)
    edges = {edge.type_id: edge for edge in Relation.objects.filter(source=item).select_related("type")}
    knowledge = PERSON if sighting.by_person else sighting.observation.source
    for key, target_id in moved(edges, sighting.observation):
        target = Item.objects.get(id=target_id)
        connect(types, lock_kind(key), item, target, knowledge=knowledge, replace=True)
        changed = True
    return changed


def moved(edges: Mapping[str, Relation], observation: Observation) -> list[tuple[str, UUID]]:
    """Relations that are not as observed; an edge that a person drew stays, unless it is a person who says so."""
    found: list[tuple[str, UUID]] = []
    for key, target_id in observation.relations:
        edge = edges.get(key)
        stays = edge is not None and edge.source_of_knowledge == PERSON and observation.source != IMPORTED
        if edge is None or (edge.target_id != target_id and not stays):
            found.append((key, target_id))
    return found


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, tuple):
        return [_clean(entry) for entry in value]
    if isinstance(value, list):
        return [_clean(entry) for entry in value]
    return value

"""Take in what machines saw: identify, reconcile, and write only what is new.

A batch whose items are all known and unchanged costs four small reads and at most one write a minute ("last seen").
People's words win: an attribute a person set stays; a lifecycle a person set stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import Conflict, Problem, utc_now

from ..catalogue import Catalogue, catalogue
from ..contracts import PERSON, Observation, ObservedItem, TypeView
from ..models import Item, Relation, ReviewCase
from .checking import attribute_problems, name_problems, storable_text, usable
from .identification import Mark, Verdict, decide, marks_of, owners_of
from .items import Draft, State, amend, insert, state_of
from .occasions import Cause, occasion
from .relations import Tie, connect, lock_kind, locked_item
from .review import file_case

#: "Last seen" is written at most this often.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Sighting:
    """One observation, cleaned and checked against its type."""

    observation: Observation
    view: TypeView
    name: str
    attributes: Mapping[str, Any]
    volatile: Mapping[str, Any]
    marks: tuple[Mark, ...]


def observe(observations: Sequence[Observation]) -> list[ObservedItem]:
    """Reconcile a batch; answers in its order. Each observation is its own transaction: a bad one harms no other."""
    types = catalogue()
    now = utc_now()
    sightings = [_sighting(types, observation) for observation in observations]
    seen = [sighting for sighting in sightings if isinstance(sighting, Sighting)]
    owners = owners_of(mark for sighting in seen for mark in sighting.marks)
    items = Item.objects.in_bulk(set(owners.values())) if owners else {}
    edges = _edges(items, seen)
    answers: list[ObservedItem] = []
    touched: list[Item] = []
    for sighting in sightings:
        if isinstance(sighting, ObservedItem):
            answers.append(sighting)
            continue
        answers.append(_settle(types, sighting, owners, items, edges, touched, now))
    if touched:
        Item.objects.filter(id__in=[item.id for item in touched]).update(last_seen_at=now)
    return answers


def _sighting(types: Catalogue, observation: Observation) -> Sighting | ObservedItem:
    """Clean and check one observation. Attributes that break the schema go to review; the others count."""
    view = usable(types, observation.type)
    if view is None:
        return ObservedItem("rejected", None, f"没有可用的配置模型“{observation.type}”")
    name = storable_text(observation.name).strip()[:200]
    given = {key: _clean(value) for key, value in observation.attributes.items() if value not in (None, "")}
    problems = attribute_problems(types, view, given) + name_problems(name)
    if problems:
        file_case(
            ReviewCase.Reason.INVALID,
            observation,
            "；".join(f"{problem.path} {problem.message}" for problem in problems[:20]),
        )
        broken = {problem.path.split("/")[2] for problem in problems if problem.path.count("/") >= 2}
        given = {key: value for key, value in given.items() if key not in broken}
        if not name or attribute_problems(types, view, given):
            return ObservedItem("rejected", None, "内容不符合模型，已送人工核对")
    lasting = {key: value for key, value in given.items() if key not in view.volatile}
    marks = tuple(marks_of(view, lasting, dict(observation.relations)))
    if not marks:
        file_case(ReviewCase.Reason.INVALID, observation, "没有可用于识别的属性")
        return ObservedItem("rejected", None, "没有可用于识别的属性，已送人工核对")
    volatile = {key: value for key, value in given.items() if key in view.volatile}
    return Sighting(observation, view, name, lasting, volatile, marks)


def _settle(
    types: Catalogue,
    sighting: Sighting,
    owners: Mapping[str, UUID],
    items: Mapping[UUID, Item],
    edges: Mapping[UUID, dict[str, Relation]],
    touched: list[Item],
    now: datetime,
) -> ObservedItem:
    verdict = decide(list(sighting.marks), owners)
    if verdict.ambiguous:
        return _ask(sighting, verdict)
    item = items.get(verdict.chosen) if verdict.chosen else None
    try:
        if item is None:
            return _first_sight(types, sighting, now)
        if verdict.others:
            sighting = _without_contradictions(sighting, verdict)
        if not _differs(types, item, sighting, edges.get(item.id, {})):
            if item.last_seen_at is None or now - item.last_seen_at >= SEEN_EVERY:
                touched.append(item)
                item.last_seen_at = now
            return ObservedItem("unchanged", item.view())
        return _again(types, item.id, sighting, now)
    except Problem as problem:
        file_case(ReviewCase.Reason.CONTRADICTION, sighting.observation, problem.detail, verdict.candidates)
        return ObservedItem("review", item.view() if item else None, problem.detail)


def _first_sight(types: Catalogue, sighting: Sighting, now: datetime) -> ObservedItem:
    """Make the item; when somebody made it in the meantime, it is that one."""
    observation = sighting.observation
    draft = Draft(
        sighting.view,
        sighting.name,
        sighting.attributes,
        sighting.volatile,
        organisation=observation.organisation,
        source=observation.source,
        seen_at=now,
        ties=tuple(Tie(kind, target) for kind, target in observation.relations),
    )
    try:
        with transaction.atomic(), occasion(Cause.OBSERVATION):
            return ObservedItem("created", insert(types, draft).view())
    except Conflict:
        verdict = decide(list(sighting.marks), owners_of(sighting.marks))
        if verdict.ambiguous:
            return _ask(sighting, verdict)
        if verdict.chosen is None:
            raise
        return _again(types, verdict.chosen, _without_contradictions(sighting, verdict), now)


@transaction.atomic
@occasion(Cause.OBSERVATION)
def _again(types: Catalogue, item_id: UUID, sighting: Sighting, now: datetime) -> ObservedItem:
    """Bring a known item up to date, its row held."""
    item = locked_item(item_id)
    item.volatile = {**item.volatile, **sighting.volatile}
    item.last_seen_at = now
    changed = amend(types, item, _after(types, item, sighting))
    if not changed:
        Item.objects.filter(id=item.id).update(volatile=item.volatile, last_seen_at=now)
    edges = {edge.type_id: edge for edge in Relation.objects.filter(source=item).select_related("type")}
    for key, target_id in _moved(edges, sighting.observation):
        target = Item.objects.get(id=target_id)
        connect(types, lock_kind(key), item, target, knowledge=sighting.observation.source, replace=True)
        changed = True
    return ObservedItem("updated" if changed else "unchanged", item.view())


def _differs(types: Catalogue, item: Item, sighting: Sighting, edges: Mapping[str, Relation]) -> bool:
    return (
        _after(types, item, sighting) != state_of(item)
        or any(item.volatile.get(key) != value for key, value in sighting.volatile.items())
        or bool(_moved(edges, sighting.observation))
    )


def _after(types: Catalogue, item: Item, sighting: Sighting) -> State:
    """What the item becomes: the observed word, except where a person spoke."""
    manual = set(item.manual_attributes)
    view = types.types[item.type_id]
    if "@type" not in manual and item.type_id in sighting.view.lineage[1:]:
        view = sighting.view  # a closer look: the service turned out to be an nginx
    known = view.schema["properties"]
    observed = {key: value for key, value in sighting.attributes.items() if key not in manual and key in known}
    lifecycle = item.lifecycle
    if not item.manual_lifecycle and lifecycle in (Item.Lifecycle.SUSPECTED, Item.Lifecycle.LOST):
        lifecycle = Item.Lifecycle.ACTIVE.value
    return State(
        view.key,
        item.name if "@name" in manual else sighting.name,
        {**item.attributes, **observed},
        item.organisation_id,
        lifecycle,
        item.manual_lifecycle,
        tuple(item.manual_attributes),
    )


def _moved(edges: Mapping[str, Relation], observation: Observation) -> list[tuple[str, UUID]]:
    """Relations that are not as observed; an edge that a person drew stays."""
    moved: list[tuple[str, UUID]] = []
    for key, target_id in observation.relations:
        edge = edges.get(key)
        if edge is None or (edge.target_id != target_id and edge.source_of_knowledge != PERSON):
            moved.append((key, target_id))
    return moved


def _edges(items: Mapping[UUID, Item], seen: list[Sighting]) -> dict[UUID, dict[str, Relation]]:
    keys = {key for sighting in seen for key, _ in sighting.observation.relations}
    found: dict[UUID, dict[str, Relation]] = {}
    if not keys or not items:
        return found
    for edge in Relation.objects.filter(source_id__in=items, type_id__in=keys):
        found.setdefault(edge.source_id, {})[edge.type_id] = edge
    return found


def _ask(sighting: Sighting, verdict: Verdict) -> ObservedItem:
    reason = f"符合 {len(verdict.candidates)} 个配置项，已送人工核对"
    file_case(ReviewCase.Reason.AMBIGUOUS, sighting.observation, reason, verdict.candidates)
    return ObservedItem("review", None, reason)


def _without_contradictions(sighting: Sighting, verdict: Verdict) -> Sighting:
    """The sighting without the values that another item is recognised by; a person is asked about those."""
    if not verdict.others:
        return sighting
    disputed = {name for mark in verdict.others for name in mark.rule}
    decided_by = {name for mark in sighting.marks if mark not in verdict.others for name in mark.rule}
    names = disputed - decided_by
    reason = f"{'、'.join(sorted(disputed))} 属于另一个配置项，未采用"
    file_case(ReviewCase.Reason.CONTRADICTION, sighting.observation, reason, verdict.candidates)
    attributes = {key: value for key, value in sighting.attributes.items() if key not in names}
    marks = tuple(mark for mark in sighting.marks if mark not in verdict.others)
    return replace(sighting, attributes=attributes, marks=marks)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, tuple):
        return [_clean(entry) for entry in value]
    if isinstance(value, list):
        return [_clean(entry) for entry in value]
    return value

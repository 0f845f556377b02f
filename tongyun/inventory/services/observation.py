"""Take in what machines saw: identify, reconcile, and write only what is new.

A batch whose items are all known and unchanged costs four small reads and at most one write a minute ("last seen").
People's words win: an attribute a person set stays; a lifecycle a person set stays; what a person decided an
observation to be, it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import Conflict, Problem, utc_now

from ..catalogue import Catalogue, catalogue
from ..contracts import Observation, ObservedItem
from ..models import Item, Relation, ReviewCase
from .checking import usable
from .identification import Mark, Verdict, decide, owners_of
from .items import Draft, insert, state_of
from .occasions import Cause, occasion
from .relations import Tie, locked_item
from .review.filing import file_case
from .sightings import Sighting, after, bring_up, kinds_touched, moved, sighting_of

#: "Last seen" is written at most this often.
SEEN_EVERY = timedelta(minutes=1)


def observe(observations: Sequence[Observation]) -> list[ObservedItem]:
    """Reconcile a batch; answers in its order. Each observation is its own transaction: a bad one harms no other."""
    types = catalogue()
    now = utc_now()
    sightings = [_sighting(types, observation) for observation in observations]
    seen = [sighting for sighting in sightings if isinstance(sighting, Sighting)]
    owners = owners_of(mark for sighting in seen for mark in _all_marks(sighting))
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
    sighting = sighting_of(types, view, observation)
    if sighting.problems:
        file_case(view, ReviewCase.Reason.INVALID, observation, "；".join(sighting.problems[:20]))
    return sighting if sighting.fit else ObservedItem("rejected", None, "内容不符合模型，已送人工核对")


def _settle(
    types: Catalogue,
    sighting: Sighting,
    owners: Mapping[str, UUID],
    items: Mapping[UUID, Item],
    edges: Mapping[UUID, dict[str, Relation]],
    touched: list[Item],
    now: datetime,
) -> ObservedItem:
    verdict = decide(_all_marks(sighting), owners)
    if verdict.ambiguous:
        return _ask(sighting, verdict)
    if verdict.chosen is None and not sighting.marks:
        file_case(sighting.view, ReviewCase.Reason.INVALID, sighting.observation, "没有可用于识别的属性")
        return ObservedItem("rejected", None, "没有可用于识别的属性，已送人工核对")
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
        reason, seen = ReviewCase.Reason.CONTRADICTION, sighting.observation
        file_case(sighting.view, reason, seen, problem.detail, verdict.candidates)
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
        verdict = decide(_all_marks(sighting), owners_of(_all_marks(sighting)))
        if verdict.ambiguous:
            return _ask(sighting, verdict)
        if verdict.chosen is None:
            raise
        return _again(types, verdict.chosen, _without_contradictions(sighting, verdict), now)


@transaction.atomic
@occasion(Cause.OBSERVATION)
def _again(types: Catalogue, item_id: UUID, sighting: Sighting, now: datetime) -> ObservedItem:
    """Bring a known item up to date, its row held."""
    item = locked_item(item_id, lambda item: kinds_touched(types, item, sighting))
    changed = bring_up(types, item, sighting, now)
    return ObservedItem("updated" if changed else "unchanged", item.view())


def _differs(types: Catalogue, item: Item, sighting: Sighting, edges: Mapping[str, Relation]) -> bool:
    return (
        after(types, item, sighting) != state_of(item)
        or any(item.volatile.get(key) != value for key, value in sighting.volatile.items())
        or bool(moved(edges, sighting.observation))
    )


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
    file_case(sighting.view, ReviewCase.Reason.AMBIGUOUS, sighting.observation, reason, verdict.candidates)
    return ObservedItem("review", None, reason)


def _without_contradictions(sighting: Sighting, verdict: Verdict) -> Sighting:
    """The sighting without the values that another item is recognised by; a person is asked about those, unless it is
    a person's decision that chose the item."""
    if not verdict.others:
        return sighting
    if verdict.by_person:
        return sighting.without({mark.digest for mark in verdict.others})
    disputed = {name for mark in verdict.others for name in mark.rule}
    decided_by = {name for mark in sighting.marks if mark not in verdict.others for name in mark.rule}
    names = disputed - decided_by
    reason = f"{'、'.join(sorted(disputed))} 属于另一个配置项，未采用"
    file_case(sighting.view, ReviewCase.Reason.CONTRADICTION, sighting.observation, reason, verdict.candidates)
    attributes = {key: value for key, value in sighting.attributes.items() if key not in names}
    marks = tuple(mark for mark in sighting.marks if mark not in verdict.others)
    return replace(sighting, attributes=attributes, marks=marks)


def _all_marks(sighting: Sighting) -> list[Mark]:
    return [sighting.decision, *sighting.marks]

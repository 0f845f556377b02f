"""The organisation tree, now and as of a moment. Each answer is a fixed number of queries, however deep the tree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.timezone import localdate, localtime

from ..contracts import OrganisationView
from ..models import Organisation, OrganisationLink, OrganisationVersion, User, UserVersion
from ..services.permissions import visible


@dataclass(frozen=True)
class TreeNode:
    """A unit as the tree shows it. `people` counts those who belong to it, `people_below` all of its branch."""

    id: UUID
    code: str
    name: str
    short_name: str
    kind: str
    division_level: str
    parent_id: UUID | None
    active: bool
    merged_into: UUID | None
    people: int
    people_below: int


def organisation_tree() -> list[OrganisationView]:
    """All units, those that have ended included, parents before children and siblings in their order."""
    rows = {row.id: row for row in Organisation.objects.order_by("position", "code")}
    return [rows[unit].view() for unit in _in_order({row.id: row.parent_id for row in rows.values()})]


def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """What units are called now; ids that do not exist are missing."""
    return dict(Organisation.objects.filter(id__in=set(ids)).values_list("id", "name"))


def organisations_below(organisation_id: UUID) -> frozenset[UUID]:
    """A unit and all below it, at any depth; empty when there is no such unit."""
    return frozenset(OrganisationLink.objects.filter(above_id=organisation_id).values_list("below_id", flat=True))


def organisations_above(organisation_id: UUID) -> list[UUID]:
    """A unit and all above it, the root first."""
    rows = OrganisationLink.objects.filter(below_id=organisation_id).order_by("-distance")
    return list(rows.values_list("above_id", flat=True))


def path_of(organisation_id: UUID) -> list[Organisation]:
    """The units above one, the root first, the unit itself last."""
    rows = OrganisationLink.objects.filter(below_id=organisation_id).order_by("-distance").select_related("above")
    return [row.above for row in rows]


def counted_tree() -> list[TreeNode]:
    """The tree with how many active people each unit has. Two queries."""
    rows = list(Organisation.objects.order_by("position", "code").defer("duties", "contacts"))
    counts = User.objects.filter(active=True).exclude(organisation=None).values_list("organisation_id")
    people = dict(counts.annotate(n=Count("id")))
    today = localdate()
    return _nodes({row.id: _state(row) for row in rows}, people, today)


def tree_as_of(moment: datetime) -> list[TreeNode]:
    """The tree as it was at a moment, under the names of then. Two queries."""
    then = Q(since__lte=moment) & (Q(until=None) | Q(until__gt=moment))
    rows = OrganisationVersion.objects.filter(then).order_by("since")
    states = {row.organisation_id: row.state for row in rows}
    ordered = dict(sorted(states.items(), key=lambda each: (each[1]["position"], each[1]["code"])))
    active = UserVersion.objects.filter(then, state__active=True).exclude(organisation=None)
    people = dict(active.values_list("organisation_id").annotate(n=Count("user", distinct=True)))
    return _nodes(ordered, people, localtime(moment).date())


def members_as_of(organisation_id: UUID, moment: datetime) -> list[dict[str, Any]]:
    """Who belonged to a unit at a moment, as they were then; as far as the actor may see people."""
    then = Q(since__lte=moment) & (Q(until=None) | Q(until__gt=moment))
    rows = UserVersion.objects.filter(then, organisation_id=organisation_id, state__active=True)
    rows = visible(rows, "user:read", owner="user_id")
    return [{**row.state, "id": row.user_id} for row in rows.order_by("state__username", "id")]


def _state(row: Organisation) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "kind": row.kind,
        "division_level": row.division_level,
        "parent": str(row.parent_id) if row.parent_id else None,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "merged_into": str(row.merged_into_id) if row.merged_into_id else None,
    }


def _nodes(states: Mapping[UUID, Mapping[str, Any]], people: Mapping[UUID, int], day: date) -> list[TreeNode]:
    parents = {unit: _uuid(state["parent"]) for unit, state in states.items()}
    order = _in_order({unit: parent if parent in states else None for unit, parent in parents.items()})
    below = {unit: people.get(unit, 0) for unit in order}
    for unit in reversed(order):
        above = parents[unit]
        if above is not None and above in below:
            below[above] += below[unit]
    today = day.isoformat()
    return [
        TreeNode(
            id=unit,
            code=state["code"],
            name=state["name"],
            short_name=state["short_name"],
            kind=state["kind"],
            division_level=state["division_level"],
            parent_id=parents[unit],
            active=(state["valid_from"] or "") <= today and today < (state["valid_to"] or "9999-12-31"),
            merged_into=_uuid(state["merged_into"]),
            people=people.get(unit, 0),
            people_below=below[unit],
        )
        for unit in order
        for state in (states[unit],)
    ]


def _in_order(parents: Mapping[UUID, UUID | None]) -> list[UUID]:
    """Parents before children, siblings as they came."""
    children: dict[UUID | None, list[UUID]] = {}
    for unit, parent in parents.items():
        children.setdefault(parent, []).append(unit)
    ordered: list[UUID] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(children.get(unit, [])[::-1])
    return ordered


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def paths_of(ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The names above several units, the root first, each unit's own name last. One query."""
    paths: dict[UUID, list[str]] = {}
    rows = OrganisationLink.objects.filter(below_id__in=set(ids)).order_by("below_id", "-distance")
    for below, name in rows.values_list("below_id", "above__name"):
        paths.setdefault(below, []).append(name)
    return paths

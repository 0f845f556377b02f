"""The organisation tree, now and as of a moment. Each answer is one query, however deep the tree."""

from uuid import UUID

from ..contracts import OrganisationView
from ..models import Organisation, OrganisationLink


def organisation_tree() -> list[OrganisationView]:
    """All units, those that have ended included, parents before children and siblings in their order."""
    children: dict[UUID | None, list[OrganisationView]] = {}
    for row in Organisation.objects.order_by("position", "code"):
        children.setdefault(row.parent_id, []).append(row.view())
    ordered: list[OrganisationView] = []
    waiting = children.get(None, [])[::-1]
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(children.get(unit.id, [])[::-1])
    return ordered


def organisations_below(organisation_id: UUID) -> frozenset[UUID]:
    """A unit and all below it, at any depth; empty when there is no such unit."""
    return frozenset(OrganisationLink.objects.filter(above_id=organisation_id).values_list("below_id", flat=True))


def organisations_above(organisation_id: UUID) -> list[UUID]:
    """A unit and all above it, the root first."""
    rows = OrganisationLink.objects.filter(below_id=organisation_id).order_by("-distance")
    return list(rows.values_list("above_id", flat=True))

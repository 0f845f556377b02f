"""The shape of the tree: who stands below whom. All links of a branch are rewritten by a handful of queries."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Count

from ...contracts import Conflict, FieldError, Invalid, NotFound
from ...models import Organisation, OrganisationLink

#: Levels under a root; deeper trees are a mistake of an import.
MAX_DEPTH = 20


def locked_unit(unit_id: UUID) -> Organisation:
    """A unit, locked until the end of the transaction; raises NotFound."""
    row = Organisation.objects.select_for_update().filter(id=unit_id).first()
    if row is None:
        raise no_unit()
    return row


def no_unit() -> NotFound:
    """There is no such unit, or none that the asking person may see."""
    return NotFound("no_organisation", "没有这个组织机构。")


def usable_parent(parent_id: UUID | None, path: str = "/parent") -> Organisation | None:
    """The unit that is to be the parent; raises Invalid when there is none or it has ended."""
    if parent_id is None:
        return None
    parent = Organisation.objects.filter(id=parent_id).first()
    if parent is None or (parent.valid_to is not None and not parent.active()):
        said = "没有这个上级机构" if parent is None else f"“{parent.name}”已撤销，不能作为上级"
        raise Invalid("bad_parent", f"{said}。", [FieldError(path, said)])
    if OrganisationLink.objects.filter(below=parent).count() >= MAX_DEPTH:
        raise Invalid("too_deep", f"层级不能超过 {MAX_DEPTH} 级。", [FieldError(path, "层级过深")])
    return parent


def refuse_namesake(name: str, parent_id: UUID | None, besides: UUID | None = None) -> None:
    """Two units of one name under one parent are a mistake; raises Conflict."""
    same = Organisation.objects.filter(name=name, parent_id=parent_id, valid_to=None)
    if (same.exclude(id=besides) if besides else same).exists():
        raise Conflict("duplicate_name", f"同一上级下已有“{name}”。")


def reattach(unit: Organisation, parent: Organisation | None) -> None:
    """Hang a unit, with all below it, under another parent; the caller holds the lock and saves nothing of the row."""
    branch = dict(OrganisationLink.objects.filter(above=unit).values_list("below_id", "distance"))
    if parent is not None and parent.id in branch:
        said = f"“{parent.name}”在“{unit.name}”之下，不能作为它的上级"
        raise Invalid("cycle", f"{said}。", [FieldError("/parent", said)])
    OrganisationLink.objects.filter(below_id__in=branch).exclude(above_id__in=branch).delete()
    above = OrganisationLink.objects.filter(below=parent).values_list("above_id", "distance") if parent else []
    links = [
        OrganisationLink(above_id=top, below_id=unit_id, distance=high + 1 + low)
        for top, high in above
        for unit_id, low in branch.items()
    ]
    if max((link.distance for link in links), default=0) >= MAX_DEPTH:
        raise Invalid("too_deep", f"层级不能超过 {MAX_DEPTH} 级。", [FieldError("/parent", "层级过深")])
    OrganisationLink.objects.bulk_create(links, batch_size=1000)
    Organisation.objects.filter(id=unit.id).update(parent=parent)
    unit.parent = parent


def links_of(parents: Mapping[UUID, UUID | None]) -> list[OrganisationLink]:
    """All links of a tree that is given by each unit's parent; raises Invalid for a ring."""
    links: list[OrganisationLink] = []
    for unit in parents:
        seen: list[UUID] = []
        above: UUID | None = unit
        while above is not None:
            if above in seen or len(seen) > MAX_DEPTH:
                raise Invalid("cycle", "上级关系成环或层级过深。")
            seen.append(above)
            above = parents.get(above)
        links.extend(OrganisationLink(above_id=top, below_id=unit, distance=far) for far, top in enumerate(seen))
    return links


def replant(parents: Mapping[UUID, UUID | None]) -> None:
    """Write the links of the whole tree anew, after an import that moved many."""
    OrganisationLink.objects.all().delete()
    OrganisationLink.objects.bulk_create(links_of(parents), batch_size=2000)


def live_children(ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many units that have not ended hang directly under each."""
    rows = Organisation.objects.filter(parent_id__in=list(ids), valid_to=None).values_list("parent_id")
    return dict(rows.annotate(n=Count("id")))

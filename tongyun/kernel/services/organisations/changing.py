"""Create, edit and move a unit."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from ...contracts import Conflict, FieldError, Invalid, Ref, refuse_stale
from ...models import Organisation
from ..audit import audit
from ..permissions import require
from ..work import publish
from .contacts import kept_behind_masks
from .fields import EDITABLE, OrganisationDraft, problems
from .history import remember, state_of
from .tree import locked_unit, reattach, refuse_namesake, usable_parent

MANAGE = "organisation:manage"
CHANGED = "organisation.changed"


@transaction.atomic
def create_organisation(draft: OrganisationDraft) -> Organisation:
    """Make a unit. Needs organisation:manage.

    Raises:
        Invalid: a field breaks its rule, or there is no such parent.
        Conflict: the code, or the name under this parent, is taken.
    """
    require(MANAGE)
    values = asdict(draft)
    parent_id = values.pop("parent")
    refuse(values)
    usable_parent(parent_id)
    if Organisation.objects.filter(code=draft.code).exists():
        raise Conflict("duplicate_code", f"编码“{draft.code}”已被使用。", [FieldError("/code", "已被使用")])
    refuse_namesake(draft.name.strip(), parent_id)
    row = Organisation(**{**values, "name": draft.name.strip()}, parent_id=parent_id)
    row.save(force_insert=True)
    remember([row], "created")
    audit("organisation.created", ref(row), None, state_of(row))
    tell(row, "created")
    return row


@transaction.atomic
def edit_organisation(unit_id: UUID, version: int, changes: Mapping[str, Any], reason: str = "") -> Organisation:
    """Change what is said of a unit. A new name keeps the old one readable in the history. Needs organisation:manage.

    Raises:
        Stale: somebody saved first.
        Conflict: a sibling has the name.
        Invalid: a field breaks its rule or is not one of `EDITABLE`.
    """
    require(MANAGE)
    unknown = changes.keys() - EDITABLE
    if unknown:
        raise Invalid("not_editable", f"不能修改：{'、'.join(sorted(unknown))}。")
    row = locked_unit(unit_id)
    refuse_stale(row.version, version)
    if changes.get("contacts"):
        changes = {**changes, "contacts": kept_behind_masks(changes["contacts"], row.contacts)}
    refuse(changes)
    before = state_of(row)
    for key, value in changes.items():
        setattr(row, key, value.strip() if key == "name" else value)
    after = state_of(row)
    if after == before:
        return row
    renamed = before["name"] != after["name"]
    if renamed:
        refuse_namesake(row.name, row.parent_id, row.id)
    save(row)
    remember([row], "renamed" if renamed else "edited", reason)
    audit("organisation.renamed" if renamed else "organisation.edited", ref(row), before, after)
    tell(row, "renamed" if renamed else "edited")
    return row


@transaction.atomic
def move_organisation(unit_id: UUID, parent_id: UUID | None, reason: str = "") -> Organisation:
    """Hang a unit with all below it under another parent, or make it a root. Needs organisation:manage.

    Raises:
        Invalid: the parent is below the unit, has ended, or the tree would grow too deep.
        Conflict: a unit there has the name.
    """
    require(MANAGE)
    row = locked_unit(unit_id)
    if row.parent_id == parent_id:
        return row
    parent = usable_parent(parent_id)
    refuse_namesake(row.name, parent_id, row.id)
    before = state_of(row)
    reattach(row, parent)
    save(row)
    remember([row], "moved", reason)
    audit("organisation.moved", ref(row), before, state_of(row))
    tell(row, "moved")
    return row


def refuse(values: Mapping[str, Any]) -> None:
    """Raise Invalid for what is wrong with a unit's fields."""
    found = problems(values)
    if found:
        raise Invalid("bad_organisation", "组织机构的内容有误。", found)


def save(row: Organisation) -> None:
    """Write a changed unit as its next version."""
    row.version += 1
    row.save()


def ref(row: Organisation) -> Ref:
    """The unit as the audit trail names it."""
    return Ref("organisation", str(row.id), row.name)


def tell(row: Organisation, change: str) -> None:
    """Let other rooms know."""
    publish(CHANGED, {"organisation_id": str(row.id), "name": row.name, "change": change})

"""Keep, change, share and remove views of lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from ..contracts import Actor, Conflict, FieldError, Forbidden, Invalid, NotFound, Ref, refuse_stale, utc_now
from ..models import ListView, Organisation, OrganisationLink, User
from .audit import audit
from .context import current_actor
from .permissions import may, require
from .texts import unprintable

SHARE = "view:share"
#: Views one person may keep of one list.
MAX_VIEWS = 100


@dataclass(frozen=True)
class ViewDraft:
    """A view as somebody wants to keep it. `organisation_id` is whom it is shared with; None keeps it to oneself."""

    list: str
    name: str
    organisation_id: UUID | None
    content: Mapping[str, Any]


def seen_views(actor: Actor) -> QuerySet[ListView]:
    """One's own views, and those shared with one's organisation or one above it."""
    unit = User.objects.filter(id=actor.id).values("organisation")
    above = OrganisationLink.objects.filter(below__in=unit).values("above")
    seen = ListView.objects.filter(Q(owner_id=actor.id) | Q(organisation__in=above))
    return seen.select_related("owner", "organisation")


def may_change(row: ListView, actor: Actor) -> bool:
    """Whether somebody may change a view: its owner, and of a shared one whoever may share there."""
    if str(row.owner_id) == actor.id:
        return True
    return row.organisation_id is not None and may(SHARE, organisation=row.organisation_id, actor=actor)


@transaction.atomic
def save_view(draft: ViewDraft) -> ListView:
    """Keep a view. To share it needs view:share for the organisation.

    Raises:
        Conflict: one has a view of this name, or too many of this list.
        Invalid: the name cannot be used, or there is no such organisation.
    """
    actor = current_actor()
    name = _name(draft.name)
    _refuse_sharing(draft.organisation_id)
    owner = UUID(actor.id)
    mine = ListView.objects.filter(owner=owner, list=draft.list)
    if mine.count() >= MAX_VIEWS:
        raise Conflict("too_many_views", f"每个列表最多保存 {MAX_VIEWS} 个视图，请先删除不用的。")
    _refuse_namesake(mine, name)
    row = ListView.objects.create(
        list=draft.list,
        name=name,
        owner_id=owner,
        organisation_id=draft.organisation_id,
        content=dict(draft.content),
    )
    audit("list_view.saved", _ref(row), None, _state(row))
    return row


@transaction.atomic
def change_view(view_id: UUID, version: int, changes: Mapping[str, Any]) -> ListView:
    """Change the name, the content, or whom a view is shared with; keys as in `ViewDraft`.

    Raises:
        NotFound: there is no such view, or one may not see it.
        Forbidden: it is somebody else's.
        Stale: somebody saved first.
        Conflict: the owner has a view of this name.
    """
    row = _changeable(view_id)
    refuse_stale(row.version, version)
    before = _state(row)
    if "name" in changes:
        row.name = _name(changes["name"])
        others = ListView.objects.filter(owner_id=row.owner_id, list=row.list).exclude(id=row.id)
        _refuse_namesake(others, row.name)
    if "organisation_id" in changes and changes["organisation_id"] != row.organisation_id:
        _refuse_sharing(changes["organisation_id"])
        row.organisation_id = changes["organisation_id"]
    if "content" in changes:
        row.content = dict(changes["content"])
    if _state(row) == before:
        return row
    row.version, row.changed_at = row.version + 1, utc_now()
    row.save()
    audit("list_view.changed", _ref(row), before, _state(row))
    return row


@transaction.atomic
def remove_view(view_id: UUID) -> None:
    """Remove a view. Raises as `change_view` does."""
    row = _changeable(view_id)
    audit("list_view.removed", _ref(row), _state(row), None)
    row.delete()


def _changeable(view_id: UUID) -> ListView:
    actor = current_actor()
    row = seen_views(actor).select_for_update(of=("self",)).filter(id=view_id).first()
    if row is None:
        raise NotFound("no_view", "没有这个视图。")
    if not may_change(row, actor):
        raise Forbidden("not_yours", "只有保存人和有权共享的人可以修改此视图；可另存为自己的视图。")
    return row


def _refuse_sharing(organisation_id: UUID | None) -> None:
    if organisation_id is None:
        return
    require(SHARE)
    known = Organisation.objects.filter(id=organisation_id, valid_to=None).exists()
    if not known or not may(SHARE, organisation=organisation_id):
        said = "没有这个机构，或它不在您的数据范围内"
        raise Invalid("no_organisation", f"{said}。", [FieldError("/organisation_id", said)])


def _refuse_namesake(others: QuerySet[ListView], name: str) -> None:
    if others.filter(name=name).exists():
        said = f"已有名为“{name}”的视图"
        raise Conflict("duplicate_name", f"{said}。", [FieldError("/name", said)])


def _name(name: str) -> str:
    stripped = name.strip()
    if not stripped or unprintable(stripped):
        raise Invalid("bad_name", "请输入 1 至 60 字的名称。", [FieldError("/name", "请输入名称")])
    return stripped


def _state(row: ListView) -> dict[str, Any]:
    unit = str(row.organisation_id) if row.organisation_id else None
    return {"list": row.list, "name": row.name, "organisation": unit, "content": row.content}


def _ref(row: ListView) -> Ref:
    return Ref("list_view", str(row.id), row.name)

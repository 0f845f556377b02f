"""Routes of the organisation tree."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.timezone import is_naive, make_aware
from ninja import Router, Status

from ..models import Organisation, OrganisationVersion, User
from ..queries import organisations as tree
from ..services import organisations as verbs
from ..services.organisations.changing import ref
from ..services.organisations.contacts import PERSONAL, masked_contacts
from ..services.organisations.tree import no_unit
from ..services.permissions import reach_of, require, visible
from ..services.privacy import REVEAL, clearly, reveal
from . import columns
from .grammar import Filter, Listing, Page, page
from .histories import HISTORY, history_page
from .patches import changes_in
from .schemas import organisations as schemas
from .security import guarded
from .versions import expected_version

router = Router(tags=["organisations"])

READ, MANAGE = "organisation:read", "organisation:manage"

ORGANISATIONS = Listing(
    filters={
        "kind": Filter("kind", description="类型：authority、department、provider、supervisor"),
        "division_level": Filter("division_level", description="行政区划级别：province、city、county、township"),
        "parent": Filter("parent_id", UUID, "直接上级"),
        "below": Filter("links_up__above_id", UUID, "本级及下级"),
        "ended": Filter("valid_to__isnull", bool, "false 为已撤销"),
        "code": Filter("code"),
    },
    sorts={"code": "code", "name": "name", "created_at": "created_at"},
    default_sort="code",
    search=("name", "short_name", "code", "uscc"),
    columns=columns.ORGANISATIONS,
    title=("组织机构", "Organisations"),
)


@router.get("/organisations/tree", response=list[schemas.TreeNodeOut], **guarded(READ))
def organisation_tree(request: HttpRequest, as_of: datetime | None = None) -> list[tree.TreeNode]:
    """The tree as far as the caller sees it, parents before children; `as_of` shows it as it was at a moment."""
    reach = reach_of(READ)
    nodes = tree.counted_tree() if as_of is None else tree.tree_as_of(_moment(as_of))
    return [node for node in nodes if reach.covers(node.id)]


@router.get("/organisations", response=Page[schemas.OrganisationRowOut], **guarded(READ, ORGANISATIONS))
def organisations(request: HttpRequest) -> dict[str, Any]:
    """Units, as a list."""
    return page(request, _seen().select_related("parent"), ORGANISATIONS, lambda rows: list(map(_row, rows)))


@router.post("/organisations", response={201: schemas.OrganisationDetailOut}, **guarded(MANAGE))
def create(request: HttpRequest, body: schemas.OrganisationIn) -> Status[dict[str, Any]]:
    """Make a unit."""
    values = body.dict()
    draft = verbs.OrganisationDraft(parent=values.pop("parent_id"), **values)
    return Status(201, _detail(verbs.create_organisation(draft)))


@router.get("/organisations/{organisation_id}", response=schemas.OrganisationDetailOut, **guarded(READ))
def organisation(request: HttpRequest, organisation_id: UUID) -> dict[str, Any]:
    """Everything of a unit."""
    return _detail(_known(organisation_id))


@router.patch(
    "/organisations/{organisation_id}", response=schemas.OrganisationDetailOut, **guarded(MANAGE, versioned=True)
)
def edit(request: HttpRequest, organisation_id: UUID, body: schemas.OrganisationPatchIn) -> dict[str, Any]:
    """Change what is said of a unit; 412 when somebody saved first. A new name keeps the old in the history."""
    version = expected_version(request, body.version)
    changes = changes_in(body, ["valid_from"], "bad_organisation")
    reason = changes.pop("reason", "")
    return _detail(verbs.edit_organisation(organisation_id, version, changes, reason))


@router.post(
    "/organisations/{organisation_id}/reveal", response=list[schemas.OrganisationContactOut], **guarded(REVEAL)
)
def reveal_contacts(request: HttpRequest, organisation_id: UUID, body: schemas.ReasonIn) -> list[dict[str, Any]]:
    """The people to call at a unit, unmasked; the look and its reason are kept in the audit trail."""
    row = _known(organisation_id)
    reveal(ref(row), body.reason, PERSONAL, organisation=row.id)
    return list(row.contacts)


@router.post("/organisations/{organisation_id}/move", response=schemas.OrganisationDetailOut, **guarded(MANAGE))
def move(request: HttpRequest, organisation_id: UUID, body: schemas.MoveIn) -> dict[str, Any]:
    """Hang a unit, with all below it, under another parent."""
    return _detail(verbs.move_organisation(organisation_id, body.parent_id, body.reason))


@router.post("/organisations/{organisation_id}/merge", response=schemas.OrganisationDetailOut, **guarded(MANAGE))
def merge(request: HttpRequest, organisation_id: UUID, body: schemas.MergeIn) -> dict[str, Any]:
    """End a unit and hand everything of it to another; answers with the other."""
    return _detail(verbs.merge_organisations(organisation_id, body.into, body.reason))


@router.post("/organisations/{organisation_id}/retire", response=schemas.OrganisationDetailOut, **guarded(MANAGE))
def retire(request: HttpRequest, organisation_id: UUID, body: schemas.ReasonIn) -> dict[str, Any]:
    """End a unit that is empty; its name stays with what points at it."""
    return _detail(verbs.retire_organisation(organisation_id, body.reason))


@router.post("/organisations/{organisation_id}/reinstate", response=schemas.OrganisationDetailOut, **guarded(MANAGE))
def reinstate(request: HttpRequest, organisation_id: UUID) -> dict[str, Any]:
    """Take a retirement back."""
    return _detail(verbs.reinstate_organisation(organisation_id))


@router.get("/organisations/{organisation_id}/history", response=Page[schemas.VersionOut], **guarded(READ, HISTORY))
def history(request: HttpRequest, organisation_id: UUID) -> dict[str, Any]:
    """What a unit was, newest first, with who changed it and why."""
    _known(organisation_id)
    return history_page(request, OrganisationVersion.objects.filter(organisation_id=organisation_id))


@router.get("/organisations/{organisation_id}/members", response=list[schemas.MemberThenOut], **guarded("user:read"))
def members(request: HttpRequest, organisation_id: UUID, as_of: datetime) -> list[dict[str, Any]]:
    """Who belonged to a unit at a moment."""
    require("user:read", organisation=organisation_id)
    _known(organisation_id)
    return tree.members_as_of(organisation_id, _moment(as_of))


def _seen() -> QuerySet[Organisation]:
    """The units in the caller's scope."""
    return visible(Organisation.objects.all(), READ, organisation="id")


def _known(organisation_id: UUID) -> Organisation:
    row = _seen().select_related("parent", "merged_into").filter(id=organisation_id).first()
    if row is None:
        raise no_unit()
    return row


def _row(row: Organisation) -> dict[str, Any]:
    return {
        **{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields},
        "parent": row.parent,
        "contacts": row.contacts if clearly(organisation=row.id) else masked_contacts(row.contacts),
        "active": row.active(),
    }


def _detail(row: Organisation) -> dict[str, Any]:
    """Everything of a unit that the caller sees, or has just changed: that needs no right to read."""
    below = User.objects.filter(active=True, organisation__links_up__above=row)
    counts = dict(below.values_list("organisation_id").annotate(n=Count("id")))
    seen = {row.id, *_seen().filter(links_down__below=row).values_list("id", flat=True)}
    return {
        **_row(row),
        "path": [unit for unit in tree.path_of(row.id) if unit.id in seen],
        "merged_into": row.merged_into,
        "merged": list(Organisation.objects.filter(merged_into=row).order_by("name")),
        "children": Organisation.objects.filter(parent=row, valid_to=None).count(),
        "people": counts.get(row.id, 0),
        "people_below": sum(counts.values()),
    }


def _moment(moment: datetime) -> datetime:
    """A moment without a zone is meant in China."""
    return make_aware(moment) if is_naive(moment) else moment

"""Routes of groups, posts and appointments."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from ..contracts import NotFound
from ..models import Appointment, Group, Post
from ..queries import people as queries
from ..services.people import groups as verbs
from ..services.permissions import visible
from . import columns
from .grammar import Filter, Listing, Page, page
from .patches import changes_in
from .schemas import people as schemas
from .security import guarded
from .versions import expected_version

router = Router(tags=["people"])

READ, MANAGE = "user:read", verbs.MANAGE

GROUPS = Listing(
    filters={
        "active": Filter("active", bool),
        "organisation": Filter("organisation_id", UUID, "归口机构"),
        "user": Filter("memberships__user_id", UUID, "某人所在的组"),
    },
    sorts={"code": "code", "name": "name", "created_at": "created_at"},
    default_sort="code",
    search=("name", "code"),
    columns=columns.GROUPS,
    title=("用户组", "Groups"),
)
POSTS = Listing(
    filters={"active": Filter("active", bool)},
    sorts={"position": "position", "code": "code", "name": "name"},
    default_sort="position",
    search=("name", "code"),
    columns=columns.POSTS,
    title=("岗位", "Posts"),
)
APPOINTMENTS = Listing(
    filters={
        "user": Filter("user_id", UUID, "人员"),
        "post": Filter("post_id", UUID, "岗位"),
        "organisation": Filter("organisation_id", UUID, "机构"),
        "open": Filter("until__isnull", bool, "没有结束日期"),
    },
    sorts={"since": "since", "name": "user__name"},
    default_sort="-since",
    search=("user__name", "user__username"),
    columns=columns.APPOINTMENTS,
    title=("任职", "Appointments"),
    extra=frozenset({"on"}),
)


@router.get("/groups", response=Page[schemas.GroupOut], **guarded(READ, GROUPS))
def groups(request: HttpRequest) -> dict[str, Any]:
    """Groups of people."""
    return page(request, _seen(), GROUPS, list)


@router.post("/groups", response={201: schemas.GroupOut}, **guarded(MANAGE))
def create_group(request: HttpRequest, body: schemas.GroupIn) -> Status[Group]:
    """Make a group."""
    return Status(201, _counted(verbs.save_group(None, 0, body.dict())))


@router.get("/groups/{group_id}", response=schemas.GroupOut, **guarded(READ))
def group(request: HttpRequest, group_id: UUID) -> Group:
    """One group; its members are `GET /users?group=…`."""
    return _group(group_id)


@router.patch("/groups/{group_id}", response=schemas.GroupOut, **guarded(MANAGE, versioned=True))
def edit_group(request: HttpRequest, group_id: UUID, body: schemas.GroupPatchIn) -> Group:
    """Change a group; 412 when somebody saved first."""
    version = expected_version(request, body.version)
    return _counted(verbs.save_group(group_id, version, changes_in(body, ["organisation_id"])))


@router.post("/groups/{group_id}/members", response=schemas.GroupOut, **guarded(MANAGE))
def change_members(request: HttpRequest, group_id: UUID, body: schemas.MembersIn) -> Group:
    """Take people in and out."""
    return _counted(verbs.change_members(group_id, body.add, body.remove))


@router.get("/posts", response=Page[schemas.PostOut], **guarded(READ, POSTS))
def posts(request: HttpRequest) -> dict[str, Any]:
    """Posts that units fill with people."""
    return page(request, queries.posts(), POSTS, list)


@router.post("/posts", response={201: schemas.PostOut}, **guarded(MANAGE))
def create_post(request: HttpRequest, body: schemas.PostIn) -> Status[Post]:
    """Make a post."""
    return Status(201, _post(verbs.save_post(None, 0, body.dict()).id))


@router.get("/posts/{post_id}", response=schemas.PostOut, **guarded(READ))
def post(request: HttpRequest, post_id: UUID) -> Post:
    """One post; who holds it is `GET /appointments?post=…`."""
    return _post(post_id)


@router.patch("/posts/{post_id}", response=schemas.PostOut, **guarded(MANAGE, versioned=True))
def edit_post(request: HttpRequest, post_id: UUID, body: schemas.PostPatchIn) -> Post:
    """Change a post; 412 when somebody saved first."""
    version = expected_version(request, body.version)
    return _post(verbs.save_post(post_id, version, changes_in(body)).id)


@router.get("/appointments", response=Page[schemas.AppointmentOut], **guarded(READ, APPOINTMENTS))
def appointments(request: HttpRequest, on: date | None = None) -> dict[str, Any]:
    """Who held which post where; `on` names a day, so that any day of the past can be read."""
    rows = visible(
        Appointment.objects.select_related("user__organisation", "post", "organisation"), READ, owner="user_id"
    )
    if on is not None:
        rows = rows.filter(Appointment.holding_on(on))
    return page(request, rows, APPOINTMENTS, list)


@router.post("/appointments", response={201: schemas.AppointmentOut}, **guarded(MANAGE))
def appoint(request: HttpRequest, body: schemas.AppointmentIn) -> Status[Appointment]:
    """Give a person a post in a unit."""
    return Status(201, verbs.appoint(body.user_id, body.post_id, body.organisation_id, body.since, body.until))


@router.post("/appointments/{appointment_id}/end", response=schemas.AppointmentOut, **guarded(MANAGE))
def end(request: HttpRequest, appointment_id: UUID, body: schemas.EndIn) -> Appointment:
    """End an appointment; the record stays."""
    return verbs.end_appointment(appointment_id, body.on)


def _seen() -> QuerySet[Group]:
    """The groups of the whole platform, and those of the organisations in the caller's scope."""
    inside = visible(Group.objects.all(), READ).values("id")
    return queries.groups().filter(Q(organisation=None) | Q(id__in=inside))


def _group(group_id: UUID) -> Group:
    row = _seen().filter(id=group_id).first()
    if row is None:
        raise NotFound("no_group", "没有这个用户组。")
    return row


def _counted(row: Group) -> Group:
    """A group that the caller has just changed, with the number of its members: that needs no right to read."""
    return queries.groups().get(id=row.id)


def _post(post_id: UUID) -> Post:
    row = queries.posts().filter(id=post_id).first()
    if row is None:
        raise NotFound("no_post", "没有这个岗位。")
    return row

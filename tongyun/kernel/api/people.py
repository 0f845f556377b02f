"""Routes of people: accounts, invitations and who is on duty."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from ..models import Appointment, Group, User, UserVersion
from ..queries.organisations import paths_of
from ..queries.people import away_until, posts_of
from ..queries.substitution import substitutes_of
from ..queries.users import duty_users
from ..services.people import accounts, fields
from ..services.people.invitation import accept_invitation, invite_user
from ..services.permissions import is_opened, visible
from ..services.privacy import REVEAL, clearly, reveal, shown
from . import columns
from .grammar import Filter, Listing, Page, page
from .histories import HISTORY, history_page
from .patches import changes_in
from .proxies import caller_ip
from .schemas import people as schemas
from .schemas.organisations import ReasonIn, VersionOut
from .security import SIGNED_IN, guarded, public
from .versions import expected_version

router = Router(tags=["people"])

READ, MANAGE = "user:read", accounts.MANAGE

USERS = Listing(
    filters={
        "active": Filter("active", bool, "账号是否在用"),
        "name": Filter("name", description="姓名"),
        "organisation": Filter("organisation_id", UUID, "所属机构"),
        "below": Filter("organisation__links_up__above_id", UUID, "所属机构，含下级"),
        "group": Filter("memberships__group_id", UUID, "用户组"),
        "employee_no": Filter("employee_no", description="工号"),
        "created_at": Filter("created_at", datetime, "建立时间"),
    },
    sorts={
        "username": "username",
        "name": "name",
        "organisation": "organisation__name",
        "created_at": "created_at",
    },
    default_sort="username",
    search=("username", "name", "employee_no"),
    personal_search=("phone", "landline", "mail"),
    personal=True,
    columns=columns.USERS,
    title=("人员", "People"),
    resource="user",
)


@router.get("/users", response=Page[schemas.UserRowOut], **guarded(READ, USERS))
def users(request: HttpRequest) -> dict[str, Any]:
    """People of the platform."""
    return page(request, _seen(), USERS, _rows)


@router.post("/users", response={201: schemas.UserDetailOut}, **guarded(MANAGE))
def create(request: HttpRequest, body: schemas.UserIn) -> Status[dict[str, Any]]:
    """Make an account; its owner is then invited to choose a password."""
    return Status(201, _detail(accounts.create_user(fields.UserDraft(**body.dict()))))


@router.get("/users/{user_id}", response=schemas.UserDetailOut, **guarded(READ))
def user(request: HttpRequest, user_id: UUID) -> dict[str, Any]:
    """Everything of a person."""
    return _detail(_known(user_id))


@router.patch("/users/{user_id}", response=schemas.UserDetailOut, **guarded(MANAGE, versioned=True))
def edit(request: HttpRequest, user_id: UUID, body: schemas.UserPatchIn) -> dict[str, Any]:
    """Change what is said of a person; 412 when somebody saved first."""
    version = expected_version(request, body.version)
    changes = changes_in(body, ["valid_to", "organisation_id"], "bad_user")
    reason = changes.pop("reason", "")
    return _detail(accounts.edit_user(user_id, version, changes, reason))


@router.post("/users/{user_id}/reveal", response=schemas.ContactOut, **guarded(REVEAL))
def reveal_contact(request: HttpRequest, user_id: UUID, body: ReasonIn) -> dict[str, str]:
    """How to reach a person, unmasked; the look and its reason are kept in the audit trail."""
    row = _known(user_id)
    reveal(accounts.ref(row), body.reason, fields.PERSONAL, organisation=row.organisation_id, owner=row.id)
    return _contact(row, clear=True)


@router.post("/users/{user_id}/deactivate", response=schemas.UserDetailOut, **guarded(MANAGE))
def deactivate(request: HttpRequest, user_id: UUID, body: ReasonIn) -> dict[str, Any]:
    """Switch an account off: its sessions end and its tokens are void at once."""
    return _detail(accounts.deactivate_user(user_id, body.reason))


@router.post("/users/{user_id}/activate", response=schemas.UserDetailOut, **guarded(MANAGE))
def activate(request: HttpRequest, user_id: UUID) -> dict[str, Any]:
    """Switch an account on again."""
    return _detail(accounts.activate_user(user_id))


@router.post("/users/{user_id}/invitation", response=schemas.InvitationOut, **guarded(MANAGE))
def invite(request: HttpRequest, user_id: UUID) -> dict[str, Any]:
    """A one-time link by which the person chooses a password; older ones stop working."""
    token, expires_at = invite_user(user_id)
    return {"path": f"/invitation#{token}", "expires_at": expires_at}


@router.post("/invitation", response={204: None}, **public(refuses=(401,)))
def accept(request: HttpRequest, body: schemas.AcceptIn) -> Status[None]:
    """Choose a password with the one-time link."""
    accept_invitation(body.token, body.password, caller_ip(request))
    return Status(204, None)


@router.get("/users/{user_id}/history", response=Page[VersionOut], **guarded(MANAGE, HISTORY))
def history(request: HttpRequest, user_id: UUID) -> dict[str, Any]:
    """What was known of a person, newest first, with who changed it and why."""
    _known(user_id)
    return history_page(request, UserVersion.objects.filter(user_id=user_id), "user")


@router.get("/duty", response=list[schemas.UserOut], **guarded(SIGNED_IN))
def duty(request: HttpRequest) -> list[User]:
    """Who is told about trouble now."""
    return list(_seen().filter(id__in=duty_users()).order_by("created_at", "id"))


def _seen() -> QuerySet[User]:
    """The people in the caller's scope."""
    return visible(User.objects.select_related("organisation"), READ, owner="id")


def _known(user_id: UUID) -> User:
    row = _seen().filter(id=user_id).first()
    if row is None:
        raise accounts.no_user()
    return row


def _contact(row: User, *, clear: bool) -> dict[str, str]:
    return {name: shown(kind, getattr(row, name), clear=clear) for name, kind in fields.PERSONAL.items()}


def _rows(rows: list[User]) -> list[dict[str, Any]]:
    posts, away = posts_of(rows), away_until(rows)
    return [
        {
            "id": row.id,
            "username": row.username,
            "name": row.name,
            "organisation": row.organisation,
            "active": row.active,
            "employee_no": row.employee_no,
            **_contact(row, clear=clearly(organisation=row.organisation_id, owner=row.id)),
            "posts": posts.get(row.id, []),
            "valid_to": row.valid_to,
            "away_until": away.get(row.id),
            "created_at": row.created_at,
            "version": row.version,
        }
        for row in rows
    ]


def _detail(row: User) -> dict[str, Any]:
    """Everything of a person whom the caller sees, or has just changed: that needs no right to read."""
    unit = row.organisation_id
    held = Appointment.objects.filter(user=row).select_related("user__organisation", "post", "organisation")
    return {
        **_rows([row])[0],
        "organisation_path": paths_of([unit]).get(unit, []) if unit else [],
        "appointments": list(held.order_by("-since", "-id")[:100]),
        "groups": list(Group.objects.filter(memberships__user=row).order_by("name")),
        "substitutes": list(_seen().filter(id__in=substitutes_of(row.id))),
        "locale": row.locale,
        "can_sign_in": row.active and is_password_usable(row.password),
        "opened": is_opened(row),
    }

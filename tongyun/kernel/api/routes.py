"""Routes of the kernel: health, set-up, session, notifications, search, people, audit."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from tongyun import __version__

from ..contracts import HealthState, NotFound
from ..models import AuditRecord, Notification, User
from ..queries.users import duty_users
from ..services import access
from ..services.context import current_actor
from ..services.notify import mark_read
from ..services.permissions import allows, permissions_of
from ..services.registries import health_checks, search_providers
from . import schemas
from .grammar import Filter, Listing, Page, page
from .security import SESSION_COOKIE, SIGNED_IN, caller_ip, guarded, public

router = Router(tags=["kernel"])

SEARCH_LIMIT = 8

NOTIFICATIONS = Listing(
    filters={"unread": Filter("read_at__isnull", bool), "category": Filter("category")},
    sorts={"created_at": "created_at"},
    default_sort="-created_at",
    search=("title", "body"),
)
USERS = Listing(
    filters={"active": Filter("active", bool)},
    sorts={"username": "username", "created_at": "created_at"},
    default_sort="username",
    search=("username", "name"),
)
AUDIT = Listing(
    filters={
        "action": Filter("action"),
        "actor": Filter("actor_id"),
        "target_kind": Filter("target_kind"),
        "target": Filter("target_id"),
    },
    sorts={"at": "at", "seq": "seq"},
    default_sort="-seq",
    search=("actor_name", "target_label", "action"),
)


@router.get("/health", response={200: schemas.HealthOut, 503: schemas.HealthOut}, **public())
def health(request: HttpRequest) -> Status[dict[str, Any]]:
    """State of each part, for load balancers (503 when nothing works) and, with details once signed in, for people."""
    parts = [entry.check() for entry in health_checks]
    states = {part.state for part in parts}
    status = "ok"
    if states & {HealthState.DEGRADED, HealthState.UNKNOWN, HealthState.DOWN}:
        status = "degraded"
    if any(part.key == "database" and part.state == HealthState.DOWN for part in parts):
        status = "down"
    if not _signed_in(request):
        parts = [replace(part, detail="", advice="") for part in parts]
    told = {"status": status, "version": __version__, "parts": [vars(part) for part in parts]}
    return Status(503 if status == "down" else 200, told)


@router.get("/setup", response=schemas.SetupStateOut, **public())
def setup_state(request: HttpRequest) -> dict[str, bool]:
    """Whether the first administrator is still to be made."""
    return {"required": access.setup_required()}


@router.post("/setup", response=schemas.SessionOut, **public())
def set_up(request: HttpRequest, response: HttpResponse, body: schemas.SetupIn) -> dict[str, Any]:
    """Make the first administrator with the one-time link, and sign in."""
    access.set_up(body.token, body.username, body.name, body.password, body.organisation, caller_ip(request))
    return sign_in(request, response, schemas.SignInIn(username=body.username, password=body.password))


@router.post("/session", response=schemas.SessionOut, **public())
def sign_in(request: HttpRequest, response: HttpResponse, body: schemas.SignInIn) -> dict[str, Any]:
    """Sign in with name and password; the session travels in an HttpOnly cookie."""
    agent = request.headers.get("User-Agent", "")
    user, token = access.sign_in(body.username, body.password, caller_ip(request), agent)
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(access.SESSION_LENGTH.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure() or settings.TONGYUN.public_url.startswith("https://"),
    )
    return _session_of(user)


@router.get("/session", response=schemas.SessionOut, **guarded(SIGNED_IN))
def session(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in."""
    return _session_of(_me())


@router.patch("/session", response=schemas.SessionOut, **guarded(SIGNED_IN))
def set_preferences(request: HttpRequest, body: schemas.PreferencesIn) -> dict[str, Any]:
    """Change one's own language."""
    User.objects.filter(id=current_actor().id).update(locale=body.locale)
    return _session_of(_me())


@router.delete("/session", response={204: None}, **public())
def sign_out(request: HttpRequest, response: HttpResponse) -> Status[None]:
    """Sign out; harmless when nobody is signed in."""
    access.sign_out(request.COOKIES.get(SESSION_COOKIE, ""), caller_ip(request))
    response.delete_cookie(SESSION_COOKIE)
    return Status(204, None)


@router.get("/notifications", response=Page[schemas.NotificationOut], **guarded(SIGNED_IN, NOTIFICATIONS))
def notifications(request: HttpRequest) -> dict[str, Any]:
    """Messages to the signed-in user."""
    rows = Notification.objects.filter(user_id=current_actor().id)
    return page(request, rows, NOTIFICATIONS, list)


@router.post("/notifications/read", response=schemas.ReadOut, **guarded(SIGNED_IN))
def read_notifications(request: HttpRequest, body: schemas.ReadIn) -> dict[str, int]:
    """Mark messages as read."""
    return {"changed": mark_read(current_actor().id, body.ids)}


@router.get("/search", response=list[schemas.SearchHitOut], **guarded(SIGNED_IN))
def search(request: HttpRequest, q: str) -> list[dict[str, str]]:
    """Records of every kind the user may see, best first within each kind."""
    words = q.strip()[:100].replace("\x00", "")
    if not words:
        return []
    return [
        vars(hit)
        for provider in search_providers
        if allows(provider.permission)
        for hit in provider.find(words, SEARCH_LIMIT)
    ]


@router.get("/users", response=Page[schemas.UserOut], **guarded("user:read", USERS))
def users(request: HttpRequest) -> dict[str, Any]:
    """People of the platform."""
    return page(request, User.objects.select_related("organisation"), USERS, list)


@router.get("/duty", response=list[schemas.UserOut], **guarded(SIGNED_IN))
def duty(request: HttpRequest) -> list[User]:
    """Who is told about trouble now."""
    return list(User.objects.select_related("organisation").filter(id__in=duty_users()).order_by("created_at", "id"))


@router.get("/audit", response=Page[schemas.AuditOut], **guarded("audit:read", AUDIT))
def audit_trail(request: HttpRequest) -> dict[str, Any]:
    """The audit trail, newest first."""
    return page(request, AuditRecord.objects.all(), AUDIT, list)


@router.post("/tokens", response=schemas.TokenOut, **guarded("token:issue"))
def issue_token(request: HttpRequest, body: schemas.TokenIn) -> dict[str, str]:
    """Make a token for an agent, or one that acts for the signed-in user."""
    owner = _me().id if body.kind == "user" else None
    return {"token": access.issue_token(body.kind, body.name, owner)}


def _signed_in(request: HttpRequest) -> bool:
    """Details name hosts, files and addresses of the inside; they are not for strangers."""
    try:
        return access.session_user(request.COOKIES.get(SESSION_COOKIE, "")) is not None
    except DatabaseError:
        return False


def _me() -> User:
    user = User.objects.select_related("organisation").filter(id=current_actor().id).first()
    if user is None:
        raise NotFound("no_user", "用户不存在。")
    return user


def _session_of(user: User) -> dict[str, Any]:
    return {"user": user, "permissions": sorted(permissions_of(user.id)), "locale": user.locale}

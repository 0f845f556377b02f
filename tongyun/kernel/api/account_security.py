"""The accounts of others, for the security administrator: unlock, sign out, take lost factors away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from ..models import User
from ..services.people.accounts import no_user
from ..services.people.invitation import reset_password
from ..services.permissions import holds_seat
from ..services.signin import attempts, factors, passwords, sessions
from ..services.signin.stages import needs_second_factor
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas.account import AccountSecurityOut, EndedOut, ResetIn, SessionRowOut
from .schemas.people import InvitationOut
from .security import guarded

router = Router(tags=["account"])

SECURE = attempts.SECURE

SESSIONS = Listing(
    filters={
        "user": Filter("user_id", UUID, "用户"),
        "ip": Filter("ip", description="来源地址"),
        "method": Filter("method", description="登录方式：password 或身份源的标识"),
        "second_factor": Filter("second_factor", description="第二因素：totp、webauthn、recovery、provider，空为没有"),
        "stage": Filter("stage", description="登录进度：ready、second-factor、enrol、password"),
        "seen_at": Filter("seen_at", datetime, "最近活动"),
        "created_at": Filter("created_at", datetime, "登录时间"),
    },
    sorts={"seen_at": "seen_at", "created_at": "created_at", "user": "user__name"},
    default_sort="-seen_at",
    search=("user__name", "user__username", "ip"),
    columns=columns.SESSIONS,
    title=("在线会话", "Sessions"),
)


@router.get("/sessions", response=Page[SessionRowOut], **guarded(SECURE, SESSIONS))
def all_sessions(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in now, from where and how, the one used last first."""
    return page(request, sessions.live_sessions(), SESSIONS, list)


@router.get("/users/{user_id}/security", response=AccountSecurityOut, **guarded(SECURE))
def security(request: HttpRequest, user_id: UUID) -> dict[str, Any]:
    """How safe an account is: locked or not, its second factors, the age of its password, where it is signed in."""
    user = _user(user_id)
    return {
        "locked_until": user.locked_until if attempts.is_locked(user) else None,
        "failed_logins": user.failed_logins,
        "methods": factors.methods_of(user),
        "second_factor_needed": needs_second_factor(user),
        "password_changed_at": user.password_changed_at,
        "must_change_password": passwords.must_change(user),
        "administrator": holds_seat(user.id),
        "sessions": sessions.sessions_of(user),
    }


@router.delete("/users/{user_id}/sessions/{session_id}", response={204: None}, **guarded(SECURE))
def end_one(request: HttpRequest, user_id: UUID, session_id: UUID) -> Status[None]:
    """Sign a user out in one place."""
    sessions.end_session(_user(user_id), session_id)
    return Status(204, None)


@router.post("/users/{user_id}/unlock", response={204: None}, **guarded(SECURE))
def unlock(request: HttpRequest, user_id: UUID) -> Status[None]:
    """Let a user in again who failed too often."""
    attempts.unlock(_user(user_id))
    return Status(204, None)


@router.delete("/users/{user_id}/sessions", response=EndedOut, **guarded(SECURE))
def sign_out(request: HttpRequest, user_id: UUID) -> dict[str, int]:
    """Sign a user out everywhere."""
    return {"ended": sessions.end_sessions(_user(user_id))}


@router.delete("/users/{user_id}/factors", response={204: None}, **guarded(SECURE, fresh=True))
def remove_factors(request: HttpRequest, user_id: UUID) -> Status[None]:
    """Take all second factors away from a user who lost them."""
    factors.remove_all(_user(user_id))
    return Status(204, None)


@router.post("/users/{user_id}/demand-password", response={204: None}, **guarded(SECURE))
def demand_password(request: HttpRequest, user_id: UUID) -> Status[None]:
    """Make a user choose a new password at the next sign-in."""
    passwords.demand_change(_user(user_id))
    return Status(204, None)


@router.post("/users/{user_id}/password-reset", response=InvitationOut, **guarded(SECURE, fresh=True))
def reset(request: HttpRequest, user_id: UUID, body: ResetIn) -> dict[str, Any]:
    """A one-time link for a person who lost the password; the person and the audit administrators are told."""
    token, expires_at = reset_password(user_id, body.reason)
    return {"path": f"/invitation#{token}", "expires_at": expires_at}


def _user(user_id: UUID) -> User:
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise no_user()
    return user

"""The accounts of others, for the security administrator: unlock, sign out, take lost factors away."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from ..contracts import NotFound
from ..models import User
from ..services.signin import attempts, factors, passwords, sessions
from .schemas.account import EndedOut
from .security import guarded

router = Router(tags=["account"])

SECURE = attempts.SECURE


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


def _user(user_id: UUID) -> User:
    user = User.objects.filter(id=user_id).first()
    if user is None:
        raise NotFound("no_user", "没有这个用户。")
    return user

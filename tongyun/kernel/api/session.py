"""Signing in and out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from ..models import User
from ..services import access
from ..services.context import current_actor
from ..services.permissions import permissions_of
from .callers import signed_in_user
from .schemas.session import PreferencesIn, SessionOut, SignInIn
from .security import SESSION_COOKIE, SIGNED_IN, caller_ip, guarded, public

router = Router(tags=["kernel"])


@router.post("/session", response=SessionOut, **public())
def sign_in(request: HttpRequest, response: HttpResponse, body: SignInIn) -> dict[str, Any]:
    """Sign in with name and password; the session travels in an HttpOnly cookie."""
    agent = request.headers.get("User-Agent", "")
    user, token = access.sign_in(body.username, body.password, caller_ip(request), agent)
    keep_session(request, response, token)
    return session_of(user)


@router.get("/session", response=SessionOut, **guarded(SIGNED_IN))
def session(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in."""
    return session_of(signed_in_user())


@router.patch("/session", response=SessionOut, **guarded(SIGNED_IN))
def set_preferences(request: HttpRequest, body: PreferencesIn) -> dict[str, Any]:
    """Change one's own language."""
    User.objects.filter(id=current_actor().id).update(locale=body.locale)
    return session_of(signed_in_user())


@router.delete("/session", response={204: None}, **public())
def sign_out(request: HttpRequest, response: HttpResponse) -> Status[None]:
    """Sign out; harmless when nobody is signed in."""
    access.sign_out(request.COOKIES.get(SESSION_COOKIE, ""), caller_ip(request))
    response.delete_cookie(SESSION_COOKIE)
    return Status(204, None)


def keep_session(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Hand the browser its session, in a cookie that no script reads and no other site sends along."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(access.SESSION_LENGTH.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=only_over_https(request),
    )


def only_over_https(request: HttpRequest) -> bool:
    """Whether cookies must never travel in the clear: the platform is reached over https."""
    return request.is_secure() or settings.TONGYUN.public_url.startswith("https://")


def session_of(user: User) -> dict[str, Any]:
    """A session as the UI needs it."""
    return {"user": user, "permissions": sorted(permissions_of(user.id)), "locale": user.locale}

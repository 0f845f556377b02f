"""Signing in and out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from ..models import User
from ..services.context import current_actor
from ..services.signin import sessions
from .callers import signed_in_user
from .proxies import caller_ip
from .schemas.session import PreferencesIn, SessionOut, SignInIn
from .security import ANY_STAGE, SESSION_COOKIE, SIGNED_IN, current_session, guarded, public
from .signing_in import set_session_cookie, shown_session

router = Router(tags=["kernel"])


@router.post("/session", response=SessionOut, **public(refuses=(401,)))
def sign_in(request: HttpRequest, response: HttpResponse, body: SignInIn) -> dict[str, Any]:
    """Sign in with name and password; the session travels in an HttpOnly cookie. `stage` says what is still due."""
    agent = request.headers.get("User-Agent", "")
    opened = sessions.sign_in(body.username, body.password, caller_ip(request), agent)
    set_session_cookie(request, response, opened)
    return shown_session(opened.session, opened.user)


@router.get("/session", response=SessionOut, **guarded(SIGNED_IN, stages=ANY_STAGE))
def session(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, and which step of signing in is still due."""
    return shown_session(current_session(request), signed_in_user())


@router.patch("/session", response=SessionOut, **guarded(SIGNED_IN))
def set_preferences(request: HttpRequest, body: PreferencesIn) -> dict[str, Any]:
    """Change one's own language."""
    User.objects.filter(id=current_actor().id).update(locale=body.locale)
    return shown_session(current_session(request), signed_in_user())


@router.delete("/session", response={204: None}, **public())
def sign_out(request: HttpRequest, response: HttpResponse) -> Status[None]:
    """Sign out; harmless when nobody is signed in."""
    sessions.sign_out(request.COOKIES.get(SESSION_COOKIE, ""), caller_ip(request))
    response.delete_cookie(SESSION_COOKIE)
    return Status(204, None)

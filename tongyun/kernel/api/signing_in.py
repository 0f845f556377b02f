"""From an accepted first factor to a session in the browser: one path for passwords and identity providers.

opened = complete_sign_in(user, "oidc", request)
set_session_cookie(request, response, opened)
"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from ..models import Session, User
from ..services.permissions import permissions_of
from ..services.signin.factors import methods_of
from ..services.signin.sessions import Opened
from .proxies import is_https
from .security import SESSION_COOKIE


def set_session_cookie(request: HttpRequest, response: HttpResponse, opened: Opened) -> None:
    """Give the browser its session: no script reads it, no other site sends it along with a change."""
    length = opened.session.expires_at - opened.session.created_at
    response.set_cookie(
        SESSION_COOKIE,
        opened.token,
        max_age=int(length.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=is_https(request),
    )


def shown_session(session: Session | None, user: User) -> dict[str, Any]:
    """What the UI needs to know of a session; None for a bearer token, which has no further steps."""
    ready = session is None or session.stage == Session.Stage.READY
    return {
        "user": user,
        "permissions": sorted(permissions_of(user.id)) if ready else [],
        "locale": user.locale,
        "stage": Session.Stage.READY if session is None else session.stage,
        "methods": [] if ready else methods_of(user),
    }

"""How large a body may be: files are larger than anything else, and only who is signed in may send one.

A body is written to disk before a route sees it, so whoever is unknown is held to the usual limit.
"""

from collections.abc import Awaitable, Callable

from asgiref.sync import sync_to_async
from django.db import DatabaseError
from django.http import parse_cookie

from tongyun.kernel.api.security import READY, SESSION_COOKIE
from tongyun.kernel.services.access import bearer
from tongyun.kernel.services.signin.sessions import live_session

from .asgi_types import Scope

UPLOADS = "/api/v1/files"
LimitOf = Callable[[Scope], Awaitable[int]]


def limit_of(usual: int, upload: int) -> LimitOf:
    """The limit of a request, by its address and by whether its caller is known (bytes)."""

    async def limit(scope: Scope) -> int:
        if scope.get("method") != "POST" or scope.get("path") != UPLOADS or upload <= usual:
            return usual
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        known = await sync_to_async(_is_known)(headers.get(b"cookie", ""), headers.get(b"authorization", ""))
        return upload if known else usual

    return limit


def _is_known(cookies: str, authorization: str) -> bool:
    """Whether somebody is signed in; whether that one may upload here is the route's question."""
    try:
        scheme, _, token = authorization.partition(" ")
        if scheme:
            return scheme.lower() == "bearer" and bearer(token.strip()) is not None
        cookie = parse_cookie(cookies).get(SESSION_COOKIE, "")
        session = live_session(cookie) if cookie else None
        return session is not None and session.stage in READY
    except DatabaseError:
        return False

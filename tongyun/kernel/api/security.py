"""Who calls the API. Each route names its permission; a route without one fails a test.

`guarded("ticket:read")` and `public()` give the keyword arguments of a route:

    @router.get("/tickets", **guarded("ticket:read"))
"""

import secrets
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest

from ..contracts import Actor, Forbidden, Unauthenticated
from ..services.access import bearer, session_user
from ..services.context import become
from ..services.permissions import require
from .grammar import Listing

SESSION_COOKIE = "tongyun_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Permission of routes that any signed-in user may call.
SIGNED_IN = "signed-in"
#: Permission of routes for agents only.
AGENT = "agent"


class Guard:
    """Finds out who calls and whether that one may; ninja calls it before the route."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor, set for the rest of the request. Raises Unauthenticated or Forbidden."""
        actor = self._bearer(request) or self._session(request)
        if actor is None:
            raise Unauthenticated("not_signed_in", "请先登录。")
        become(actor)
        if self.permission == AGENT:
            if actor.kind != "agent":
                raise Forbidden("agents_only", "此接口仅供代理使用。")
        elif self.permission == SIGNED_IN:
            if actor.kind != "user":
                raise Unauthenticated("not_signed_in", "请先登录。")
        else:
            require(self.permission)
        return actor

    def _bearer(self, request: HttpRequest) -> Actor | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        row = bearer(token.strip()) if scheme.lower() == "bearer" else None
        if row is None:
            raise Unauthenticated("bad_token", "令牌无效、已过期或已吊销。")
        if row.kind == "agent":
            return Actor("agent", str(row.id), row.name, caller_ip(request), request_id(request))
        if row.user is None:
            raise Unauthenticated("bad_token", "令牌没有对应的用户。")
        return Actor("user", str(row.user.id), row.user.name, caller_ip(request), request_id(request))

    def _session(self, request: HttpRequest) -> Actor | None:
        cookie = request.COOKIES.get(SESSION_COOKIE, "")
        user = session_user(cookie) if cookie else None
        if user is None:
            return None
        if request.method not in SAFE_METHODS and request.headers.get("X-Requested-With") != "tongyun":
            raise Forbidden("cross_site", "请求缺少 X-Requested-With 头，已按跨站请求拒绝。")
        return Actor("user", str(user.id), user.name, caller_ip(request), request_id(request))


class AsyncGuard(Guard):
    """The same for async routes: the look-up runs in a thread, the actor is set in the route's own context."""

    async def __call__(self, request: HttpRequest) -> Actor:  # type: ignore[override]
        """The actor, as Guard gives it."""
        actor = await sync_to_async(super().__call__)(request)
        become(actor)
        return actor


def guarded(permission: str, listing: Listing | None = None, *, waits: bool = False) -> dict[str, Any]:
    """Arguments of a route that needs a permission: of a list (described in OpenAPI), or one that `waits` (async)."""
    guard = AsyncGuard(permission) if waits else Guard(permission)
    extra: dict[str, Any] = {"x-permission": permission}
    if listing is not None:
        extra["parameters"] = listing.parameters()
    return {"auth": guard, "openapi_extra": extra}


def public() -> dict[str, Any]:
    """Arguments of a route that answers anybody."""
    return {"auth": None, "openapi_extra": {"x-permission": "public"}}


def caller_ip(request: HttpRequest) -> str:
    """The address of the peer. Forwarded headers are not believed: anybody can write them."""
    return str(request.META.get("REMOTE_ADDR", ""))


def request_id(request: HttpRequest) -> str:
    """The id of this request, made once; it stands in the log, the audit trail and every problem document."""
    known = request.META.get("tongyun.request_id")
    if not known:
        known = request.META["tongyun.request_id"] = secrets.token_hex(8)
    return str(known)

"""Who calls the API. Each route names its permission; a route without one fails a test.

`guarded("ticket:read")` and `public()` give the keyword arguments of a route:

    @router.get("/tickets", **guarded("ticket:read"))
"""

import secrets
from collections.abc import Mapping
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest

from ..contracts import Actor, Forbidden, Unauthenticated
from ..contracts.callers import ApiLimits
from ..models import Session
from ..services.access import bearer
from ..services.calling import limits
from ..services.calling.idempotency import claim
from ..services.context import become
from ..services.permissions import require
from ..services.policies import policy
from ..services.signin.networks import require_network
from ..services.signin.sessions import is_fresh, live_session
from ..services.tokens import note_use
from .grammar import Listing
from .proxies import caller_ip

SESSION_COOKIE = "tongyun_session"
SESSION_KEY = "tongyun.session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Permission of routes that any signed-in user may call.
SIGNED_IN = "signed-in"
#: Permission of routes for agents only.
AGENT = "agent"
#: What stands in its place on routes that answer anybody.
PUBLIC = "public"
#: Sessions that took every step of signing in.
READY = frozenset({Session.Stage.READY.value})
#: Sessions that still have to take one, too: for the routes that take it.
ANY_STAGE = frozenset(Session.Stage.values)
#: For how long nobody has touched keyboard, mouse or screen of the page that asks (seconds).
IDLE_HEADER = "X-Idle-Seconds"
#: What a browser asks for when a page listens: it opens such a stream again and again by itself, without our headers.
EVENT_STREAM = "text/event-stream"
#: As long as nobody can have been idle (seconds): what comes by itself is no sign of a person.
NOBODY_S = 86_400.0
#: In the OpenAPI document: the route understands `If-Match`; statuses it refuses with for reasons of its own.
IF_MATCH, REFUSES = "x-if-match", "x-refuses"


class Guard:
    """Finds out who calls and whether that one may; ninja calls it before the route."""

    #: Whether the door around the route opens a transaction that the answer can be kept in.
    keeps_answers = True

    def __init__(self, permission: str, *, fresh: bool = False, stages: frozenset[str] = READY) -> None:
        self.permission = permission
        self.fresh = fresh
        self.stages = stages

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor, set for the rest of the request. Raises Unauthenticated or Forbidden."""
        actor = self._who(request)
        become(actor)
        request.META["tongyun.actor"] = actor
        self._count(actor)
        if self.permission == AGENT:
            if actor.kind != "agent":
                raise Forbidden("agents_only", "此接口仅供代理使用。")
        elif self.permission == SIGNED_IN:
            if actor.kind != "user":
                raise Unauthenticated("not_signed_in", "请先登录。")
        else:
            require(self.permission)
        if self.fresh and not is_fresh(current_session(request)):
            raise Unauthenticated("reauthenticate", "这是重要操作，请先再次确认您的身份。")
        self._claim(request, actor)
        return actor

    def _who(self, request: HttpRequest) -> Actor:
        try:
            actor = self._bearer(request) or self._session(request)
            if actor is None:
                raise Unauthenticated("not_signed_in", "请先登录。")
        except Unauthenticated:
            limits.admit(f"ip:{caller_ip(request)}", policy(ApiLimits).address)
            raise
        return actor

    def _count(self, actor: Actor) -> None:
        if actor.kind == "user":
            rules = policy(ApiLimits)
            by_token = f"token:{actor.token}" if actor.token else ""
            limits.admit(by_token or f"user:{actor.id}", rules.token if by_token else rules.user)

    def _claim(self, request: HttpRequest, actor: Actor) -> None:
        """Take the `Idempotency-Key` for this request, once it is known who asks and that they may."""
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        if key and self.keeps_answers:
            request.META["tongyun.claim"] = claim(actor, key, "POST", request.get_full_path(), request.body)

    def _bearer(self, request: HttpRequest) -> Actor | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        row = bearer(token.strip()) if scheme.lower() == "bearer" else None
        if row is None:
            raise Unauthenticated("bad_token", "令牌无效、已过期或已吊销。")
        ip = caller_ip(request)
        note_use(row, ip)
        if row.kind == "agent":
            return Actor("agent", str(row.id), row.name, ip, request_id(request), str(row.id))
        if row.user is None:
            raise Unauthenticated("bad_token", "令牌没有对应的用户。")
        require_network(row.user.id, ip)
        only = None if row.scopes is None else frozenset(row.scopes)
        return Actor("user", str(row.user.id), row.user.name, ip, request_id(request), str(row.id), only)

    def _session(self, request: HttpRequest) -> Actor | None:
        cookie = request.COOKIES.get(SESSION_COOKIE, "")
        session = live_session(cookie, _idle(request)) if cookie else None
        if session is None:
            return None
        if request.method not in SAFE_METHODS and request.headers.get("X-Requested-With") != "tongyun":
            raise Forbidden("cross_site", "请求缺少 X-Requested-With 头，已按跨站请求拒绝。")
        require_network(session.user_id, caller_ip(request))
        if session.stage not in self.stages:
            raise Unauthenticated("sign_in_incomplete", "登录尚未完成，请先完成余下的步骤。")
        request.META[SESSION_KEY] = session
        return Actor("user", str(session.user_id), session.user.name, caller_ip(request), request_id(request))


class AsyncGuard(Guard):
    """The same for async routes: the look-up runs in a thread, the actor is set in the route's own context."""

    keeps_answers = False

    async def __call__(self, request: HttpRequest) -> Actor:  # type: ignore[override]
        """The actor, as Guard gives it."""
        actor = await sync_to_async(super().__call__)(request)
        become(actor)
        return actor


def guarded(
    permission: str,
    listing: Listing | None = None,
    *,
    waits: bool = False,
    fresh: bool = False,
    versioned: bool = False,
    refuses: tuple[int, ...] = (),
    document: Mapping[str, Any] | None = None,
    stages: frozenset[str] = READY,
) -> dict[str, Any]:
    """Arguments of a route that needs a permission: of a list (described in OpenAPI), or one that `waits` (async).

    A `fresh` route is dangerous: it answers 401 `reauthenticate` unless the person proved to be there a moment ago.
    A `versioned` one changes a record that was read before: it understands `If-Match`. `refuses` names the statuses
    that do not follow from how the route is declared (project/openapi.py). `document` goes into OpenAPI as it is: a
    body or an answer that no shape describes.
    """
    kind = AsyncGuard if waits else Guard
    guard = kind(permission, fresh=fresh, stages=stages)
    extra: dict[str, Any] = {"x-permission": permission, **(document or {})}
    if fresh:
        extra["x-fresh"] = True
    if versioned:
        extra[IF_MATCH] = True
    if refuses:
        extra[REFUSES] = list(refuses)
    if listing is not None:
        extra["parameters"] = listing.parameters()
    return {"auth": guard, "openapi_extra": extra}


def public(refuses: tuple[int, ...] = ()) -> dict[str, Any]:
    """Arguments of a route that answers anybody."""
    extra: dict[str, Any] = {"x-permission": PUBLIC}
    if refuses:
        extra[REFUSES] = list(refuses)
    return {"auth": None, "openapi_extra": extra}


def current_session(request: HttpRequest) -> Session | None:
    """The session of this request; None for a bearer token."""
    session: Session | None = request.META.get(SESSION_KEY)
    return session


def request_id(request: HttpRequest) -> str:
    """The id of this request, made once; it stands in the log, the audit trail and every problem document."""
    known = request.META.get("tongyun.request_id")
    if not known:
        known = request.META["tongyun.request_id"] = secrets.token_hex(8)
    return str(known)


def _idle(request: HttpRequest) -> float:
    raw = request.headers.get(IDLE_HEADER, "")
    if not raw and request.headers.get("Accept") == EVENT_STREAM:
        return NOBODY_S
    return float(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 6 else 0.0

"""What happens around every route: callers are counted, a repeated request is answered again, the call is logged."""

import time
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.operation import Operation

from ..contracts import Actor, Problem, utc_now
from ..contracts.callers import ApiLimits
from ..models import ApiCall, KeptAnswer
from ..services.calling import idempotency, limits, log
from ..services.policies import policy
from .bodies import refuse_large_json
from .proxies import caller_ip
from .security import AGENT, request_id

Run = Callable[..., HttpResponseBase]
CREATING = "POST"


def door(run: Run) -> Run:
    """Wrap the handling of one route, before anything of the request is looked at."""
    operation = cast(Operation, run.__self__)  # type: ignore[attr-defined]
    if operation.is_async:
        return cast(Run, _waiting_door(operation, cast(Callable[..., Awaitable[HttpResponseBase]], run)))

    @wraps(run)
    def through(request: HttpRequest, **path: Any) -> HttpResponseBase:
        started = time.perf_counter()
        try:
            _count(operation, request)
            answer = _once(run, request, path)
        except Problem as problem:
            answer = operation.api.on_exception(request, problem)
        _finish(operation, request, answer, started)
        return answer

    return through


def _waiting_door(
    operation: Operation, run: Callable[..., Awaitable[HttpResponseBase]]
) -> Callable[..., Awaitable[HttpResponseBase]]:
    @wraps(run)
    async def through(request: HttpRequest, **path: Any) -> HttpResponseBase:
        started = time.perf_counter()
        answer = await run(request, **path)
        await sync_to_async(_finish)(operation, request, answer, started)
        return answer

    return through


def _count(operation: Operation, request: HttpRequest) -> None:
    """Routes that answer anybody are counted by address; the guard counts those who are known."""
    if not operation.auth_callbacks:
        limits.admit(f"ip:{caller_ip(request)}", policy(ApiLimits).address)
    if (operation.openapi_extra or {}).get("x-permission") != AGENT:
        refuse_large_json(request)


def _once(run: Run, request: HttpRequest, path: dict[str, Any]) -> HttpResponseBase:
    """With an `Idempotency-Key`, the change and the answer that is kept of it are one transaction."""
    key = request.headers.get("Idempotency-Key", "") if request.method == CREATING else ""
    if not key:
        return run(request, **path)
    idempotency.check_key(key)
    with transaction.atomic():
        answer = run(request, **path)
        claimed = request.META.pop("tongyun.claim", None)
        if answer.status_code >= 500:
            transaction.set_rollback(True)
        elif isinstance(claimed, KeptAnswer):
            kept = b"" if answer.streaming else answer.content  # type: ignore[attr-defined]
            status = 0 if answer.streaming else answer.status_code
            idempotency.keep(claimed, status, answer.headers.get("Content-Type", ""), kept)
    return answer


def _finish(operation: Operation, request: HttpRequest, answer: HttpResponseBase, started: float) -> None:
    version = request.META.get("tongyun.version")
    if version is not None and answer.status_code < 300:
        answer.headers.setdefault("ETag", f'"{version}"')
    actor: Actor | None = request.META.get("tongyun.actor")
    call = ApiCall(
        at=utc_now(),
        method=(request.method or "")[:8],
        route=operation.path[:200] if operation.path != "/" else request.path[:200],
        status=answer.status_code,
        ms=round((time.perf_counter() - started) * 1000),
        bytes_in=_length(request),
        bytes_out=0 if answer.streaming else len(answer.content),  # type: ignore[attr-defined]
        ip=caller_ip(request)[:64],
        request_id=request_id(request),
    )
    log.note(call, actor)


def _length(request: HttpRequest) -> int:
    told = str(request.META.get("CONTENT_LENGTH") or "")
    return int(told[:15]) if told.isascii() and told.isdigit() else 0

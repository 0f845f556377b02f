"""The Prometheus HTTP API, so that Grafana and other clients work: base address `/api/v1/prometheus`."""

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.responses import Response

from tongyun.kernel.contracts import utc_now
from tongyun.kernel.facade import guarded

from ..promql.errors import PromqlError
from ..services import storage
from ..store.errors import StoreUnavailable
from . import schemas

router = Router(tags=["prometheus"])

DURATION = re.compile(r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?")
UNITS_S = (31_536_000, 604_800, 86_400, 3_600, 60, 1, 0.001)
STATUS = {"bad_data": 400, "execution": 422, "timeout": 503, "unavailable": 503}

ANSWERS = dict.fromkeys((200, *sorted(set(STATUS.values()))), schemas.PromqlOut)

View = Callable[[HttpRequest], Any]


def _by_get_and_post(path: str) -> Callable[[View], View]:
    """Register a view under both methods; OpenAPI wants an operation id of its own for each."""

    def register(view: View) -> View:
        for method, suffix in ((router.get, ""), (router.post, "_by_post")):
            operation = f"tongyun_telemetry_api_prometheus_{view.__name__}{suffix}"
            method(path, response=ANSWERS, operation_id=operation, **guarded("telemetry:read"))(view)
        return view

    return register


@_by_get_and_post("/prometheus/api/v1/query")
def query(request: HttpRequest) -> Any:
    """An expression at one moment: `query`, optional `time`."""

    def run() -> Any:
        at = _time(request, "time", now=True)
        return storage.promql_in_scope().instant(_text(request, "query"), at).to_prometheus()

    return _answer(run)


@_by_get_and_post("/prometheus/api/v1/query_range")
def query_range(request: HttpRequest) -> Any:
    """An expression over a range: `query`, `start`, `end`, `step`."""

    def run() -> Any:
        start, end, step = _time(request, "start"), _time(request, "end"), _step(request)
        if end < start:
            raise PromqlError("bad_data", 'invalid parameter "end": end timestamp must not be before start time')
        return storage.promql_in_scope().range(_text(request, "query"), start, end, step).to_prometheus()

    return _answer(run)


@_by_get_and_post("/prometheus/api/v1/series")
def series(request: HttpRequest) -> Any:
    """Series that match: one or more `match[]`, `start`, `end`."""

    def run() -> Any:
        matchers = _many(request, "match[]")
        if not matchers:
            raise PromqlError("bad_data", "no match[] parameter provided")
        return storage.promql_in_scope().series(matchers, *_window(request))

    return _answer(run)


@_by_get_and_post("/prometheus/api/v1/labels")
def labels(request: HttpRequest) -> Any:
    """Names of labels."""
    return _answer(lambda: storage.promql_in_scope().label_names(_many(request, "match[]"), *_window(request)))


@router.get("/prometheus/api/v1/label/{name}/values", response=ANSWERS, **guarded("telemetry:read"))
def label_values(request: HttpRequest, name: str) -> Any:
    """Values of one label."""
    return _answer(lambda: storage.promql_in_scope().label_values(name, _many(request, "match[]"), *_window(request)))


@router.get("/prometheus/api/v1/status/buildinfo", response=schemas.PromqlOut, **guarded("telemetry:read"))
def buildinfo(request: HttpRequest) -> Any:
    """The version whose semantics are spoken, which Grafana asks for."""
    return {"status": "success", "data": {"version": "3.0.0", "application": "tongyun"}}


def _answer(run: Callable[[], Any]) -> Any:
    try:
        return {"status": "success", "data": run()}
    except PromqlError as error:
        return _failed(error.type, str(error))
    except StoreUnavailable as error:
        return _failed("unavailable", str(error))


def _failed(kind: str, message: str) -> HttpResponse:
    body = {"status": "error", "errorType": kind, "error": message}
    return Response(body, status=STATUS.get(kind, 422))


def _given(request: HttpRequest, name: str) -> str | None:
    value = request.POST.get(name) if request.method == "POST" else None
    return value if value is not None else request.GET.get(name)


def _many(request: HttpRequest, name: str) -> list[str]:
    return [*request.GET.getlist(name), *(request.POST.getlist(name) if request.method == "POST" else [])]


def _text(request: HttpRequest, name: str) -> str:
    value = _given(request, name)
    if not value:
        raise PromqlError("bad_data", f'invalid parameter "{name}": missing')
    return value


def _time(request: HttpRequest, name: str, *, now: bool = False) -> float:
    """Unix seconds from a number or RFC 3339."""
    raw = _given(request, name)
    if not raw and now:
        return utc_now().timestamp()
    try:
        value = float(raw or "")
    except ValueError:
        try:
            value = datetime.fromisoformat((raw or "").replace("Z", "+00:00")).timestamp()
        except (ValueError, OverflowError) as error:
            raise PromqlError("bad_data", f'invalid parameter "{name}": cannot parse "{(raw or "")[:60]}"') from error
    if not math.isfinite(value) or not -6.2e10 < value < 2.5e11:
        raise PromqlError("bad_data", f'invalid parameter "{name}": out of range')
    return value


def _step(request: HttpRequest) -> float:
    """Seconds from a number or a duration such as `1m30s`."""
    raw = _text(request, "step")
    try:
        value = float(raw)
    except ValueError:
        found = DURATION.fullmatch(raw)
        value = (
            sum(int(part) * unit for part, unit in zip(found.groups(), UNITS_S, strict=True) if part) if found else 0.0
        )
    if not math.isfinite(value) or value <= 0:
        raise PromqlError(
            "bad_data", 'invalid parameter "step": zero or negative query resolution step widths are not accepted'
        )
    return value


def _window(request: HttpRequest) -> tuple[float, float]:
    now = utc_now().timestamp()
    start = _time(request, "start") if _given(request, "start") else now - 86_400 * 7
    end = _time(request, "end") if _given(request, "end") else now
    return start, end

"""The one API: routers of all rooms under /api/v1, one rendering of errors (RFC 9457)."""

import json
import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic_core import to_json

from tongyun import __version__
from tongyun.events.api.routes import router as events
from tongyun.gateway.api.routes import router as gateway
from tongyun.insight.api.routes import router as insight
from tongyun.inventory.api.routes import router as inventory
from tongyun.jobs.api.routes import router as jobs
from tongyun.kernel.api.bodies import only_known_fields, read_json
from tongyun.kernel.api.door import door
from tongyun.kernel.api.grammar import picked
from tongyun.kernel.api.routes import router as kernel
from tongyun.kernel.api.scim_service import scim_error, speaks_scim
from tongyun.kernel.api.security import request_id
from tongyun.kernel.api.versions import remember_version
from tongyun.kernel.contracts import FieldError, Invalid, Problem, TooLarge, Unavailable
from tongyun.kernel.services.calling.idempotency import Repeated
from tongyun.kernel.services.uniqueness import duplicate
from tongyun.packs.api.routes import router as packs
from tongyun.process.api.routes import router as process
from tongyun.products.api.routes import router as products
from tongyun.telemetry.api.routes import router as telemetry

from .openapi import DocumentedApi

logger = logging.getLogger(__name__)


class Renderer(BaseRenderer):
    """JSON as UTF-8, by pydantic's encoder: Python's own took a tenth of the time of a page of fifty tickets."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The answer; of a list only the fields that were asked for."""
        remember_version(request, data)
        return to_json(picked(request, data), inf_nan_mode="null")


class PlainJson(Parser):
    """JSON whose texts every database takes."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body; what cannot be read is answered with 400."""
        return read_json(request)


api = DocumentedApi(
    renderer=Renderer(),
    parser=PlainJson(),
    title="统运 API",
    version=__version__,
    description="政务信息化统一运营运维平台的接口。错误均为 RFC 9457 problem document。"
    "修改以 If-Match（读取时的 ETag）或 version 说明所依据的版本；此后已有新的修改时，一律返回 412（stale）。",
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)

api.add_decorator(door, mode="view")
api.add_decorator(only_known_fields, mode="operation")
for router in (kernel, inventory, telemetry, events, jobs, process, insight, gateway, packs, products):
    api.add_router("", router)


def render(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem document (RFC 9457); a SCIM client gets an error of its own protocol."""
    if speaks_scim(request.path):
        return scim_error(problem)
    body: dict[str, Any] = {
        "type": f"urn:tongyun:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "errors": [{"path": field.path, "message": field.message} for field in problem.fields],
        "request_id": request_id(request),
    }
    text = json.dumps(body, ensure_ascii=False)
    kind = "application/problem+json"
    return HttpResponse(text, status=problem.status, content_type=kind, headers=dict(problem.headers))


@api.exception_handler(Problem)
def on_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """An error that a room raised on purpose."""
    return render(request, problem)


@api.exception_handler(Repeated)
def on_repeated(request: HttpRequest, repeated: Repeated) -> HttpResponse:
    """A request that was sent again: its answer was kept."""
    headers = {"Idempotency-Replayed": "true"}
    return HttpResponse(repeated.body, status=repeated.status, content_type=repeated.content_type, headers=headers)


@api.exception_handler(ValidationError)
def on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The request does not fit the schema of the route."""
    fields = [
        FieldError("/" + "/".join(str(part) for part in entry["loc"][2:] or entry["loc"][1:]), entry["msg"])
        for entry in error.errors
    ]
    return render(request, Invalid("invalid_request", "请求内容不符合接口要求。", fields))


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refuses by itself: a body that cannot be read."""
    unreadable = "请求体不是有效的 JSON，嵌套过深，或其中的文本含有 NUL 等无法保存的字符。"
    problem = Problem("bad_request", unreadable if error.status_code == 400 else str(error))
    problem.status, problem.title = error.status_code, "请求有误"
    return render(request, problem)


@api.exception_handler(Http404)
def on_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """No such address."""
    problem = Problem("not_found", "没有这个地址或记录。")
    problem.status, problem.title = 404, "没有找到"
    return render(request, problem)


@api.exception_handler(RequestDataTooBig)
def on_too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """The body is over the limit."""
    return render(request, TooLarge("too_large", "请求体超过大小上限。"))


@api.exception_handler(UnreadablePostError)
def on_left(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    """The client left before its body was here: nothing of ours failed, and most likely nobody reads this."""
    problem = Problem("bad_request", "请求在传送途中中断，没有保存任何内容。")
    problem.status, problem.title = 400, "请求有误"
    return render(request, problem)


@api.exception_handler(IntegrityError)
def on_integrity(request: HttpRequest, error: IntegrityError) -> HttpResponse:
    """Somebody saved the same a moment earlier; anything else that the database refuses is a mistake of ours."""
    conflict = duplicate(error)
    return on_crash(request, error) if conflict is None else render(request, conflict)


@api.exception_handler(InterfaceError)
@api.exception_handler(OperationalError)
def on_database_down(request: HttpRequest, error: OperationalError | InterfaceError) -> HttpResponse:
    """The database did not answer; nothing was written."""
    logger.exception("database unavailable")
    return render(request, Unavailable("database_unavailable", "数据库暂时不可用，本次操作没有保存，请稍后重试。"))


@api.exception_handler(Exception)
def on_crash(request: HttpRequest, error: Exception) -> HttpResponse:
    """A mistake of ours: logged with its id, told without its insides."""
    logger.exception("request %s failed", request_id(request))
    return render(request, Problem("internal", "系统内部错误，已记录；请把请求编号告诉管理员。"))

"""What every request must be, and what every answer carries."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from tongyun.kernel.api.proxies import caller_ip, is_https
from tongyun.kernel.contracts import Invalid, Problem

from .api import render
from .security_headers import HSTS, SECURITY

HEADERS = {
    **SECURITY,
    # Answers of the API are data: nothing in them may run, load or be framed.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-store",
}


class Threshold:
    """Refuses what no route should see, renders what the framework refuses, and adds the headers."""

    async_capable = True
    sync_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponse]]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and complete the answer."""
        refused = _refused(request)
        response = render(request, refused) if refused else await self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            response = _not_allowed(request, response)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if is_https(request):
            response.headers.setdefault(*HSTS)
        return response


def _refused(request: HttpRequest) -> Problem | None:
    """A host that TONGYUN_ALLOWED_HOSTS does not name, a forged address, a NUL, which PostgreSQL takes in no text."""
    try:
        request.get_host()
    except DisallowedHost:
        problem = Problem("bad_host", "不接受以此主机名访问，请联系管理员检查 TONGYUN_ALLOWED_HOSTS。")
        problem.status, problem.title = 400, "请求有误"
        return problem
    try:
        caller_ip(request)
    except Problem as problem:
        return problem
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return Invalid("bad_text", "地址中含有 NUL 字符。")
    return None


def _not_allowed(request: HttpRequest, response: HttpResponseNotAllowed) -> HttpResponse:
    problem = Problem("method_not_allowed", f"此地址只支持 {response.headers['Allow']}。")
    problem.status, problem.title = 405, "请求有误"
    told = render(request, problem)
    told.headers["Allow"] = response.headers["Allow"]
    return told

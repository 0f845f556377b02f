"""Addresses that Django answers; the UI's files are served before Django sees the request (asgi.py)."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from tongyun.kernel.contracts import NotFound

from .api import api, render


def missing(request: HttpRequest) -> HttpResponse:
    """Everything the API does not know."""
    return render(request, NotFound("not_found", f"没有这个地址：{request.path[:200]}"))


urlpatterns = [path("api/v1/", api.urls), re_path(r"^.*$", missing)]

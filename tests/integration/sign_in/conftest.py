"""A platform that answers on a real port while the test looks into its database, and a browser that goes there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from tests.conftest import make_user
from tongyun.kernel.models import IdentityProvider, Organisation
from tongyun.kernel.services.identity.providers import create_provider


@pytest.fixture
def platform(request: pytest.FixtureRequest, settings: Any) -> str:
    """The address of the platform under test."""
    settings.STATIC_URL = "/static/"  # Django's test server wants one; the platform has none
    live_server: Any = request.getfixturevalue("live_server")
    settings.TONGYUN = replace(settings.TONGYUN, public_url=live_server.url)
    unit = Organisation.objects.create(code="root", name="市政务数据中心")
    make_user("admin", "管理员", unit, [])
    return str(live_server.url)


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    """Keeps cookies and follows redirects, as a browser does."""
    with httpx.Client(follow_redirects=True, timeout=30) as client:
        yield client


def enabled(key: str, kind: str, **settings: Any) -> IdentityProvider:
    """A provider that is switched on; people without a unit go to the root."""
    fields = {"title": "统一身份认证", "enabled": True, "provisions": True}
    return create_provider(key, kind, fields, {"default_organisation": "root", **settings})


def who(browser: httpx.Client, platform: str) -> dict[str, Any] | None:
    """Who is signed in in this browser."""
    answer = browser.get(f"{platform}/api/v1/session")
    return dict(answer.json()["user"]) if answer.status_code == 200 else None


def error_of(answer: httpx.Response) -> str:
    """The code in the address of the sign-in page a refused person lands on."""
    assert answer.url.path == "/login", answer.url
    return str(answer.url.params["error"])

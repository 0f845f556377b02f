"""Whoever is signed in may send a file; whoever is not is held to the limit of everybody."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Api
from tongyun.kernel.api.security import SESSION_COOKIE
from tongyun.kernel.models import Session, User
from tongyun.kernel.services.access import issue_token
from tongyun.project.body_limit import BodyLimit
from tongyun.project.request_threads import InThreads, RequestThreads
from tongyun.project.upload_limit import UPLOADS, limit_of

pytestmark = pytest.mark.django_db(transaction=True)

MIB = 1 << 20


@pytest.fixture
def limit(threads: RequestThreads) -> Callable[..., int]:
    """How much a request may send."""

    def of(path: str, headers: dict[str, str], method: str = "POST") -> int:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "headers": raw}
        found = []

        async def application(scope: Any, receive: Any, send: Any) -> None:
            found.append(await limit_of(MIB, 100 * MIB)(scope))

        asyncio.run(InThreads(application, threads)(scope, None, None))  # type: ignore[arg-type]
        return found[0]

    return of


def test_only_a_known_caller_of_the_one_route_may_send_more(limit: Callable[..., int], api: Api, admin: User) -> None:
    cookie = {"cookie": f"{SESSION_COOKIE}={api.client.cookies[SESSION_COOKIE].value}"}
    token = {"authorization": f"Bearer {issue_token('user', 't', admin.id)}"}
    assert limit(UPLOADS, cookie) == 100 * MIB
    assert limit(UPLOADS, token) == 100 * MIB
    assert limit("/api/v1/items", cookie) == MIB
    assert limit(UPLOADS, cookie, "PUT") == MIB
    for stranger in ({}, {"cookie": f"{SESSION_COOKIE}=x"}, {"authorization": "Bearer x"}, {"cookie": "=;;\xff"}):
        assert limit(UPLOADS, stranger) == MIB


def test_who_has_not_taken_every_step_is_not_signed_in_yet(limit: Callable[..., int], api: Api) -> None:
    Session.objects.update(stage=Session.Stage.ENROL)
    assert limit(UPLOADS, {"cookie": f"{SESSION_COOKIE}={api.client.cookies[SESSION_COOKIE].value}"}) == MIB


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_ends_while_it_arrives(announced: bool) -> None:
    taken, told = [], []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        while (event := await receive())["type"] == "http.request":
            taken.append(len(event["body"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * MIB, "more_body": True}

    async def send(event: Any) -> None:
        told.append(event)

    headers = [(b"content-length", str(10 * MIB).encode())] if announced else []
    scope = {"type": "http", "method": "POST", "path": UPLOADS, "headers": headers}
    asyncio.run(BodyLimit(application, limit_of(MIB, 5 * MIB))(scope, receive, send))
    assert told[0]["status"] == 413
    assert sum(taken) <= MIB

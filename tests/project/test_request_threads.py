"""Blocking parts of requests run in few threads, whose connections stay open and are replaced when they break."""

import asyncio
import threading
import time
from typing import Any

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application
from django.db import connection

from tests.conftest import Api, make_user
from tongyun.kernel.api.security import SESSION_COOKIE
from tongyun.kernel.contracts import Actor
from tongyun.kernel.models import User
from tongyun.kernel.services.context import become, current_actor, memo
from tongyun.project.databases import KEPT_S
from tongyun.project.request_threads import InThreads, RequestThreads, share_of

pytestmark = pytest.mark.django_db(transaction=True)


def ask(threads: RequestThreads, call: Any, times: int = 1) -> list[Any]:
    """What a blocking call answers when so many requests make it at once."""
    answers: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        answers.append(await sync_to_async(call)())

    async def all_of_them() -> None:
        asked = InThreads(application, threads)
        await asyncio.gather(*(asked({"type": "http"}, None, None) for _ in range(times)))  # type: ignore[arg-type]

    asyncio.run(all_of_them())
    return answers


def opened() -> int:
    connection.ensure_connection()
    return id(connection.connection)


def test_many_requests_share_few_threads(threads: RequestThreads) -> None:
    assert len(set(ask(threads, threading.get_ident, times=50))) <= 2


def test_who_asked_before_is_forgotten_in_a_thread_that_is_kept(threads: RequestThreads) -> None:
    def ask_as_somebody() -> None:
        become(Actor("user", "1", "某人"))
        (memo() or {})["access"] = "everything"

    ask(threads, ask_as_somebody, times=4)
    assert {actor.kind for actor in ask(threads, current_actor, times=4)} == {"system"}
    assert not any(ask(threads, memo, times=4))


def test_a_file_sent_piece_by_piece_is_made_as_who_asked(threads: RequestThreads, api: Api, admin: User) -> None:
    User.objects.filter(id=make_user("wang", "王芳", admin.organisation, []).id).update(phone="13987654321")

    async def download() -> str:
        transport = httpx.ASGITransport(InThreads(get_asgi_application(), threads))
        cookies = {SESSION_COOKIE: api.client.cookies[SESSION_COOKIE].value}
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", cookies=cookies) as client:
            return (await client.get("/api/v1/users", params={"format": "csv"})).text

    made = asyncio.run(download())
    assert "139****4321" in made
    assert "13987654321" not in made


def test_several_processes_share_the_threads_and_so_the_connections() -> None:
    assert [share_of(processes) for processes in (1, 2, 3, 8)] == [32, 16, 10, 8]


def test_a_connection_outlives_its_request(threads: RequestThreads) -> None:
    assert connection.settings_dict["CONN_MAX_AGE"] == KEPT_S
    assert len({ask(threads, opened)[0] for _ in range(5)}) <= 2, "one connection a thread, not one a request"


def test_a_connection_that_is_too_old_is_replaced(threads: RequestThreads) -> None:
    kept: list[Any] = []

    def age() -> None:
        connection.ensure_connection()
        kept.append(connection.connection)
        connection.close_at = time.monotonic() - 1

    def fresh() -> bool:
        connection.ensure_connection()
        return connection.connection not in kept

    ask(threads, age, times=4)
    assert all(ask(threads, fresh, times=4))

"""Blocking parts of requests run in few threads, whose connections stay open and are replaced when they break."""

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections

from tongyun.project.databases import KEPT_S
from tongyun.project.request_threads import InThreads, RequestThreads, share_of

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = threading.Barrier(2)


@pytest.fixture
def threads() -> Iterator[RequestThreads]:
    """Two threads; their connections are closed before the database goes."""
    pool = RequestThreads(2)
    yield pool
    AT_ONCE.reset()
    for done in [pool.submit(_leave) for _ in range(2)]:
        done.result(timeout=10)
    pool.shutdown()


def _leave() -> None:
    AT_ONCE.wait(timeout=10)
    connections.close_all()


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

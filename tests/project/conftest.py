"""Threads of requests, as the web process has them."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from tongyun.project.request_threads import RequestThreads

THREADS = 2


@pytest.fixture
def threads() -> Iterator[RequestThreads]:
    """Two threads; their connections are closed before the database goes."""
    pool = RequestThreads(THREADS)
    yield pool
    at_once = threading.Barrier(THREADS)

    def leave() -> None:
        at_once.wait(timeout=10)
        connections.close_all()

    for done in [pool.submit(leave) for _ in range(THREADS)]:
        done.result(timeout=10)
    pool.shutdown()

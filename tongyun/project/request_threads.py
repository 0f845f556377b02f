"""The threads that blocking routes run in: a fixed number, each with connections of its own that stay open.

Django's handler would start a thread for each request and open the database in it. On SQLite that costs more than most
requests: the file is opened, its schema parsed and some sixty functions defined, each time.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.db import close_old_connections

from .asgi_types import Application, Receive, Scope, Send

#: More than two cores can use, so that those who wait for a directory server or a lock do not hold up the others.
THREADS = 32
#: What each of several web processes has at least.
LEAST_THREADS = 8


def share_of(processes: int) -> int:
    """Threads of one of so many web processes, each with a connection. Up to eight processes together leave a third of
    the 100 that PostgreSQL gives out to the worker and to people; for more of them its `max_connections` must rise."""
    return max(LEAST_THREADS, THREADS // processes)


class RequestThreads(ThreadPoolExecutor):
    """Runs blocking code; a connection that broke, or is old, is replaced before the next call uses it."""

    def __init__(self, threads: int = THREADS) -> None:
        super().__init__(threads, thread_name_prefix="request")

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Run a call in one of the threads."""
        return super().submit(_with_sound_connections, fn, *args, **kwargs)


class InThreads:
    """An application whose blocking parts run in these threads. What waits in the event loop holds none of them."""

    def __init__(self, application: Application, threads: RequestThreads) -> None:
        self._application = application
        self._threads = threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. No call of ours needs the thread of the call before it, so all requests share them."""
        async with ThreadSensitiveContext(executor=self._threads):
            await self._application(scope, receive, send)


def _with_sound_connections(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    close_old_connections()
    try:
        return call(*args, **kwargs)
    finally:
        close_old_connections()

"""The one place that makes a client of the store, be it `tongyun store` or a ClickHouse cluster.

`connect` takes the URL of `TONGYUN_CLICKHOUSE_URL`: `http://user:password@host:port/database` (or https, or
`clickhouse://`). The client it returns may be shared by threads: it keeps no session on the server, each call takes a
connection of its pool, and queries do not mix. Do not use one client's `set_client_setting` from several threads.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import unquote, urlsplit

import clickhouse_connect
import urllib3.exceptions
from clickhouse_connect.driver import options
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import Error
from clickhouse_connect.driver.httputil import get_pool_manager

from tongyun.telemetry.store.errors import StoreUnavailable

CONNECT_SECONDS: Final = 3
ANSWER_SECONDS: Final = 60
POOLED_CONNECTIONS: Final = 8
DEFAULT_PORTS: Final = {"http": 8123, "clickhouse": 8123, "https": 8443}
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
# Answers that say "later": no table or database yet (the worker makes them at its start), and a full queue.
NOT_YET: Final = frozenset([60, 81, 202])
# The same from an INSERT: no memory, a table that is read-only just now, no space, parts that must be merged first.
NO_ROOM: Final = NOT_YET | {241, 242, 243, 252}

# chDB brings pandas along. At its first insert the driver would import all of it (a second, tens of megabytes in each
# process), only to see that a list is no DataFrame; we never hand it one.
options.pd = options.pd_time_test = None


def connect(url: str, answer_seconds: float = ANSWER_SECONDS) -> Client:
    """A client for the store at `url`; raises `StoreUnavailable` when it does not answer, `ValueError` for a bad URL.

    `answer_seconds` bounds the wait for one answer. Compression is off on loopback, where it only costs time.
    Times come back as aware UTC datetimes.
    """
    parts = urlsplit(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError("the store's URL must look like http://user:password@host:port/database")
    with unavailable():
        return clickhouse_connect.get_client(
            interface="https" if parts.scheme == "https" else "http",
            host=parts.hostname,
            port=parts.port or DEFAULT_PORTS[parts.scheme],
            username=unquote(parts.username or "default"),
            password=unquote(parts.password or ""),
            database=unquote(parts.path.strip("/")) or "__default__",
            compress=parts.hostname not in LOOPBACK,
            connect_timeout=CONNECT_SECONDS,
            send_receive_timeout=answer_seconds,
            autogenerate_session_id=False,
            tz_mode="aware",
            pool_mgr=get_pool_manager(maxsize=POOLED_CONNECTIONS, num_pools=2),
        )


@contextmanager
def unavailable(later: frozenset[int] = NOT_YET) -> Iterator[None]:
    """Turn “no answer” of any call inside, and the error codes that mean `later`, into `StoreUnavailable`.

    Other errors that the store answers pass as they are.
    """
    try:
        yield
    except (urllib3.exceptions.HTTPError, ConnectionError, TimeoutError) as failure:
        raise StoreUnavailable(f"the telemetry store does not answer: {failure}") from failure
    except Error as failure:
        if failure.code in later:
            raise StoreUnavailable(f"the telemetry store is not ready: {failure}") from failure
        if failure.code is None and is_transport_failure(failure):
            raise StoreUnavailable(f"the telemetry store does not answer: {failure}") from failure
        raise


def is_transport_failure(failure: BaseException) -> bool:
    """True when somewhere below lies an error of the connection, not an answer of the store."""
    seen: BaseException | None = failure
    while seen is not None:
        if isinstance(seen, urllib3.exceptions.HTTPError | ConnectionError | TimeoutError | OSError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False

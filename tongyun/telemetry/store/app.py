"""The ASGI application: ClickHouse's HTTP interface over the engine.

Statements run on a small pool of threads (the engine releases the interpreter's lock). As many requests as the queue
holds may wait; the next one is told 202 TOO_MANY_SIMULTANEOUS_QUERIES with HTTP 503 instead of growing memory.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

from tongyun.telemetry.store import encodings, guard, insert
from tongyun.telemetry.store.body import Body, Spool, receive
from tongyun.telemetry.store.config import StoreConfig
from tongyun.telemetry.store.engine import Answer, Engine, Session
from tongyun.telemetry.store.errors import ClickHouseError, syntax_error, too_busy, too_large
from tongyun.telemetry.store.lexer import text_of, tokens
from tongyun.telemetry.store.request import StoreRequest, authenticate, form, parse

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

OK: Final = b"Ok.\n"
HEALTH_PATHS: Final = ("/ping", "/replicas_status")
SERVER_NAME: Final = "tongyun-store"
CONTENT_TYPES: Final = {
    "JSON": "application/json; charset=UTF-8",
    "TabSeparated": "text/tab-separated-values; charset=UTF-8",
    "CSV": "text/csv; charset=UTF-8; header=absent",
    "CSVWithNames": "text/csv; charset=UTF-8; header=present",
    "Native": "application/octet-stream",
    "RowBinary": "application/octet-stream",
    "Arrow": "application/octet-stream",
    "ArrowStream": "application/octet-stream",
    "Parquet": "application/octet-stream",
}


class ClientGone(Exception):  # noqa: N818
    """The client closed the connection before its body was complete."""


class StoreApp:
    """One store's application; `drain` and `close` belong to the process that serves it."""

    def __init__(self, config: StoreConfig, engine: Engine, spool: Spool) -> None:
        self._config = config
        self._engine = engine
        self._spool = spool
        self._threads = ThreadPoolExecutor(config.workers, thread_name_prefix="store")
        self._open = 0
        self._draining = False

    async def __call__(self, scope: Scope, receive_: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        try:
            await self._respond(scope, receive_, send)
        except ClientGone:
            log.debug("a client closed its connection before its request was complete")

    async def drain(self, seconds: float) -> bool:
        """Refuse new statements and wait for the running ones; False when some did not end in time."""
        self._draining = True
        try:
            async with asyncio.timeout(seconds):
                while self._open:
                    await asyncio.sleep(0.02)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Stop the threads; what still waits is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _respond(self, scope: Scope, receive_: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        if path in HEALTH_PATHS or (path == "/" and not scope["query_string"] and method in ("GET", "HEAD")):
            await _send(send, 200, {"content-type": "text/html; charset=UTF-8"}, iter((OK,)))
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            await self._answer(scope, headers, receive_, send)
        except ClickHouseError as error:
            await self._refuse(send, error)
        except ClientGone:
            raise
        except Exception:
            log.exception("a request failed")
            await self._refuse(send, ClickHouseError(1002, "UNKNOWN_EXCEPTION", "The store failed; its log says why"))

    async def _answer(self, scope: Scope, headers: dict[str, str], receive_: Receive, send: Send) -> None:
        if scope["path"] != "/" or scope["method"] not in ("GET", "HEAD", "POST"):
            await _send(send, 404, {"content-type": "text/plain; charset=UTF-8"}, iter((b"There is no handle here\n",)))
            return
        authenticate(self._config, scope["query_string"], headers)
        request = parse(scope["method"], scope["path"], scope["query_string"], headers)
        if headers.get("content-length", "").isdecimal() and int(headers["content-length"]) > self._config.max_body:
            raise too_large(f"The request body is larger than {self._config.max_body} bytes")
        if self._draining or self._open >= self._config.workers + self._config.queue:
            raise too_busy()
        self._open += 1
        try:
            await self._execute(request, receive_, send)
        finally:
            self._open -= 1

    async def _execute(self, request: StoreRequest, receive_: Receive, send: Send) -> None:
        config = self._config
        is_form = request.content_type.lower().startswith("multipart/form-data")
        encoding, query = request.content_encoding, "" if is_form else request.query
        pieces = _pieces(receive_)
        limit = config.max_statement
        try:
            async with asyncio.timeout(config.query_seconds):
                body = (
                    await _form_body(pieces, limit)
                    if is_form
                    else await receive(pieces, self._spool, query, encoding, config.max_body, limit)
                )
        except TimeoutError:
            raise ClickHouseError(209, "SOCKET_TIMEOUT", "The request body did not come in time") from None
        if is_form:
            statement, bound = form(request.content_type, body.statement)
            request = replace(request, parameters={**request.parameters, **bound})
            body.statement = (statement or request.query).encode(errors="surrogateescape")
        try:
            loop = asyncio.get_running_loop()
            verdict, answer = await loop.run_in_executor(self._threads, self._run, request, body)
        finally:
            body.discard()
        await self._deliver(request, verdict, answer, send)

    def _run(self, request: StoreRequest, body: Body) -> tuple[guard.Verdict, Answer]:
        """On a thread of the pool: judge the statement, then let the engine have it."""
        if body.insert is not None and body.data is not None:
            verdict = guard.check(list(body.insert.statement))
            size = body.size
            session = _with_settings(request.session, insert.session_settings(size))
            statement = body.insert.from_file(body.data)
            return verdict, self._engine.run(session, statement, request.parameters, "Null")
        verdict = guard.check(list(tokens(body.statement)))
        statement = text_of(body.statement).strip().rstrip(";")
        if self._engine.statements_in(statement) > 1:
            raise syntax_error("Multi-statements are not allowed")
        keep = not verdict.changes_session
        return verdict, self._engine.run(request.session, statement, request.parameters, request.output, keep=keep)

    async def _deliver(self, request: StoreRequest, verdict: guard.Verdict, answer: Answer, send: Send) -> None:
        size = len(answer.data)
        output = verdict.format or request.output
        headers = {
            "content-type": CONTENT_TYPES.get(output, "text/plain; charset=UTF-8"),
            "x-clickhouse-query-id": request.query_id,
            "x-clickhouse-timezone": "UTC",
            "x-clickhouse-server-display-name": SERVER_NAME,
            "x-clickhouse-summary": _summary(answer),
        }
        if verdict.has_result or size:
            headers["x-clickhouse-format"] = output
        encoding = encodings.choose(request.accepted_encodings, size)
        if encoding is None:
            headers["content-length"] = str(size)
            pieces = encodings.plain(answer.data)
        else:
            headers["content-encoding"] = encoding
            pieces = encodings.encoded(encoding, answer.data)
        await _send(send, 200, headers, iter(()) if request.method == "HEAD" else pieces)

    async def _refuse(self, send: Send, error: ClickHouseError) -> None:
        headers = {
            "content-type": "text/plain; charset=UTF-8",
            "x-clickhouse-exception-code": str(error.code),
            "x-clickhouse-server-display-name": SERVER_NAME,
        }
        await _send(send, error.status, headers, iter((error.body(self._engine.version),)))


def _with_settings(session: Session, defaults: dict[str, str]) -> Session:
    """The session with settings of ours added, where the request has not named its own."""
    return replace(session, settings=tuple(sorted({**defaults, **dict(session.settings)}.items())))


async def _form_body(pieces: AsyncIterator[bytes], limit: int) -> Body:
    whole = bytearray()
    async for piece in pieces:
        whole += piece
        if len(whole) > limit * 4:
            raise too_large(f"The form is larger than {limit * 4} bytes")
    return Body(statement=bytes(whole))


async def _pieces(receive_: Receive) -> AsyncIterator[bytes]:
    while True:
        message = await receive_()
        if message["type"] == "http.disconnect":
            raise ClientGone
        if message.get("body"):
            yield message["body"]
        if not message.get("more_body", False):
            return


async def _send(send: Send, status: int, headers: dict[str, str], pieces: Iterator[bytes]) -> None:
    listed = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": listed})
    for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _summary(answer: Answer) -> str:
    numbers = {
        "read_rows": answer.read_rows,
        "read_bytes": answer.read_bytes,
        "written_rows": answer.written_rows,
        "written_bytes": answer.written_bytes,
        "total_rows_to_read": answer.read_rows,
        "result_rows": answer.written_rows,
        "result_bytes": len(answer.data),
        "elapsed_ns": int(answer.elapsed * 1e9),
    }
    return json.dumps({name: str(value) for name, value in numbers.items()}, separators=(",", ":"))

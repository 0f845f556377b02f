"""Answers that are sent piece by piece, in constant memory, whatever server runs us."""

from collections.abc import AsyncIterator, Iterator
from contextvars import Context, copy_context
from functools import partial

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest


def sent(request: HttpRequest, chunks: Iterator[bytes]) -> Iterator[bytes] | AsyncIterator[bytes]:
    """The pieces as the server of this request wants them, made as the one who acts now."""
    return _in_threads(chunks, copy_context()) if isinstance(request, ASGIRequest) else chunks


async def _in_threads(chunks: Iterator[bytes], asked: Context) -> AsyncIterator[bytes]:
    """Each piece is made in a thread for blocking work, as the one who asked, when the one before it has left."""
    step = sync_to_async(partial(asked.run, next, chunks, b""))
    try:
        while chunk := await step():
            yield chunk
    finally:
        await sync_to_async(chunks.close)()  # type: ignore[attr-defined]

"""Carries hints from the database to the pages that hang on this process, for one query a second in all."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import sync_to_async

from ..models import LiveEvent

logger = logging.getLogger(__name__)

LOOK_INTERVAL_S = 1.0
#: Numbers are given out before they are committed: so long one may come after a greater one.
LATE_S = 15.0
#: A silent connection says so, that proxies keep it open.
PULSE_S = 20.0
#: A page comes back after this long, and proves again who it is.
STREAM_S = 300.0
MOST_AT_ONCE = 2000


@dataclass(frozen=True)
class Hint:
    """One hint as it was read."""

    kind: str
    payload: dict[str, Any]
    users: frozenset[str]
    topic: str


class Tape:
    """Reads each hint once, also those whose transaction ended late."""

    def __init__(self) -> None:
        self._floor: int | None = None
        self._seen: dict[int, float] = {}

    def read(self) -> list[Hint]:
        """What came since the last call; the first call only finds its place."""
        if self._floor is None:
            self._floor = LiveEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
            return []
        now = time.monotonic()
        ids = LiveEvent.objects.filter(id__gt=self._floor).order_by("id").values_list("id", flat=True)
        fresh = [number for number in ids if number not in self._seen][:MOST_AT_ONCE]
        rows = [
            row
            for start in range(0, len(fresh), 500)
            for row in LiveEvent.objects.filter(id__in=fresh[start : start + 500]).order_by("id")
        ]
        self._seen.update((row.id, now) for row in rows)
        settled = [number for number, at in self._seen.items() if now - at > LATE_S]
        for number in settled:
            del self._seen[number]
        self._floor = max([self._floor, *settled])
        return [Hint(row.kind, row.payload, frozenset(row.users), row.topic) for row in rows]


@dataclass(eq=False)
class Listener:
    """One open page. Hints of a kind that come together are one, with their number."""

    user: str
    topics: frozenset[str]
    waiting: dict[str, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    rung: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, hint: Hint) -> None:
        """Remember a hint if it is for this page."""
        if self.user in hint.users or (hint.topic and hint.topic in self.topics):
            before, _ = self.waiting.get(hint.kind, (0, {}))
            self.waiting[hint.kind] = (before + 1, hint.payload)
            self.rung.set()

    def take(self) -> list[bytes]:
        """What it heard, as server-sent events."""
        self.rung.clear()
        heard, self.waiting = self.waiting, {}
        return [_event(kind, {**payload, "count": count}) for kind, (count, payload) in heard.items()]


class LiveHub:
    """The open pages of one event loop. Its look-out runs only while a page is open."""

    def __init__(self, read: Callable[[], Awaitable[list[Hint]]] | None = None) -> None:
        self._tape = Tape()
        self._read = read or self._ask
        self._listeners: set[Listener] = set()
        self._lookout: asyncio.Task[None] | None = None
        self._closed = False

    async def stream(self, user: str, topics: frozenset[str], seconds: float = STREAM_S) -> AsyncIterator[bytes]:
        """Server-sent events for one page, until the time is over or the process stops."""
        listener = Listener(user, topics)
        self._listeners.add(listener)
        if self._lookout is None or self._lookout.done():
            self._tape = Tape()
            self._lookout = asyncio.create_task(self._look_out())
        end = time.monotonic() + seconds
        try:
            yield b"retry: 3000\n" + _event("hello", {})
            while (left := end - time.monotonic()) > 0 and not self._closed:
                try:
                    await asyncio.wait_for(listener.rung.wait(), min(PULSE_S, left))
                except TimeoutError:
                    yield b": \n\n"
                    continue
                for event in listener.take():
                    yield event
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        """End all streams: the process stops, and the pages come back to its successor."""
        self._closed = True
        for listener in self._listeners:
            listener.rung.set()

    async def _look_out(self) -> None:
        while self._listeners and not self._closed:
            try:
                hints = await self._read()
            except Exception:
                logger.exception("cannot read live hints; reading again")
                hints = []
            for hint in hints:
                for listener in self._listeners:
                    listener.hear(hint)
            await asyncio.sleep(LOOK_INTERVAL_S)

    async def _ask(self) -> list[Hint]:
        # Not in the context of the request that began to look: that one ends before the look-out does.
        return await sync_to_async(self._tape.read, thread_sensitive=False)()


def _event(kind: str, payload: dict[str, Any]) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


hub = LiveHub()

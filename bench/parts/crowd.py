"""Many people at their browsers: each asks, reads what came, thinks, and asks again, over a connection of its own."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from statistics import quantiles
from typing import Any, Self

PATIENCE_S = 60.0


@dataclass
class Notes:
    """What everybody saw: seconds of each kind of request, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)

    def p(self, percent: int, kind: str = "") -> float:
        """Milliseconds within which so many percent were answered; of a kind, or of all."""
        found = self.seconds[kind] if kind else [each for times in self.seconds.values() for each in times]
        return round(quantiles(found, n=100)[percent - 1] * 1000, 1) if len(found) > 1 else 0.0

    def count(self) -> int:
        """How many requests there were."""
        return sum(len(times) for times in self.seconds.values())

    def lines(self) -> list[str]:
        """A table by kind."""
        head = f"{'':24}{'n':>7}{'p50':>9}{'p95':>9}{'max':>9}  ms"
        return [
            head,
            *(
                f"{kind:24}{len(times):7}{self.p(50, kind):9.1f}{self.p(95, kind):9.1f}{max(times) * 1000:9.1f}"
                for kind, times in sorted(self.seconds.items())
            ),
        ]


class Person:
    """One of them, signed in."""

    def __init__(self, port: int, cookie: str, dice: Random, notes: Notes) -> None:
        self.port, self.dice, self.notes = port, dice, notes
        self.head = f"Host: 127.0.0.1:{port}\r\nCookie: tongyun_session={cookie}\r\nX-Requested-With: tongyun\r\n"
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, kind: str, path: str, method: str = "GET", body: Any = None) -> Any:
        """Ask the API and note how long it took; None when it went wrong."""
        sent = json.dumps(body).encode() if body is not None else b""
        began = time.perf_counter()
        try:
            status, text = await asyncio.wait_for(self._exchange(method, path, sent), PATIENCE_S)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self._hang_up()
            self.notes.errors.append(f"{method} {path}: {type(error).__name__}")
            return None
        self.notes.seconds[kind].append(time.perf_counter() - began)
        if status >= 400:
            self.notes.errors.append(f"{method} {path}: {status} {text[:300].decode(errors='replace')}")
            return None
        return json.loads(text) if text else {}

    async def _exchange(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if self.line is None:
            self.line = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        reader, writer = self.line
        typed = "Content-Type: application/json\r\n" if body else ""
        head = f"{method} /api/v1/{path} HTTP/1.1\r\n{self.head}{typed}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in answer[1:])}
        return int(answer[0].split()[1]), await _body(reader, headers)

    def _hang_up(self) -> None:
        if self.line is not None:
            self.line[1].close()
            self.line = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hang_up()


Day = Callable[[Person], Awaitable[None]]


async def work(people: list[Person], act: Day, seconds: float, think: tuple[float, float]) -> None:
    """Let everybody act and think in turn for so long; they do not begin all at once."""
    end = time.monotonic() + seconds

    async def one(person: Person) -> None:
        async with person:
            await asyncio.sleep(person.dice.uniform(0, think[1]))
            while time.monotonic() < end:
                await act(person)
                await asyncio.sleep(person.dice.uniform(*think))

    await asyncio.gather(*(one(person) for person in people))


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    parts = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)

"""Kills processes of an installation and measures how long each is away."""

import os
import signal
import sqlite3
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import httpx

from demo.installation import Installation
from servers.processes import alive
from servers.waiting import GaveUpError, until

PARTS = ("web", "worker", "store", "agent")
#: A part that is not back after this long is given up on; the promise is much shorter.
AWAY_S = 60.0


@dataclass
class Reaper:
    """Kills one or two parts at a time with SIGKILL, waits until they are back, and notes how long that took."""

    installation: Installation
    random: Random
    kills: int = 0
    away: dict[str, list[float]] = field(default_factory=dict)
    never_back: list[str] = field(default_factory=list)

    def strike(self) -> str:
        """Kill at random; returns a line about it."""
        victims = self.random.sample(PARTS, self.random.choice((1, 1, 2)))
        before = self.installation.parts()
        began = time.monotonic()
        for name in victims:
            os.kill(before[name], signal.SIGKILL)
        self.kills += len(victims)
        told = []
        waiting = set(victims)

        def look() -> bool:
            for name in sorted(waiting):
                if self._back(name, before[name]):
                    waiting.discard(name)
                    seconds = time.monotonic() - began
                    self.away.setdefault(name, []).append(seconds)
                    told.append(f"{name} {seconds:.1f} s")
            return not waiting

        try:
            until(look, f"{'、'.join(victims)} 恢复", AWAY_S, 0.05)
        except GaveUpError:
            self.never_back.extend(sorted(waiting))
        return "，".join(told)

    @property
    def longest(self) -> float:
        """The longest that any part was away, in seconds."""
        return max((seconds for times in self.away.values() for seconds in times), default=0.0)

    def _back(self, name: str, killed: int) -> bool:
        """Whether another process does the part's work."""
        if name == "web":
            return _answers(f"{self.installation.url}/api/v1/health")
        if name == "store":
            return _answers(f"http://127.0.0.1:{self._store_port()}/ping")
        if name == "worker":
            return self._beating_worker() not in (killed, None)
        with suppress(OSError, ValueError):
            pid = self.installation.parts().get(name)
            return pid is not None and pid != killed and alive(pid)
        return False

    def _store_port(self) -> str:
        return (self.installation.data / "run" / "store.port").read_text().strip()

    def _beating_worker(self) -> int | None:
        """The process id of the worker that beat last, read past the web process, which may be dead as well."""
        path = self.installation.data / "tongyun.sqlite3"
        with suppress(sqlite3.Error):
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1)
            try:
                query = "SELECT pid FROM kernel_processbeat WHERE name LIKE 'worker%' ORDER BY at DESC LIMIT 1"
                row = connection.execute(query).fetchone()
            finally:
                connection.close()
            return int(row[0]) if row else None
        return None


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False

"""The estate: nginx in front of an application that uses PostgreSQL and Redis."""

import json
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from servers.kinds import Nginx, Postgres, Redis
from servers.running import Running
from servers.server import Server
from servers.waiting import until

PAGE_S = 20.0


class App(Server):
    """The small application behind nginx (see app.py)."""

    name, title = "app", "示例应用"

    def __init__(self, home: Path, postgres: Postgres, redis: Redis) -> None:
        super().__init__(home)
        self.postgres, self.redis = postgres, redis

    def command(self) -> list[str]:
        """With the addresses of its servers."""
        program = Path(__file__).with_name("app.py")
        addresses = ("--postgres", self.postgres.url, "--redis", str(self.redis.port))
        return [sys.executable, str(program), "--port", str(self.port), *addresses]


class Estate(Running):
    """All servers of the demo."""

    def __init__(self, home: Path) -> None:
        self.postgres = Postgres(home)
        self.redis = Redis(home)
        self.app = App(home, self.postgres, self.redis)
        self.nginx = Nginx(home, behind=self.app.port)

    def __iter__(self) -> Iterator[Server]:
        return iter((self.postgres, self.redis, self.app, self.nginx))

    def __getitem__(self, name: str) -> Server:
        return next(server for server in self if server.name == name)

    def start(self) -> None:
        """Start every server and wait until they work together."""
        for server in self:
            server.start()
        until(self.page, "示例应用的页面可用", PAGE_S)

    def page(self) -> dict[str, Any] | None:
        """What the application says through nginx; None while something is missing."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{self.nginx.port}/", timeout=5) as answer:
                found: dict[str, Any] = json.load(answer)
        except (OSError, ValueError):
            return None
        return found

    def stop(self) -> None:
        """End every server, the front first."""
        for server in reversed(list(self)):
            server.stop()

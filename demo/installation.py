"""A Tongyun of its own: `tongyun up` with its own data folder and port."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from servers import processes
from servers.running import Running
from servers.server import free_port
from servers.waiting import until

from .client import Client

ROOT = Path(__file__).resolve().parents[1]
HEALTHY_S = 90.0
STOP_S = 30.0


class Installation(Running):
    """One installation; stopped, none of its processes is left."""

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        self.data = home / "tongyun"
        self.output = home / "up.log"
        self.port = free_port()
        self.settings = settings or {}
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes and of commands about it."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TONGYUN_")}
        inherited.pop("DATABASE_URL", None)
        own = {"TONGYUN_DATA": str(self.data), "TONGYUN_PORT": str(self.port), "TONGYUN_PUBLIC_URL": self.url}
        return {**inherited, **own, **self.settings}

    def launch(self) -> None:
        """Start it."""
        with self.output.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "tongyun", "up"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start(self) -> None:
        """Start it and wait until every part is healthy. Raises GaveUpError with the log's place when it is not."""
        self.launch()
        with Client(self.url) as client:
            until(lambda: self._fell() or client.well(), f"统运变为健康状态（日志：{self.output}）", HEALTHY_S, 0.1)
        if self._fell():
            raise RuntimeError(f"统运未能启动：\n{self.output.read_text(errors='replace')[-3000:]}")

    def stop(self) -> None:
        """Stop it as Ctrl-C would; what does not stop in time is killed."""
        if self.child is None:
            return
        members = processes.family(self.child.pid)
        self.child.terminate()
        try:
            self.child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        processes.end(members)
        self.child = None

    def setup_token(self) -> str:
        """The one-time token of the set-up link that was printed."""

        def look() -> str | None:
            found = re.findall(r"/setup\?token=([\w-]+)", self.output.read_text(errors="replace"))
            return str(found[-1]) if found else None

        return until(look, "打印首次设置链接", 5)

    def parts(self) -> dict[str, int]:
        """Process ids by part, as the supervisor wrote them down."""
        found: dict[str, int] = json.loads((self.data / "run" / "processes.json").read_text())
        return found

    def command(self, *arguments: str, seconds: float = 120) -> str:
        """Run `tongyun …` about this installation; returns what it printed, raises CalledProcessError."""
        done = subprocess.run(
            [sys.executable, "-m", "tongyun", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        return done.stdout

    def _fell(self) -> bool:
        return self.child is not None and self.child.poll() is not None

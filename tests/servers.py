"""Private instances of real servers on free loopback ports, from Debian's binaries. A missing binary fails the test."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

START_PATIENCE_S = 30.0


def free_port() -> int:
    """A port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(condition: Callable[[], bool], what: str, seconds: float = START_PATIENCE_S) -> None:
    """Wait for a condition; raises TimeoutError naming it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")


def binary(*patterns: str) -> str:
    """The newest file that matches; raises FileNotFoundError naming what to install."""
    for pattern in patterns:
        found = sorted(Path("/").glob(pattern.lstrip("/")))
        if found:
            return str(found[-1])
    raise FileNotFoundError(f"{patterns[0]} is missing: `make test` names the package")


class Server(ABC):
    """A child process with a folder and a port of its own."""

    user: str | None = None

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"tongyun-{type(self).__name__.lower()}-"))
        self.child: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:  # noqa: B027 - a server may need nothing
        """Make what the server needs in its folder."""

    @abstractmethod
    def command(self) -> list[str]:
        """How it is started in the foreground."""

    def start(self) -> None:
        """Start and wait until it accepts connections."""
        with (self.folder / "log").open("ab") as log:
            self.child = subprocess.Popen(
                self.command(), cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, user=self._runner()
            )
        until(lambda: answers(self.port), f"{type(self).__name__} on port {self.port}")

    def stop(self) -> None:
        """Stop the process."""
        if self.child is not None and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(10)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()

    def run(self, *command: str) -> None:
        """Run a helper program of the server as the server's user."""
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, user=self._runner())

    def _runner(self) -> str | None:
        """Servers that refuse root run as an ordinary user."""
        if self.user is None or os.geteuid() != 0:
            return None
        names = [entry.pw_name for entry in pwd.getpwall()]
        return self.user if self.user in names else "nobody"

    def __enter__(self) -> Self:
        runner = self._runner()
        if runner:
            shutil.chown(self.folder, runner)
        self.prepare()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres(Server):
    """A PostgreSQL cluster with one database `tongyun`, trust on loopback."""

    user = "postgres"

    def prepare(self) -> None:
        tool = binary("/usr/lib/postgresql/*/bin/initdb")
        self.run(
            tool,
            "-D",
            str(self.folder / "data"),
            "-U",
            "tongyun",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )

    def command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "shared_buffers": "64MB",
            "max_connections": "60",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [binary("/usr/lib/postgresql/*/bin/postgres"), "-D", str(self.folder / "data"), *options]

    @property
    def url(self) -> str:
        """DATABASE_URL of the maintenance database; the suite makes its own beside it."""
        return f"postgresql://tongyun@127.0.0.1:{self.port}/postgres"


class Redis(Server):
    """A Redis without persistence."""

    def command(self) -> list[str]:
        return [
            binary("/usr/bin/redis-server"),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]


class Nginx(Server):
    """An nginx with one page."""

    def prepare(self) -> None:
        (self.folder / "index.html").write_text("<!doctype html><title>ok</title>ok")
        (self.folder / "nginx.conf").write_text(
            f"daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log; worker_processes 1;\n"
            "events { worker_connections 64; }\n"
            f"http {{ access_log off; client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;\n"
            f"fastcgi_temp_path {self.folder}/f; uwsgi_temp_path {self.folder}/u; scgi_temp_path {self.folder}/s;\n"
            f"server {{ listen 127.0.0.1:{self.port}; root {self.folder}; }} }}\n"
        )

    def command(self) -> list[str]:
        return [
            binary("/usr/sbin/nginx"),
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            str(self.folder / "error.log"),
        ]


class MariaDb(Server):
    """A MariaDB with an anonymous superuser on loopback."""

    user = "mysql"

    def prepare(self) -> None:
        self.run(
            binary("/usr/bin/mariadb-install-db"),
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        )

    def command(self) -> list[str]:
        return [
            binary("/usr/sbin/mariadbd"),
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            f"--socket={self.folder / 'socket'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--innodb-buffer-pool-size=32M",
            "--skip-log-bin",
        ]

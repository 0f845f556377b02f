"""Real servers in private folders on free loopback ports, started by the same line that will restart them."""

import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from pathlib import Path

from . import processes
from .waiting import until

READY_S = 30.0
APP = Path(__file__).with_name("app.py")


class MissingServerError(RuntimeError):
    """A program the estate is made of is not installed."""


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


def program(pattern: str, package: str) -> str:
    """The newest file that matches; raises MissingServerError naming the Debian package."""
    found = sorted(Path("/").glob(pattern.lstrip("/")))
    if not found:
        raise MissingServerError(f"缺少 {pattern}：请安装 Debian 软件包 {package}（以 root 运行 make demo 会自动安装）")
    return str(found[-1])


class Server(ABC):
    """One server: its folder, its port, the line that starts it in the background, and its processes."""

    name: str
    title: str

    def __init__(self, home: Path) -> None:
        self.folder = home / self.name
        self.port = free_port()

    @abstractmethod
    def prepare(self) -> None:
        """Make what the server needs in its folder."""

    @property
    @abstractmethod
    def start_line(self) -> str:
        """The shell line that starts the server in the background; also what an operator would restart it with."""

    @property
    def pid_file(self) -> Path:
        """Where the server writes its process id."""
        return self.folder / "pid"

    def start(self) -> None:
        """Start it and wait until it accepts connections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.prepare()
        with (self.folder / "start.log").open("ab") as log:
            subprocess.run(
                ["sh", "-c", self.start_line],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=True,
                timeout=READY_S,
            )
        until(lambda: answers(self.port), f"{self.title} 在端口 {self.port} 上启动", READY_S)

    def pids(self) -> list[int]:
        """Its processes, the main one first. Only what names the server's folder is believed to be ours."""
        main = processes.pid_in(self.pid_file)
        if main is None or not processes.mentions(main, str(self.folder)):
            return []
        return processes.family(main)

    def kill(self) -> None:
        """SIGKILL for all of it, at once."""
        processes.end(self.pids(), signal.SIGKILL)

    def stop(self) -> None:
        """End it for good."""
        processes.end(self.pids())


class Nginx(Server):
    """The front: passes every request on to the application."""

    name, title = "nginx", "nginx"

    def __init__(self, home: Path, app_port: int) -> None:
        super().__init__(home)
        self.app_port = app_port

    def prepare(self) -> None:
        """Write its configuration; as root its worker stays root, because the folder is private."""
        user = "user root;\n" if os.geteuid() == 0 else ""
        temporary = "".join(
            f"  {kind}_temp_path {self.folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (self.folder / "nginx.conf").write_text(
            f"{user}pid {self.pid_file};\nerror_log {self.folder}/error.log;\nworker_processes 1;\n"
            "events { worker_connections 64; }\n"
            f"http {{\n  access_log off;\n{temporary}"
            f"  server {{ listen 127.0.0.1:{self.port};\n"
            f"    location / {{ proxy_pass http://127.0.0.1:{self.app_port}; }}\n  }}\n}}\n"
        )

    @property
    def start_line(self) -> str:
        """Nginx goes to the background by itself."""
        binary = program("/usr/sbin/nginx", "nginx-light")
        return f"{binary} -p {self.folder} -c {self.folder}/nginx.conf -e {self.folder}/error.log"


class Redis(Server):
    """The cache, without persistence."""

    name, title = "redis", "Redis"

    def prepare(self) -> None:
        """Write its configuration."""
        (self.folder / "redis.conf").write_text(
            f'bind 127.0.0.1\nport {self.port}\ndaemonize yes\npidfile {self.pid_file}\nsave ""\n'
            f"dir {self.folder}\nlogfile {self.folder}/redis.log\n"
        )

    @property
    def start_line(self) -> str:
        """Redis goes to the background by itself."""
        return f"cd {self.folder} && {program('/usr/bin/redis-server', 'redis-server')} {self.folder}/redis.conf"


class Postgres(Server):
    """The database. It refuses root, so root runs it as `postgres`, or as `nobody` where there is none."""

    name, title = "postgres", "PostgreSQL"

    @property
    def pid_file(self) -> Path:
        """PostgreSQL keeps its process id in the data folder."""
        return self.folder / "data" / "postmaster.pid"

    def prepare(self) -> None:
        """Make the cluster and its configuration."""
        if self._runner:
            shutil.chown(self.folder, self._runner)
        command = [self._tool("initdb"), "-D", f"{self.folder}/data", "-U", "demo", "-A", "trust", "-N"]
        subprocess.run(
            [*self._as_runner, *command, "-E", "UTF8", "--locale=C.UTF-8"],
            cwd=self.folder,
            check=True,
            capture_output=True,
            timeout=READY_S * 2,
        )
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(
                f"listen_addresses = '127.0.0.1'\nport = {self.port}\nunix_socket_directories = '{self.folder}'\n"
                "shared_buffers = 32MB\nmax_connections = 20\n"
            )

    @property
    def start_line(self) -> str:
        """pg_ctl starts it in the background and waits until it accepts connections."""
        command = [self._tool("pg_ctl"), "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "start"]
        return f"cd {self.folder} && {shlex.join([*self._as_runner, *command])}"

    @property
    def _runner(self) -> str | None:
        if os.geteuid() != 0:
            return None
        names = {entry.pw_name for entry in pwd.getpwall()}
        return "postgres" if "postgres" in names else "nobody"

    @property
    def _as_runner(self) -> list[str]:
        return ["runuser", "-u", self._runner, "--"] if self._runner else []

    @staticmethod
    def _tool(name: str) -> str:
        return program(f"/usr/lib/postgresql/*/bin/{name}", "postgresql")


class App(Server):
    """The small application behind nginx (see app.py)."""

    name, title = "app", "示例应用"

    def __init__(self, home: Path, postgres: int, redis: int) -> None:
        super().__init__(home)
        self.postgres, self.redis = postgres, redis

    def prepare(self) -> None:
        """It needs nothing."""

    @property
    def start_line(self) -> str:
        """Start it in the background and remember its process id."""
        servers = f"--postgres {self.postgres} --redis {self.redis}"
        command = f"{sys.executable} {APP} --port {self.port} {servers}"
        return f"cd {self.folder} && {{ setsid {command} > log 2>&1 & echo $! > {self.pid_file}; }}"

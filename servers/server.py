"""One real server from Debian's binaries: its folder, its port, and the line that starts it, also after a kill."""

import os
import pwd
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
from abc import abstractmethod
from pathlib import Path

from . import processes
from .running import Running
from .waiting import until

READY_S = 30.0


class MissingServerError(RuntimeError):
    """A program that a server is made of is not installed."""


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
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
        raise MissingServerError(f"缺少 {pattern}：请安装 Debian 软件包 {package}（以 root 运行 make 会自动安装）")
    return str(found[-1])


class Server(Running):
    """One server in `home/<name>`, or in a temporary folder that goes when the server stops.

    `user` names whom a server that refuses root runs as; where there is no such user, it is nobody.
    """

    name: str
    title: str
    user: str | None = None

    def __init__(self, home: Path | None = None) -> None:
        self.temporary = home is None
        self.folder = Path(tempfile.mkdtemp(prefix=f"tongyun-{self.name}-")) if home is None else home / self.name
        self.port = free_port()

    def prepare(self) -> None:
        """Make what the server needs in its folder."""

    @abstractmethod
    def command(self) -> list[str]:
        """How it is started in the foreground."""

    @property
    def start_line(self) -> str:
        """The shell line that starts it in the background; also what an operator would restart it with."""
        command = shlex.join(["setsid", *self._as_user(), *self.command()])
        return f"cd {shlex.quote(str(self.folder))} && {{ {command} >> log 2>&1 & echo $! > pid; }}"

    def start(self) -> None:
        """Make its folder, start it, and wait until it accepts connections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        runner = self._runner()
        if runner:
            shutil.chown(self.folder, runner.pw_uid, runner.pw_gid)
        self.prepare()
        subprocess.run(["sh", "-c", self.start_line], stdin=subprocess.DEVNULL, check=True, timeout=READY_S)
        until(lambda: answers(self.port), f"{self.title} 在端口 {self.port} 上启动", READY_S)

    def run(self, *command: str) -> None:
        """Run a helper program of the server as the server's user."""
        command = (*self._as_user(), *command)
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, timeout=READY_S * 2)

    def pids(self) -> list[int]:
        """Its processes, the main one first. Only what names the server's folder is believed to be ours."""
        main = processes.pid_in(self.folder / "pid")
        if main is None or not processes.mentions(main, str(self.folder)):
            return []
        return processes.family(main)

    def kill(self) -> None:
        """SIGKILL for all of it, at once."""
        processes.end(self.pids(), signal.SIGKILL)

    def stop(self) -> None:
        """End it for good."""
        processes.end(self.pids())
        if self.temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _runner(self) -> pwd.struct_passwd | None:
        if self.user is None or os.geteuid() != 0:
            return None
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        return known.get(self.user) or known["nobody"]

    def _as_user(self) -> list[str]:
        """`setpriv` becomes the command itself, so the process id stays the one that was noted."""
        runner = self._runner()
        return ["setpriv", f"--reuid={runner.pw_uid}", f"--regid={runner.pw_gid}", "--clear-groups"] if runner else []

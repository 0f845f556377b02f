"""`tongyun up`: start the processes of one machine, restart what crashes, stop everything in order.

Imports nothing heavy: it lives as long as the installation and should cost next to nothing.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tongyun.project import environment
from tongyun.project.environment import Environment
from tongyun.project.files import write_private
from tongyun.project.lock import AlreadyRunningError, hold
from tongyun.project.ports import refusal
from tongyun.project.store_address import record

ROOT = Path(__file__).resolve().parents[2]
STORE = "store"
TICK_S = 0.1
STOP_PATIENCE_S = 10.0
#: A part that ran this long does not “keep ending at once”: its next end is the first again.
HEALTHY_AFTER_S = 10.0
#: With the time a part needs to start this stays within the 10 s in which a killed part must be back.
MAX_RESTART_WAIT_S = 2.0
#: How long the web process of a supervisor that was killed may take to go.
PREDECESSOR_S = 5.0
MAX_LOG_BYTES = 10 << 20


@dataclass
class Part:
    """One child process and what happened to it."""

    name: str
    command: list[str]
    child: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    failures: int = 0
    restart_at: float = 0.0


class Supervisor:
    """Owns the children. The store is started first and stopped last."""

    def __init__(self, env: Environment, parts: list[Part]) -> None:
        self.env = env
        self.parts = parts

    def start(self, part: Part) -> None:
        """Start one part with its own log file, outside the terminal's group so that Ctrl-C reaches only us."""
        with open_log(self.log_of(part)) as log:
            part.child = subprocess.Popen(
                [*part.command, "--parent", str(os.getpid())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        part.started_at = time.monotonic()
        self.remember()

    def log_of(self, part: Part) -> Path:
        """Where a part writes what it has to say."""
        return self.env.data / "logs" / f"{part.name}.log"

    def watch(self) -> None:
        """Restart whatever ended, with back-off while it keeps ending at once."""
        now = time.monotonic()
        for part in self.parts:
            if part.child is None:
                if now >= part.restart_at:
                    self.start(part)
                continue
            code = part.child.poll()
            if code is None:
                if part.failures and now - part.started_at > HEALTHY_AFTER_S:
                    part.failures = 0
                continue
            part.child = None
            part.restart_at = now + restart_wait(part.failures)
            part.failures += 1
            say(f"{part.name} 已退出（{_meaning(code)}），重新启动；日志：{self.log_of(part)}")

    def stop(self) -> None:
        """Stop all parts, those that write to the store before the store itself; kill what does not stop in time."""
        for is_store in (False, True):
            group = [part for part in self.parts if (part.name == STORE) == is_store]
            running = [part.child for part in reversed(group) if part.child is not None]
            for child in running:
                child.terminate()
            deadline = time.monotonic() + STOP_PATIENCE_S
            for child in running:
                try:
                    child.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
        (self.env.run / "processes.json").unlink(missing_ok=True)

    def remember(self) -> None:
        """Write down who runs, for `tongyun doctor`, benchmarks and drills."""
        pids = {part.name: part.child.pid for part in self.parts if part.child is not None}
        write_private(self.env.run / "processes.json", json.dumps({"up": os.getpid(), **pids}))


def up() -> int:
    """Run the installation until Ctrl-C or SIGTERM."""
    env = environment.read()
    env.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        lock = hold(env.run / "up.lock")
    except AlreadyRunningError as error:
        print(f"本数据目录已有一个统运在运行（pid {error.pid}）：{env.data}", file=sys.stderr)
        return 3
    if said := refusal(env.host, env.port, PREDECESSOR_S):
        where = f"{env.host}:{env.port}"
        print(f"{where} 不可用：{said}。请停止占用它的程序，或换一个 TONGYUN_PORT。", file=sys.stderr)
        return 4
    # The parts run in another folder: what was given relative to this one must not move with them.
    os.environ.update(
        TONGYUN_DATA=str(env.data), DATABASE_URL=env.database_url, TONGYUN_PACKS=":".join(map(str, env.packs))
    )
    with lock:
        signals: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda got, _: signals.append(got))
        code = prepare(env, signals)
        if code != 0 or signals:
            return 130 if signals else code
        supervisor = Supervisor(env, parts_of(env))
        announce = Announcement(env)
        try:
            while not signals:
                supervisor.watch()
                announce.when_healthy()
                time.sleep(TICK_S)
        finally:
            say("正在停止…")
            supervisor.stop()
            say("已停止")
    return 0


def prepare(env: Environment, signals: list[int]) -> int:
    """Bring the installation up to date; returns the exit code. A signal ends that as well: each migration and each
    pack is a transaction of its own, and the next start goes on from there."""
    child = subprocess.Popen(_tongyun("prepare", *(["--agent-token"] if env.agent else [])), cwd=ROOT)
    while True:
        if signals:
            child.terminate()
        try:
            return child.wait(TICK_S)
        except subprocess.TimeoutExpired:
            continue


def restart_wait(failures: int) -> float:
    """Seconds to wait before a part that ended is started again: longer while it keeps ending at once."""
    return min(0.1 * 2.0 ** min(failures, 10), MAX_RESTART_WAIT_S)


def parts_of(env: Environment) -> list[Part]:
    """What runs on this machine."""
    parts: list[Part] = []
    if not env.clickhouse_url:
        os.environ["TONGYUN_STORE_PORT"] = str(record(env))
        parts.append(Part(STORE, _tongyun("store")))
    # They listen on one port; the system spreads the connections over them.
    more = [Part(f"web-{number}", _tongyun("web")) for number in range(2, env.web_processes + 1)]
    parts += [Part("web", _tongyun("web")), *more, Part("worker", _tongyun("worker"))]
    if env.agent:
        parts.append(Part("agent", agent_command(env)))
    return parts


def agent_command(env: Environment) -> list[str]:
    """How the local agent is started."""
    return [
        sys.executable,
        # Isolated and without site-packages: the agent needs the standard library only, and stays small.
        "-I",
        "-S",
        str(ROOT / "agent" / "tongyun_agent.py"),
        "--url",
        env.local_url,
        "--token-file",
        str(env.secrets / "agent.token"),
        "--state-dir",
        str(env.data / "agent"),
        "--interval",
        str(env.agent_interval_s),
    ]


class Announcement:
    """Tells once where to go, as soon as the installation answers."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.done = False
        self.next_look = 0.0
        self.started = time.monotonic()

    def when_healthy(self) -> None:
        """Look at the health route a few times a second until it answers."""
        if self.done or time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + 0.3
        if not _answers(f"{self.env.local_url}/api/v1/health"):
            return
        self.done = True
        say(f"统运已启动（{time.monotonic() - self.started:.1f} 秒）：{self.env.public_url}")
        link = self.env.run / "setup-link"
        if link.exists():
            say(f"首次使用，请在 24 小时内打开此链接创建管理员（仅能用一次）：\n\n    {link.read_text()}\n")
        say("按 Ctrl-C 停止")


def open_log(path: Path) -> IO[bytes]:
    """A log file to append to; one that grew large is kept as `.1`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def say(text: str) -> None:
    """A line for the person at the terminal, who may be gone by now."""
    with contextlib.suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def _tongyun(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tongyun", *arguments]


def _answers(url: str) -> bool:
    opener: Callable[..., object] = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    try:
        opener(url, timeout=2)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _meaning(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"退出码 {code}"

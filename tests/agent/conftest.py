"""The agent as a real process; at the other end a real HTTP server that speaks the server's side of its protocol."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "agent" / "tongyun_agent.py"
TOKEN = "agent-token-0123456789"
PATIENCE_S = 60.0


def eventually(look: Callable[[], Any], what: str) -> Any:
    """Wait until ``look`` finds something true; how long it takes is not what a test measures."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"never came: {what}")


class HttpPeer:
    """The server's side of the agent's protocol over real HTTP, remembering all that it was told."""

    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []
        self.encodings: list[str] = []
        self.results: list[tuple[str, dict[str, Any]]] = []
        self.outputs: dict[str, bytes] = {}
        self.work: list[dict[str, Any]] = []
        self.work_given: list[str] = []
        self.refusals: list[int] = []  # statuses for the next reports instead of 200
        self.result_refusals: list[int] = []
        self.cancelled: set[str] = set()
        self.raw_answers: list[bytes] = []  # sent as they are, instead of HTTP, to the next requests
        self.unauthorised = 0
        self.port = 0
        self.server: http.server.ThreadingHTTPServer | None = None
        self.up()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        peer = self

        class Handler(Conversation):
            far_end = peer

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def down(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def offer(self, ident: str, script: str, /, **more: Any) -> None:
        """Give work to the next poll."""
        item = {
            "id": ident,
            "token": f"fence-{ident}",
            "kind": "script",
            "script": script,
            "interpreter": "sh",
            "env": {},
            "timeout_s": 60,
            "cwd": None,
            "detach_survivors": True,
        }
        self.work.append({**item, **more})

    def result(self, ident: str) -> dict[str, Any]:
        """Wait for a work's result."""
        return eventually(lambda: next((r for i, r in self.results if i == ident), None), f"result of {ident}")

    def output(self, ident: str) -> str:
        return self.outputs.get(ident, b"").decode()


class Conversation(http.server.BaseHTTPRequestHandler):
    """One request to the peer."""

    protocol_version = "HTTP/1.1"
    far_end: HttpPeer

    def log_message(self, *_: object) -> None:
        pass

    def answer(self, status: int, body: object = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def odd(self) -> bool:
        """Answer with raw bytes when the test asked for it, or with 401 to a wrong token."""
        if self.far_end.raw_answers:
            with contextlib.suppress(OSError):
                self.wfile.write(self.far_end.raw_answers.pop(0))
            self.close_connection = True
            return True
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.far_end.unauthorised += 1
            self.answer(401, {"title": "Unauthorised"})
            return True
        return False

    def do_GET(self) -> None:
        if self.odd():
            return
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline and not self.far_end.work:
            time.sleep(0.02)
        items, self.far_end.work = self.far_end.work, []
        self.far_end.work_given += [str(item.get("id")) for item in items]
        if items:
            self.answer(200, {"work": items})
        else:
            self.answer(204)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.odd():
            return
        encoding = self.headers.get("Content-Encoding", "")
        message = json.loads(gzip.decompress(body) if encoding == "gzip" else body)
        if self.path.endswith("/report"):
            self.report(message, encoding)
            return
        ident, what = self.path.split("/")[-2:]
        if what == "output":
            self.output(ident, message)
        else:
            self.result(ident, message)

    def report(self, message: dict[str, Any], encoding: str) -> None:
        if self.far_end.refusals:
            self.answer(self.far_end.refusals.pop(0), {"title": "Refused", "detail": "for the test"})
            return
        self.far_end.reports.append(message)
        self.far_end.encodings.append(encoding)
        self.answer(200, {})

    def output(self, ident: str, message: dict[str, Any]) -> None:
        so_far = self.far_end.outputs.setdefault(ident, b"")
        assert message["offset"] <= len(so_far), "a piece of output is missing"
        self.far_end.outputs[ident] = so_far[: message["offset"]] + message["data"].encode()
        self.answer(200, {"cancel": ident in self.far_end.cancelled})

    def result(self, ident: str, message: dict[str, Any]) -> None:
        status = self.far_end.result_refusals.pop(0) if self.far_end.result_refusals else 200
        if status == 200:
            self.far_end.results.append((ident, message))
        self.answer(status, {})


class AgentProcess:
    """A running agent; its standard error is kept in a file."""

    def __init__(self, folder: Path, url: str, *flags: str) -> None:
        self.state = folder / "state"
        self.token_file = folder / "token"
        if not self.token_file.exists():
            self.token_file.write_text(TOKEN)
        self.error_file = folder / "stderr"
        base = ["--url", url, "--token-file", str(self.token_file), "--state-dir", str(self.state)]
        with self.error_file.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(PROGRAM), *base, "--interval", "0.3", *flags],
                stderr=errors,
                env={"PATH": os.environ["PATH"], "OF_THE_AGENT": "not for scripts"},
            )

    @property
    def log(self) -> str:
        return self.error_file.read_text()

    def kill(self) -> None:
        """``kill -9``."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)


@pytest.fixture
def peer() -> Iterator[HttpPeer]:
    far_end = HttpPeer()
    yield far_end
    far_end.down()


@pytest.fixture
def start_agent(tmp_path: Path, peer: HttpPeer) -> Iterator[Callable[..., AgentProcess]]:
    """Starts agents on one state folder and one peer, and ends them after the test."""
    started: list[AgentProcess] = []

    def start(*flags: str) -> AgentProcess:
        agent = AgentProcess(tmp_path, peer.url, *flags)
        started.append(agent)
        return agent

    yield start
    for agent in started:
        agent.stop()


@pytest.fixture(scope="session")
def program() -> ModuleType:
    """The agent's file as a module."""
    spec = importlib.util.spec_from_file_location("tongyun_agent", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def wait_for() -> Callable[[Callable[[], Any], str], Any]:
    return eventually


@pytest.fixture
def program_path() -> Path:
    return PROGRAM


@pytest.fixture
def listening_child() -> Iterator[Callable[..., tuple[subprocess.Popen[str], int]]]:
    """Starts real processes that listen on a free port of loopback, each with some forked children."""
    code = (
        "import os, socket, sys, time\n"
        "s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True)\n"
        "for _ in range(int(sys.argv[1])):\n"
        "    if os.fork() == 0: time.sleep(600)\n"
        "time.sleep(600)\n"
    )
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, children: int = 0) -> tuple[subprocess.Popen[str], int]:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", code, str(children), *arguments],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        assert process.stdout
        return process, int(process.stdout.readline())

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()

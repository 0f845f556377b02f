"""A real `tongyun store` process for tests: own folder, own port, ended whatever happens."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

from servers.server import free_port

READY_SECONDS = 60
STOP_SECONDS = 20


class StoreProcess:
    """`with StoreProcess() as store: connect(store.url)`; `kill()` is kill -9, `start()` starts on the same data."""

    def __init__(self, data: Path | None = None, environment: dict[str, str] | None = None) -> None:
        self._own_folder = tempfile.TemporaryDirectory(prefix="tongyun-store-") if data is None else None
        self.data = Path(self._own_folder.name if self._own_folder else str(data))
        self.port = free_port()
        self.password = secrets.token_hex(8)
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """For `tongyun.telemetry.store.client.connect` and `TONGYUN_CLICKHOUSE_URL`."""
        return f"http://default:{self.password}@127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def command(self) -> list[str]:
        options = ["--data", str(self.data), "--port", str(self.port), "--parent-pid", str(os.getpid())]
        return [sys.executable, "-m", "tongyun.telemetry.store", *options]

    def start(self) -> "StoreProcess":
        environment = {**os.environ, "TONGYUN_STORE_PASSWORD": self.password, **self._environment}
        self._process = subprocess.Popen(self.command(), env=environment)
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"the store ended with exit code {self._process.returncode}")
            if self._answers():
                return self
            time.sleep(0.05)
        raise AssertionError("the store does not answer")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/ping", timeout=5) as answer:
                return bool(answer.read() == b"Ok.\n")
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """kill -9."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(STOP_SECONDS)

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def __enter__(self) -> "StoreProcess":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._process is not None:
                self.stop()
        finally:
            if self._own_folder is not None:
                self._own_folder.cleanup()

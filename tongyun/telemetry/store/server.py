"""The process `tongyun store`: lock the data folder, open the engine, serve until told to stop."""

import asyncio
import ctypes
import fcntl
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from granian.constants import Interfaces
from granian.server.embed import Server

from tongyun.telemetry.store.app import StoreApp
from tongyun.telemetry.store.body import Spool
from tongyun.telemetry.store.config import StoreConfig
from tongyun.telemetry.store.engine import Engine, give_back_startup_memory
from tongyun.telemetry.store.errors import ClickHouseError, StoreLocked
from tongyun.telemetry.store.sandbox import confine

log = logging.getLogger(__name__)

STOPPED, FAILED, LOCKED, PORT_TAKEN = 0, 1, 3, 4
PR_SET_PDEATHSIG: Final = 1
SETTLE_SECONDS: Final = 3.0


def serve(data: Path, host: str, port: int, password: str, parent_pid: int | None = None) -> int:
    """Serve the store in `data` on `host:port` until SIGTERM or SIGINT; the returned number is the exit code.

    0 stopped cleanly, 1 the engine cannot open the folder, 3 another process serves this folder, 4 the port is taken.
    With `parent_pid` the store stops when that process dies. A password is required (`ValueError` when empty).
    """
    if not password:
        raise ValueError("the store needs a password")
    if parent_pid is not None and not _die_with(parent_pid):
        return STOPPED
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = StoreConfig.from_environment(data, host, port, password)
    os.environ.pop("TONGYUN_STORE_PASSWORD", None)
    try:
        with _locked(data):
            return _serve_locked(config)
    except StoreLocked as locked:
        return _fail(str(locked), LOCKED)


def _serve_locked(config: StoreConfig) -> int:
    if not _port_is_free(config.host, config.port):
        return _fail(f"port {config.host}:{config.port} is taken", PORT_TAKEN)
    for folder in ("tmp/engine", "user_files", "user_scripts", "format_schemas"):
        (config.data / folder).mkdir(parents=True, exist_ok=True)
    spool = Spool(config.data)
    if not confine((config.data, *spool.folders)):
        log.warning("this kernel has no Landlock: the store runs without its outermost fence")
    try:
        engine = Engine(config)
    except ClickHouseError as error:
        return _fail(f"the engine cannot open {config.data}: {error.message}", FAILED)
    try:
        asyncio.run(_run(config, engine, spool))
        engine.close()
    finally:
        spool.close()
    return STOPPED


async def _run(config: StoreConfig, engine: Engine, spool: Spool) -> None:
    app = StoreApp(config, engine, spool)
    server = Server(
        app,
        address=config.host,
        port=config.port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backpressure=config.workers + config.queue + 16,
        log_enabled=False,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    loop.call_later(SETTLE_SECONDS, give_back_startup_memory)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    if not await app.drain(config.drain_seconds):
        log.warning("statements still ran after %s s and are cut off", config.drain_seconds)
        spool.close()
        os._exit(STOPPED)  # their threads cannot be stopped; what was acknowledged is in the kernel's hands
    server.stop()  # type: ignore[no-untyped-call]
    await serving
    stopping.cancel()
    app.close()


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Hold the folder for this process; the kernel lets go when the process ends, however it ends."""
    with (data / "store.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise StoreLocked(f"{data} is served by another process (pid {lock.read().strip() or 'unknown'})") from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _port_is_free(host: str, port: int) -> bool:
    """Granian shares ports between processes, so a second store would go unnoticed: ask for the port alone first."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _die_with(parent_pid: int) -> bool:
    """Have the kernel send SIGTERM when the parent dies; False when it is already gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    return os.getppid() == parent_pid


def _fail(message: str, code: int) -> int:
    sys.stderr.write(f"tongyun store: {message}\n")
    return code

"""Starting, stopping, dying: the process as the supervisor and an unlucky machine see it."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import urllib3

from servers.server import free_port
from tests.telemetry.store.wire import Wire
from tests.telemetry.store_process import StoreProcess
from tongyun.telemetry.store.body import shared_folder
from tongyun.telemetry.store.server import serve

SUPERVISOR = """
import os, subprocess, sys, time
child = subprocess.Popen([*sys.argv[1:], "--parent-pid", str(os.getpid())])
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_second_process_on_the_folder_is_refused() -> None:
    with StoreProcess() as store:
        command = [
            sys.executable,
            "-m",
            "tongyun.telemetry.store",
            "--data",
            str(store.data),
            "--port",
            str(free_port()),
        ]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 3
        assert len(second.stderr.strip().splitlines()) == 1
        assert f"pid {store.pid}" in second.stderr
        assert Wire(store).send("SELECT 1").text == "1\n"


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with StoreProcess() as store:
        command = [sys.executable, "-m", "tongyun.telemetry.store", "--data", str(tmp_path), "--port", str(store.port)]
        second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert second.returncode == 4
        assert str(store.port) in second.stderr


def test_no_password_no_store(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="password"):
        serve(tmp_path, "127.0.0.1", free_port(), "")


def test_sigterm_finishes_what_runs() -> None:
    with StoreProcess() as store:
        wire = Wire(store)
        replies: list[str] = []
        asking = threading.Thread(target=lambda: replies.append(wire.send("SELECT sleep(1.5)").text))
        asking.start()
        while wire.send("SELECT count() FROM system.processes WHERE query LIKE 'SELECT sleep%'").text != "1\n":
            time.sleep(0.02)
        assert store.stop() == 0
        asking.join()
        assert replies == ["0\n"]
        assert not shared_folder(store.data).exists()


def test_sigterm_does_not_wait_for_ever() -> None:
    with StoreProcess() as store:
        wire = Wire(store)
        asking = threading.Thread(
            target=lambda: _until_cut_off(wire, "SELECT sum(number * number) FROM numbers(1000000000000)")
        )
        asking.start()
        while wire.send("SELECT count() FROM system.processes WHERE query LIKE 'SELECT sum%'").text != "1\n":
            time.sleep(0.02)
        assert store.stop() == 0
        asking.join()
        store.start()
        assert wire.send("SELECT 1").text == "1\n"


def _until_cut_off(wire: Wire, statement: str) -> None:
    with contextlib.suppress(urllib3.exceptions.HTTPError):
        wire.send(statement)


def test_bodies_go_to_the_data_folder_when_shared_memory_was_tidied_up() -> None:
    with StoreProcess() as store:
        Wire(store).send("CREATE TABLE kept (a Int8) ENGINE = MergeTree ORDER BY a")
        shutil.rmtree(shared_folder(store.data))
        assert Wire(store).send("INSERT INTO kept VALUES (5)").status == 200
        assert Wire(store).send("SELECT a FROM kept").text == "5\n"


def test_data_is_there_after_a_restart() -> None:
    with StoreProcess() as store:
        Wire(store).send("CREATE TABLE kept (a Int8) ENGINE = MergeTree ORDER BY a")
        Wire(store).send("INSERT INTO kept VALUES (5)")
        assert store.stop() == 0
        store.start()
        assert Wire(store).send("SELECT a FROM kept").text == "5\n"


def test_kill_9_loses_no_acknowledged_batch(tmp_path: Path) -> None:
    with StoreProcess(data=tmp_path) as store:
        Wire(store).send("CREATE DATABASE lab")
        Wire(store).send("CREATE TABLE lab.load (batch UInt64, row UInt16) ENGINE = MergeTree ORDER BY batch")
        acknowledged: list[int] = []
        for round_ in range(3):
            _load_until_killed(store, acknowledged, first=round_ * 1_000_000)
            store.start()
        rows = Wire(store).send("SELECT batch, count() c FROM lab.load GROUP BY batch FORMAT JSONCompactEachRow").rows
        found = {int(batch): int(count) for batch, count in rows}
        assert len(acknowledged) > 30
        assert [batch for batch in acknowledged if found.get(batch) != 100] == []
        assert set(found.values()) == {100}


def _load_until_killed(store: StoreProcess, acknowledged: list[int], first: int) -> None:
    stop = threading.Event()

    def load(offset: int) -> None:
        wire = Wire(store)
        batch = first + offset
        while not stop.is_set():
            rows = "".join(f'{{"batch":{batch},"row":{row}}}\n' for row in range(100))
            try:
                reply = wire.send(rows, query="INSERT INTO lab.load FORMAT JSONEachRow")
            except urllib3.exceptions.HTTPError:
                return
            if reply.status == 200:
                acknowledged.append(batch)
            batch += 10

    threads = [threading.Thread(target=load, args=(offset,)) for offset in range(3)]
    before = len(acknowledged)
    for thread in threads:
        thread.start()
    while len(acknowledged) < before + 30:
        time.sleep(0.01)
    store.kill()
    stop.set()
    for thread in threads:
        thread.join()


def test_the_store_dies_with_its_parent(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tongyun.telemetry.store", "--data", str(tmp_path), "--port", str(free_port())]
    parent = subprocess.Popen([sys.executable, "-c", SUPERVISOR, *command], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    lock = tmp_path / "store.lock"
    while not (lock.exists() and lock.read_text().strip() == str(child)):
        time.sleep(0.05)
    parent.kill()
    parent.wait(10)
    parent.stdout.close()
    deadline = time.monotonic() + 30
    while _lives(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    still = _lives(child)
    if still:
        os.kill(child, signal.SIGKILL)
    assert not still


def _lives(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False

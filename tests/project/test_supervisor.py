"""The supervisor starts again what ends, soon at first, later when it keeps ending, never too late."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from servers.waiting import until
from tongyun.project.supervisor import MAX_RESTART_WAIT_S, Part, Supervisor, parts_of, restart_wait


def test_the_wait_grows_and_stays_short_enough_for_ten_seconds() -> None:
    waits = [restart_wait(failures) for failures in range(40)]
    assert waits[0] == pytest.approx(0.1)
    assert waits == sorted(waits)
    assert waits[-1] == MAX_RESTART_WAIT_S <= 2


def test_a_killed_part_is_started_again_by_another_process(tmp_path: Path) -> None:
    part = Part("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
    supervisor = Supervisor(replace(settings.TONGYUN, data=tmp_path), [part])
    supervisor.watch()
    try:
        for _ in range(3):
            assert part.child is not None
            killed = part.child
            os.kill(killed.pid, signal.SIGKILL)
            killed.wait()

            def again(killed: object = killed) -> bool:
                supervisor.watch()
                return part.child is not None and part.child is not killed

            until(again, "sleeper 重新启动")
        assert part.failures == 3
    finally:
        supervisor.stop()
    assert part.child is not None
    assert part.child.poll() is not None
    assert not (tmp_path / "run" / "processes.json").exists()


def test_several_web_processes_are_parts_of_their_own() -> None:
    names = [part.name for part in parts_of(replace(settings.TONGYUN, clickhouse_url="http://store", web_processes=3))]
    assert names[:4] == ["web", "web-2", "web-3", "worker"]


def test_the_store_stops_when_nobody_writes_to_it_any_more(tmp_path: Path) -> None:
    writer = (
        "import json, os, pathlib, signal, sys, time\n"
        "def last_words(*_):\n"
        "    time.sleep(0.3)\n"
        "    store = json.loads(pathlib.Path('{run}/processes.json').read_text())['store']\n"
        "    state = pathlib.Path(f'/proc/{{store}}/stat').read_text().rpartition(')')[2].split()[0]\n"
        "    pathlib.Path('{run}/said').write_text(state)\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, last_words)\n"
        "pathlib.Path('{run}/ready').touch()\n"
        "signal.pause()\n"
    ).format(run=tmp_path / "run")
    store = Part("store", [sys.executable, "-c", "import time; time.sleep(60)"])
    worker = Part("worker", [sys.executable, "-c", writer])
    supervisor = Supervisor(replace(settings.TONGYUN, data=tmp_path), [store, worker])
    supervisor.watch()
    try:
        until((tmp_path / "run" / "ready").exists, "ready")
    finally:
        supervisor.stop()
    assert (tmp_path / "run" / "said").read_text() in "SR"
    assert store.child is not None
    assert store.child.poll() is not None

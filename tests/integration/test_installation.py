"""A whole installation as an operator meets it: restarts, clear refusals, and nothing left behind."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest

from demo.client import Client
from demo.installation import Installation
from servers.processes import alive
from servers.waiting import until
from tests.prepared import Prepared

pytestmark = pytest.mark.integration

BACK_AGAIN_S = 30.0


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, prepared: Prepared) -> Iterator[Installation]:
    with prepared.installation(tmp_path_factory.mktemp("one")) as found:
        yield found


@pytest.fixture(scope="module")
def client(installation: Installation) -> Iterator[Client]:
    with Client(installation.url) as found:
        found.set_up(installation.setup_token())
        yield found


def doctor(installation: Installation) -> dict[str, dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tongyun", "doctor", "--json"],
        env=installation.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return {part["key"]: part for part in json.loads(done.stdout)}


def restarted(installation: Installation, part: str, before: int) -> bool:
    return installation.parts().get(part) not in (None, before)


def test_doctor_finds_everything_well(installation: Installation, client: Client) -> None:
    until(lambda: all(part["state"] == "ok" for part in client.get("health")["parts"]), "全部正常", 60)
    found = doctor(installation)
    trust = found.pop("trust")
    assert {part["state"] for part in found.values()} == {"ok"}
    # Which files are the release's own, a person must say once.
    assert (trust["state"], "tongyun trust seal" in trust["advice"]) == ("unknown", True)


@pytest.mark.drill
def test_a_killed_part_comes_back(installation: Installation, client: Client) -> None:
    for part in ("web", "worker", "store", "agent"):
        pid = installation.parts()[part]
        os.kill(pid, signal.SIGKILL)
        until(partial(restarted, installation, part, pid), f"{part} 重启", BACK_AGAIN_S)
    until(client.well, "全部恢复", BACK_AGAIN_S)


@pytest.mark.drill
def test_a_killed_worker_neither_loses_nor_doubles_a_turn(installation: Installation, client: Client) -> None:
    key, asked = "kernel.audit-anchor", 12
    before = len(client.get(f"schedules/{key}/runs"))
    for number in range(asked):
        client.post(f"schedules/{key}/run")
        if number % 6 == 5:
            kill_worker(installation)
    until(lambda: all_done(client, key) >= before + asked, "所有计划执行完", 90)
    earlier = {turn["due_at"] for turn in client.get(f"schedules/{key}/runs")}
    missed = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=2)
    with closing(sqlite3.connect(installation.data / "tongyun.sqlite3", timeout=30)) as database, database:
        moment = missed.strftime("%Y-%m-%d %H:%M:%S")
        database.execute("UPDATE kernel_schedule SET next_at = ? WHERE key = ?", (moment, key))
        due = "UPDATE kernel_scheduledtask SET due_at = ? WHERE handler = 'kernel.schedule' AND key = ?"
        database.execute(due, (moment, key))
    kill_worker(installation)
    until(lambda: all_done(client, key) >= before + asked + 1, "补做错过的一次", 90)
    turns = client.get(f"schedules/{key}/runs")
    assert len({turn["due_at"] for turn in turns}) == len(turns)
    assert len([turn for turn in turns if turn["by"]]) == asked
    caught_up = [turn for turn in turns if not turn["by"] and turn["due_at"] not in earlier]
    # Of twelve missed turns the last one is run; a regular one may have come while this test ran.
    assert 1 <= len(caught_up) <= 2, caught_up
    until(client.well, "全部恢复", BACK_AGAIN_S)


def kill_worker(installation: Installation) -> None:
    """Kill it in the middle of its work, and wait until the next one is there."""
    pid = installation.parts()["worker"]
    os.kill(pid, signal.SIGKILL)
    until(partial(restarted, installation, "worker", pid), "worker 重启", BACK_AGAIN_S)


def all_done(client: Client, key: str) -> int:
    """How many turns were run, once none is waiting or running."""
    states = [turn["state"] for turn in client.get(f"schedules/{key}/runs")]
    assert "failed" not in states
    return len(states) if set(states) <= {"done", "skipped"} else 0


def test_a_second_supervisor_on_the_same_data_is_refused(installation: Installation) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "tongyun", "up"],
        env=installation.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 3
    assert "已有一个统运在运行" in second.stderr


def test_a_port_that_another_installation_serves_is_refused(installation: Installation, tmp_path: Path) -> None:
    other = subprocess.run(
        [sys.executable, "-m", "tongyun", "up"],
        env={**installation.environment, "TONGYUN_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert other.returncode == 4
    assert f":{installation.port} 不可用" in other.stderr
    assert not (tmp_path / "tongyun.sqlite3").exists()


def test_two_installations_live_side_by_side(installation: Installation, tmp_path: Path, prepared: Prepared) -> None:
    with prepared.installation(tmp_path) as other, Client(other.url) as client:
        assert other.port != installation.port
        client.set_up(other.setup_token())
        assert client.get("session")["user"]["username"] == "operator"


@pytest.mark.drill
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_outlives_the_supervisor(tmp_path: Path, number: signal.Signals, prepared: Prepared) -> None:
    with prepared.installation(tmp_path) as found:
        parts = found.parts()
        assert found.child is not None
        os.kill(parts["up"], number)
        until(lambda: not any(alive(pid) for pid in parts.values()), "全部进程结束", 30)


def test_bad_requests_get_problem_documents(installation: Installation, client: Client) -> None:
    url = f"{installation.url}/api/v1/session"
    cases = [
        httpx.post(url, content=b"{not json", headers={"Content-Type": "application/json"}),
        httpx.post(url, json={"username": ["a"]}),
        httpx.get(f"{installation.url}/api/v1/nowhere"),
        httpx.get(f"{installation.url}/api/v1/items", headers={"Authorization": "Bearer wrong"}),
        httpx.post(f"{installation.url}/api/v1/agent/report", content=b"x" * (17 << 20)),
    ]
    assert [answer.status_code for answer in cases] == [400, 422, 404, 401, 413]
    for answer in cases:
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "code"} <= set(answer.json())
    assert client.get("health")["parts"]


def test_a_page_address_gives_the_ui_and_a_file_that_is_not_there_does_not(installation: Installation) -> None:
    page = httpx.get(f"{installation.url}/tickets/anything")
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert httpx.get(f"{installation.url}/assets/none.js").status_code == 404
    assert httpx.get(f"{installation.url}/assets/..%2f..%2f..%2fetc%2fpasswd").status_code == 404

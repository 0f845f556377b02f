"""One fault from SIGKILL to recovery while nobody clicks: the rule restarts the server, and others hear of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.client import Client
from demo.duty import DutyPerson
from demo.installation import Installation
from demo.stage import SELF_HEALING
from servers import processes
from servers.kinds import Redis
from servers.server import answers, free_port
from servers.waiting import until
from tests.prepared import Prepared
from tests.receiver import Delivery, Receiver

pytestmark = [pytest.mark.integration, pytest.mark.drill]

SECRET = "5ecret-of-the-receiver"
PATIENCE_S = 60.0


@dataclass
class Played:
    """What is there after the fault."""

    redis: Redis
    killed: list[int]
    installation: Installation
    client: Client
    alert: dict[str, Any]
    ticket: dict[str, Any]
    deliveries: list[Delivery]
    taken: list[Delivery]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, prepared: Prepared) -> Iterator[Played]:
    """Redis is killed while the receiver of notifications is away; it comes back broken, and only then well."""
    port = free_port()
    settings = {
        **SELF_HEALING,
        "TONGYUN_AGENT_INTERVAL": "2",
        "TONGYUN_NOTIFY_WEBHOOK": f"http://127.0.0.1:{port}/hook?token={SECRET}",
    }
    with (
        Redis() as redis,
        prepared.installation(tmp_path_factory.mktemp("fault"), settings) as installation,
        Client(installation.url) as client,
    ):
        client.set_up(installation.setup_token())
        item = DutyPerson(client).set_restart_command(redis)
        killed = redis.pids()
        redis.kill()
        until(lambda: "NotTakenError" in _log(installation), "接收方不在，投递失败", PATIENCE_S)
        with Receiver(port) as receiver:
            receiver.answer = 500
            until(lambda: receiver.got, "接收方收到重试", PATIENCE_S)
            receiver.answer = 200
            alert = until(lambda: _first(client, "alerts", item=item["id"], state="resolved"), "告警恢复", PATIENCE_S)
            ticket = client.get(f"tickets/{client.rows('tickets', item=item['id'])[0]['id']}")
            ticket = until(lambda: _recovered(client, ticket["id"]), "工单得知恢复", PATIENCE_S)
            told = client.rows("notifications")
            until(lambda: len(receiver.taken) >= len(told), "全部通知送达", PATIENCE_S)
            yield Played(redis, killed, installation, client, alert, ticket, receiver.got, receiver.taken)


def test_the_server_runs_again_without_a_click(played: Played) -> None:
    assert answers(played.redis.port)
    assert not any(processes.alive(pid) for pid in played.killed)
    assert set(played.redis.pids()).isdisjoint(played.killed)
    assert played.alert["state"] == "resolved"
    assert "值班员" not in {line["actor"] for line in played.ticket["timeline"]}


def test_the_ticket_shows_the_job_that_the_rule_started(played: Played) -> None:
    [remedy] = played.ticket["remedies"]
    assert remedy["auto"]
    # The agent watches this whole machine: servers of other tests go, and are healed, too.
    [run] = [row for row in played.client.rows("runs") if row["ticket"]["number"] == played.ticket["number"]]
    assert remedy["run"] == {"id": run["id"], "state": "succeeded"}
    assert (run["job"], run["requested_by"]) == ("restart-service", "自动处置")
    assert run["ticket"]["number"] == played.ticket["number"]
    lines = [line["text"] for line in played.ticket["timeline"] if line["kind"].startswith("remedy")]
    assert lines == ["启动“重启服务”", "“重启服务”成功"]


def test_the_receiver_takes_each_notification_once_however_late_it_comes(played: Played) -> None:
    told = {row["title"]: row for row in played.client.rows("notifications")}
    assert any(title.startswith("待办：受理定级") for title in told)
    assert {delivery.status for delivery in played.deliveries} == {500, 200}
    assert sorted(delivery.content["title"] for delivery in played.taken) == sorted(told)
    for delivery in played.taken:
        row = told[delivery.content["title"]]
        shared = {key: row[key] for key in ("title", "body", "href", "level", "category")}
        assert delivery.content == {**shared, "dedupe": delivery.headers["Idempotency-Key"]}
        assert delivery.headers["Content-Type"] == "application/json"
        assert delivery.path == f"/hook?token={SECRET}"
    keys = [delivery.headers["Idempotency-Key"] for delivery in played.taken]
    assert len(set(keys)) == len(keys)


def test_the_address_of_the_receiver_stands_in_no_log(played: Played) -> None:
    logs = [*played.installation.data.glob("logs/*"), played.installation.output]
    assert "返回 500" in "".join(log.read_text() for log in logs)
    assert [log.name for log in logs if SECRET in log.read_text()] == []
    assert SECRET not in json.dumps(played.client.get("health"))
    assert SECRET not in played.installation.command("doctor", "--json")


def _log(installation: Installation) -> str:
    path: Path = installation.data / "logs" / "worker.log"
    return path.read_text() if path.exists() else ""


def _first(client: Client, path: str, **query: str) -> dict[str, Any] | None:
    return next(iter(client.rows(path, **query)), None)


def _recovered(client: Client, ticket: str) -> dict[str, Any] | None:
    found: dict[str, Any] = client.get(f"tickets/{ticket}")
    done = found["recovered_at"] and all(row["run"]["state"] == "succeeded" for row in found["remedies"])
    return found if done else None

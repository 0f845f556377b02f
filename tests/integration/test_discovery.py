"""The shipped agent looks at real servers; what it reports becomes items of the right types, and their end is seen."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest
import redis

from servers.kinds import MariaDb, Nginx, Postgres, Redis
from servers.server import Server
from tests.conftest import Api
from tongyun.inventory import facade as inventory
from tongyun.inventory.models import Item
from tongyun.kernel.services.access import issue_token

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

AGENT = Path(__file__).resolve().parents[2] / "agent" / "tongyun_agent.py"


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, Server]]:
    with contextlib.ExitStack() as stack:
        kinds = {"nginx": Nginx, "redis": Redis, "postgresql": Postgres, "mariadb": MariaDb}
        yield {name: stack.enter_context(kind()) for name, kind in kinds.items()}


def look(folder: Path) -> dict[str, Any]:
    """One report of the agent about this machine, as it would be sent."""
    command = [sys.executable, "-I", "-S", str(AGENT), "--once", "--state-dir", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def item_on(port: int) -> Item:
    return next(item for item in Item.objects.all() if item.attributes.get("port") == port)


def test_the_servers_are_real(servers: dict[str, Server]) -> None:
    assert redis.Redis(port=servers["redis"].port).ping()
    with psycopg.connect(servers["postgresql"].url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pymysql.connect(host="127.0.0.1", port=servers["mariadb"].port, user="root") as connection:
        assert "MariaDB" in connection.get_server_info()


def test_each_server_becomes_an_item_on_its_host(
    servers: dict[str, Server], hosts_pack: None, store: Any, tmp_path: Path
) -> None:
    api = Api(token=issue_token("agent", "本机"))
    answer = api.post("agent/report", look(tmp_path))
    assert answer.status_code == 200, answer.content
    [host] = Item.objects.filter(type__key="host")
    for name, server in servers.items():
        item = item_on(server.port)
        assert item.type_id == name
        assert [view.id for view in inventory.related(item.id, "runs_on", "out")] == [host.id]


def test_the_end_of_a_server_is_in_the_next_report(hosts_pack: None, store: Any, tmp_path: Path) -> None:
    api = Api(token=issue_token("agent", "本机"))
    with Redis() as server:
        assert api.post("agent/report", look(tmp_path)).status_code == 200
        item = item_on(server.port)
    assert api.post("agent/report", look(tmp_path)).status_code == 200
    query = """
        SELECT v.value FROM tongyun.samples AS v FINAL JOIN tongyun.series AS s FINAL ON s.id = v.id
        WHERE s.name = 'service_up' AND s.labels['ci'] = {ci:String} ORDER BY v.ts
    """
    values = [row[0] for row in store.query(query, parameters={"ci": str(item.id)}).result_rows]
    assert values == [1.0, 0.0]

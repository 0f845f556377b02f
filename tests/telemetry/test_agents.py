"""Who is silent: written as `agent_up`, told in health, and no longer once the host is retired."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Api
from tests.telemetry.test_reports import report, rows
from tongyun.inventory.models import Item
from tongyun.kernel.contracts import HealthState, Task, new_id, utc_now
from tongyun.kernel.services.access import issue_token
from tongyun.telemetry.models import Agent
from tongyun.telemetry.services.agents import WATCH_TASK, agents_health, write_agent_samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(hosts_pack: None, store: Any) -> Agent:
    assert Api(token=issue_token("agent", "测试")).post("agent/report", report()).status_code == 200
    return Agent.objects.get()


def watch() -> None:
    write_agent_samples(Task(new_id(), WATCH_TASK, "all", {}, utc_now(), 1))


def fall_silent(agent: Agent) -> None:
    Agent.objects.filter(id=agent.id).update(last_report_at=utc_now() - timedelta(seconds=46))


def test_an_agent_is_up_until_it_missed_three_reports(agent: Agent, store: Any) -> None:
    watch()
    fall_silent(agent)
    watch()
    assert [(row[0], row[2]) for row in rows(store, "agent_up")] == [(str(agent.host_id), 1.0), (str(agent.host_id), 0)]
    assert agents_health().state == HealthState.DOWN


def test_a_retired_host_is_not_missed(agent: Agent, store: Any) -> None:
    Item.objects.filter(type_id="host").update(lifecycle=Item.Lifecycle.RETIRED)
    fall_silent(agent)
    watch()
    assert rows(store, "agent_up") == []
    assert agents_health().state == HealthState.OK

"""A host with an agent, services on it, and jobs for them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import yaml

from tongyun.inventory.models import Item, ItemType, Relation, RelationType
from tongyun.jobs.models import RunTarget
from tongyun.jobs.services import template_files
from tongyun.kernel.contracts import PackFile, utc_now
from tongyun.kernel.models import ApiToken, OutboxMessage
from tongyun.kernel.services.access import bearer, issue_token
from tongyun.telemetry.contracts import agent_work
from tongyun.telemetry.models import Agent

ECHO: dict[str, Any] = {
    "title": "回声",
    "title_en": "Echo",
    "target_type": "item",
    "interpreter": "sh",
    "timeout_s": 30,
    "parameters": {
        "type": "object",
        "additionalProperties": False,
        "required": ["word"],
        "properties": {"word": {"type": "string", "maxLength": 100}, "times": {"type": "integer", "minimum": 1}},
    },
    "script": 'echo "$TY_WORD"\n',
}


@dataclass(frozen=True)
class Estate:
    """Items of the tests, and the agent on the host with its token. Nobody reaches `remote`."""

    host: Item
    web: Item
    remote: Item
    agent: UUID
    token: str


@pytest.fixture
def estate(db: None) -> Estate:
    item_type = ItemType.objects.create(key="item", title="配置项", title_en="Item", pack="test", digest="item")
    kinds = {
        key: ItemType.objects.create(key=key, parent=item_type, title=key, title_en=key, pack="test", digest=key)
        for key in ("host", "service")
    }
    runs_on = RelationType.objects.create(
        key="runs_on",
        title="运行于",
        title_en="runs on",
        reverse_title="运行着",
        reverse_title_en="runs",
        cardinality=RelationType.Cardinality.ONE_TO_MANY,
        impact=RelationType.Impact.TO_SOURCE,
        pack="test",
        digest="runs_on",
    )
    host = Item.objects.create(type=kinds["host"], name="web-01", source="agent")
    attributes = {"port": 80, "unit": "nginx.service", "ports": [80, 443]}
    web = Item.objects.create(type=kinds["service"], name="nginx", source="agent", attributes=attributes)
    remote = Item.objects.create(type=kinds["host"], name="far-away", source="person")
    Relation.objects.create(type=runs_on, source=web, target=host, source_of_knowledge="agent")
    token = issue_token("agent", "测试代理")
    row = bearer(token)
    assert row is not None
    return Estate(host, web, remote, add_agent(row, host).id, token)


def add_agent(token: ApiToken, host: Item) -> Agent:
    """An agent that reported a moment ago."""
    return Agent.objects.create(token=token, machine=host.name, version="1", host=host, last_report_at=utc_now())


def apply_job(key: str = "echo", **changes: Any) -> PackFile:
    """Bring a job into use as a pack does."""
    text = yaml.safe_dump({**ECHO, **changes}, allow_unicode=True)
    file = PackFile("test", "jobs", key, f"jobs/{key}.yaml", yaml.safe_load(text), text)
    template_files.apply(file)
    return file


def finish(agent: UUID, work: dict[str, Any], exit_code: int | None = 0, error: str | None = None) -> None:
    """The agent reports the end of a piece of work."""
    agent_work.get().result(
        agent,
        work["id"],
        work["token"],
        exit_code=exit_code,
        error=error,
        started_at=None,
        finished_at=None,
        output_bytes=0,
    )


def states(run: UUID) -> list[tuple[int, str]]:
    """Attempt and state of every target of a run."""
    return list(RunTarget.objects.filter(run=run).order_by("attempt", "id").values_list("attempt", "state"))


def told(topic: str) -> list[dict[str, Any]]:
    """Payloads published under a topic, in order."""
    return list(OutboxMessage.objects.filter(topic=topic).order_by("id").values_list("payload", flat=True))

"""A host with two services, and what it takes to watch them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml

from tongyun.events.models import Rule
from tongyun.events.services import evaluation, rules
from tongyun.inventory.models import Item, ItemType, Relation, RelationType
from tongyun.inventory.queries import health_of
from tongyun.kernel.contracts import PackFile
from tongyun.kernel.models import OutboxMessage
from tongyun.telemetry.contracts import Sample
from tongyun.telemetry.services import storage

#: A whole second some time ago, so that tests can look at later moments without waiting for them.
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)

SERVICE_GONE: dict[str, Any] = {
    "key": "service-gone",
    "title": "服务消失",
    "title_en": "Service gone",
    "expr": "service_up == 0",
    "severity": "critical",
    "contract_level": 1,
    "opens_incident": True,
    "summary": "{item.name} 已停止：端口 {labels.port}",
    "remedies": [{"key": "restart", "title": "重启", "title_en": "Restart", "job": "restart-service"}],
}
HOST_SILENT: dict[str, Any] = {
    "key": "host-silent",
    "title": "主机失联",
    "title_en": "Host silent",
    "expr": "agent_up == 0",
    "severity": "critical",
    "contract_level": 1,
    "opens_incident": True,
    "summary": "{item.name} 失联",
}


@dataclass(frozen=True)
class Estate:
    """Items of the tests."""

    host: Item
    web: Item
    database: Item


@pytest.fixture
def estate(db: None) -> Estate:
    kinds = {
        key: ItemType.objects.create(key=key, title=key, title_en=key, pack="test", digest=key)
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

    def item(kind: str, name: str) -> Item:
        return Item.objects.create(type=kinds[kind], name=name, source="agent", last_seen_at=START)

    host, web, database = item("host", "web-01"), item("service", "nginx"), item("service", "postgres")
    for service in (web, database):
        Relation.objects.create(type=runs_on, source=service, target=host, source_of_knowledge="agent")
    return Estate(host, web, database)


def apply_rules(*contents: dict[str, Any], file: str = "test") -> list[Rule]:
    """Bring rules into use as a pack does."""
    text = yaml.safe_dump({"rules": list(contents)}, allow_unicode=True)
    rules.apply(PackFile("test", "rules", file, f"rules/{file}.yaml", yaml.safe_load(text), text))
    return group()


def group() -> list[Rule]:
    """All enabled rules as a worker loads them."""
    return list(Rule.objects.filter(enabled=True).select_related("runtime").order_by("key"))


def at(seconds: float) -> datetime:
    """A moment of the test."""
    return START + timedelta(seconds=seconds)


def look(seconds: float) -> None:
    """Evaluate every rule as of a moment."""
    evaluation.evaluate(group(), at(seconds))


def measured(name: str, seconds: float, value: float, item: Item, **labels: str) -> None:
    """A sample reaches the real store."""
    ts_ms = int(at(seconds).timestamp() * 1000)
    storage.writer().write([Sample(name, {"ci": str(item.id), **labels}, ts_ms, value)])


def service_up(seconds: float, value: float, item: Item) -> None:
    """The agent says whether a service listens."""
    measured("service_up", seconds, value, item, port="80", service=item.name)


def told(topic: str) -> list[dict[str, Any]]:
    """Payloads published under a topic, in order."""
    return list(OutboxMessage.objects.filter(topic=topic).order_by("id").values_list("payload", flat=True))


def health(item: Item) -> tuple[str, str]:
    """How an item is, as the inventory shows it."""
    return health_of([item])[item.id]

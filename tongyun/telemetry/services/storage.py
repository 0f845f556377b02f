"""The one connection of this process to the store."""

from functools import cache
from typing import Any

from django.conf import settings

from tongyun.inventory import facade as inventory
from tongyun.kernel.contracts import HealthState, PartHealth, Unavailable

from ..promql.engine import PromqlEngine
from ..store.client import connect, unavailable
from ..store.errors import StoreUnavailable
from ..store.migrate import migrate, set_retention
from ..store.writer import SampleWriter


@cache
def client() -> Any:
    """The client of this process; safe to share between threads. Raises StoreUnavailable."""
    if not settings.TONGYUN.clickhouse_url:
        raise StoreUnavailable("tongyun store 未运行，也没有设置 TONGYUN_CLICKHOUSE_URL")
    return connect(settings.TONGYUN.clickhouse_url)


@cache
def writer() -> SampleWriter:
    """The writer of this process, with its memory of known series."""
    return SampleWriter(client())


@cache
def promql() -> PromqlEngine:
    """The PromQL engine over the store."""
    return PromqlEngine(client)


def promql_in_scope() -> PromqlEngine:
    """The engine for whoever calls: it sees the series of the items in the caller's scope."""
    seen = inventory.seen_ids("telemetry:read")
    return promql() if seen is None else promql().only(frozenset(map(str, seen)))


def migrate_store() -> list[str]:
    """Bring the store's tables and retention up to date; returns the names of what was applied."""
    with unavailable():
        applied = migrate(client())
        set_retention(client(), settings.TONGYUN.retention_days)
    return applied


def as_problem(error: StoreUnavailable) -> Unavailable:
    """What a client is told when the store does not answer."""
    return Unavailable("store_unavailable", f"监控数据存储暂时不可用：{error}")


def store_health() -> PartHealth:
    """Whether the store answers a trivial query."""
    try:
        with unavailable():
            version = client().query("SELECT version()").result_rows[0][0]
    except StoreUnavailable as error:
        return PartHealth(
            "store",
            "监控数据存储",
            HealthState.DOWN,
            str(error)[:200],
            "查看 logs/store.log，或检查 TONGYUN_CLICKHOUSE_URL。",
        )
    except Exception as error:  # noqa: BLE001 - a health check reports every failure instead of raising it
        return PartHealth("store", "监控数据存储", HealthState.DOWN, str(error)[:200], "查看 logs/store.log。")
    return PartHealth("store", "监控数据存储", HealthState.OK, f"ClickHouse {version}")

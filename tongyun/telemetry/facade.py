"""Telemetry's door: everything a neighbour may call."""

from .promql.engine import PromqlEngine, check, split_comparison
from .promql.errors import PromqlError
from .queries import panels_of, probe_targets
from .services.agents import agent_for_item, schedule
from .services.alert_history import record_alert_change
from .services.storage import migrate_store, promql, writer
from .store.errors import StoreUnavailable

__all__ = [
    "PromqlEngine",
    "PromqlError",
    "StoreUnavailable",
    "agent_for_item",
    "check",
    "migrate_store",
    "panels_of",
    "probe_targets",
    "promql",
    "record_alert_change",
    "schedule",
    "split_comparison",
    "writer",
]

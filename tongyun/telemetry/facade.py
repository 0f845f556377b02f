"""Telemetry's door: everything a neighbour may call."""

from .promql.engine import PromqlEngine, check, split_comparison
from .promql.errors import PromqlError
from .queries import panels_of, probe_targets
from .services.agents import agents_for_items, schedule
from .services.alert_history import record_alert_change
from .services.storage import migrate_store, promql, writer
from .store.errors import StoreUnavailable

__all__ = [
    "PromqlEngine",
    "PromqlError",
    "StoreUnavailable",
    "agents_for_items",
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

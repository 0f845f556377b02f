"""Every change of an alert goes to the store as well, where years of them stay cheap to search."""

from dataclasses import asdict
from datetime import datetime

from tongyun.kernel.contracts import Task, utc_now
from tongyun.kernel.facade import register_handler, run_later

from ..contracts import AlertChange
from . import storage

HISTORY_TASK = "telemetry.alert_history"
COLUMNS = ["at", "alert", "rule", "ci", "state", "severity", "labels", "value"]


def record_alert_change(change: AlertChange) -> None:
    """Remember a change, in the caller's transaction; it reaches the store as soon as that answers."""
    payload = asdict(change)
    payload["at"] = change.at.isoformat()
    payload["labels"] = dict(change.labels)
    run_later(HISTORY_TASK, utc_now(), payload, key=f"{change.id}:{change.state}:{payload['at']}"[:120])


def write_change(task: Task) -> None:
    """Insert one change into the store, which knows a repetition and keeps it once."""
    row = dict(task.payload)
    row["at"] = datetime.fromisoformat(row["at"])
    storage.client().insert("tongyun.alert_history", [[row[name] for name in COLUMNS]], column_names=COLUMNS)


def wire() -> None:
    """Register the writer."""
    register_handler(HISTORY_TASK, write_change, transactional=False)

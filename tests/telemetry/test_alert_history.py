"""The long history of alerts is evidence: every change, each once."""

from dataclasses import replace
from typing import Any

import pytest

from tongyun.kernel.contracts import Task, utc_now
from tongyun.kernel.services import work
from tongyun.telemetry.contracts import AlertChange
from tongyun.telemetry.facade import record_alert_change
from tongyun.telemetry.services.alert_history import HISTORY_TASK, write_change

pytestmark = pytest.mark.django_db

CHANGE = AlertChange("a-1", "f", "r", "ci-1", "firing", "critical", {"ci": "ci-1"}, 0.0, utc_now())


def test_a_change_that_is_written_again_is_kept_once(store: Any) -> None:
    record_alert_change(CHANGE)
    record_alert_change(replace(CHANGE, state="resolved"))
    tasks = [row for row in work.take() if row.handler == HISTORY_TASK]
    for row in [*tasks, *tasks]:
        write_change(Task(row.id, row.handler, row.key, row.payload, row.due_at, 1))
    found = store.query("SELECT state, count() FROM tongyun.alert_history GROUP BY state ORDER BY state")
    assert found.result_rows == [("firing", 1), ("resolved", 1)]

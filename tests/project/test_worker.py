"""The worker goes on after the database failed, and stops when told."""

import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import ScheduledTask
from tongyun.kernel.services import work
from tongyun.project.processes.worker import Worker


def fail(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """The database refuses to write."""
    if sql.startswith("UPDATE"):
        raise OperationalError("database is locked")
    return execute(sql, *rest)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_failed_once_costs_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "handlers", type(work.handlers)("handlers", key=lambda entry: entry.name))
    work.register_handler("h", lambda task: None)
    work.run_later("h", utc_now(), key="k")
    worker = Worker(2)
    with ThreadPoolExecutor(1) as pool:
        for _ in range(3):
            with connection.execute_wrapper(fail), pytest.raises(OperationalError):
                worker._take(pool)
        assert worker._take(pool) == 1
        pool.submit(connections.close_all).result()
    assert not ScheduledTask.objects.exists()


def test_sigterm_stops_it_while_it_works() -> None:
    code = (
        "import threading; from tongyun.project.processes import worker as w;"
        "worker = w.Worker(1); w._stop_when_told(worker); print('ready', flush=True); worker._stop.wait()"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.stdout.close()

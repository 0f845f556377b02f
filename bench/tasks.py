"""A million tasks wait, a hundred thousand of them due: how long a worker takes to find what is next, and to lease it.

One in ten of the tasks that are due is held by another worker already. Medians and p95 of 300 turns, after which the
tasks taken are finished as a worker does. Reach: p95 of both together at most 50 ms.

Usage: python -m bench.tasks [--quick]; on PostgreSQL: python -m tools.with_postgres python -m bench.tasks
"""

import argparse
import json
import os
import sys
import time
from statistics import median, quantiles

from bench.parts.records import own_records

TASKS, QUICK_TASKS, TURNS, AT_ONCE = 1_000_000, 100_000, 300, 4
REACH_MS = 50.0


def main() -> int:
    """Fill, measure, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="100,000 tasks")
    tasks = QUICK_TASKS if options.parse_args().quick else TASKS
    with own_records():
        return measured(tasks)


def measured(tasks: int) -> int:
    """The figures, as the last line."""
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    from tongyun.kernel.services import work  # noqa: PLC0415 - needs Django

    _fill(tasks)
    began = time.perf_counter()
    work.release_dead()
    started = time.perf_counter() - began
    looked, took, ran = [], [], 0
    for _ in range(TURNS):
        began = time.perf_counter()
        work.next_due()
        found = time.perf_counter()
        leased = work.take(AT_ONCE)
        taken = time.perf_counter()
        assert len(leased) == AT_ONCE
        looked.append((found - began) * 1000)
        took.append((taken - found) * 1000)
        ran += sum(work.run(task) for task in leased)
    both = [one + other for one, other in zip(looked, took, strict=True)]
    p95 = quantiles(both, n=20)[-1]
    result = {
        "tasks": tasks,
        "database": connection.vendor,
        "worker_start_ms": round(started * 1000, 1),
        "next_due_ms": round(median(looked), 2),
        "take_ms": round(median(took), 2),
        "both_p95_ms": round(p95, 2),
        "ran": ran,
        "load_1m": round(os.getloadavg()[0], 1),
        "ok": p95 <= REACH_MS and ran == TURNS * AT_ONCE,
    }
    print("RESULT " + json.dumps(result))
    return 0 if result["ok"] else 1


def _fill(tasks: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415 - needs Django

    from bench.parts import multiplying as many  # noqa: PLC0415 - needs Django
    from tongyun.kernel.contracts import utc_now  # noqa: PLC0415 - needs Django
    from tongyun.kernel.models import ScheduledTask  # noqa: PLC0415 - needs Django
    from tongyun.kernel.services import work  # noqa: PLC0415 - needs Django

    call_command("migrate", interactive=False, verbosity=0)
    work.register_handler("bench.nothing", lambda task: None)
    first = ScheduledTask.objects.create(handler="bench.nothing", key="0", due_at=utc_now())
    many.numbers(tasks)
    now = int(time.time())
    # A tenth was due in the last day, the others will be in the next years.
    due = f"CASE WHEN n.i %% 10 = 0 THEN {now} - n.i %% 86400 ELSE {now} + n.i * 60 END"
    columns = {"id": many.key(1, "n.i"), "key": many.padded("n.i", 9), "due_at": many.moment(f"({due})")}
    held = {"lease_until": many.moment(f"({now} + 86400)"), "lease_token": "'elsewhere.0'"}
    many.multiply(first, columns, "n.i %% 100 > 0")
    many.multiply(first, {**columns, **held}, "n.i %% 100 = 0")
    many.settle()


if __name__ == "__main__":
    sys.exit(main())

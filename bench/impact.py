"""What breaks if this goes down: both questions at depth 6 over an estate, and fifty writers on one kind of relation.

100,000 items and 500,000 relations: rooms, racks, hosts, machines, services, components, business systems, switches
with two uplinks, power by two feeds. Asked is any item, as often as there are of its kind, and each kind of hub by
itself. Then fifty threads move services between hosts. Reach: p95 of the questions 20 ms, no violation, no lost write.

Usage: python -m bench.impact [--quick]; on PostgreSQL: python -m tools.with_postgres python -m bench.impact
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

REACH_MS = 20.0
DEPTH, LIMIT = 6, 200
WRITERS, MOVES = 50, 5


def main() -> int:
    """Fill, measure, judge."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a tenth of the estate, fewer questions")
    quick = options.parse_args().quick
    home = Path(tempfile.mkdtemp(prefix="tongyun-bench-"))
    os.environ.update(TONGYUN_DATA=str(home), DJANGO_SETTINGS_MODULE="tongyun.project.settings")
    try:
        return measured(10 if quick else 1, 150 if quick else 600)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measured(divided: int, questions: int) -> int:
    """The figures, as the last line."""
    import django  # noqa: PLC0415 - the settings read the folder made above

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after Django is set up
    from django.db import connection  # noqa: PLC0415 - after Django is set up

    from bench.parts import hanging  # noqa: PLC0415 - needs Django

    call_command("migrate", verbosity=0)
    estate = hanging.fill(divided)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    times = _asked(estate, questions)
    for name, found in times.items():
        print(f"{name:28} n {len(found):4}  median {median(found):7.1f} ms   max {max(found):7.1f} ms")
    spread = [each for name, found in times.items() if name.startswith("any") for each in found]
    moves = _moved(estate)
    result = {
        "items": estate.items,
        "relations": estate.relations,
        "database": connection.vendor,
        "impact_median_ms": round(median(spread), 1),
        "impact_p95_ms": round(quantiles(spread, n=20)[-1], 1),
        "impact_max_ms": round(max(max(found) for found in times.values()), 1),
        **moves,
        "load_1m": round(os.getloadavg()[0], 1),
    }
    result["ok"] = result["impact_p95_ms"] <= REACH_MS and not moves["violations"] and not moves["lost"]
    print("RESULT " + json.dumps(result))
    return 0 if result["ok"] else 1


def _asked(estate: Any, questions: int) -> dict[str, list[float]]:
    """Milliseconds of both questions, of any item and of the hubs."""
    from tongyun.inventory.topology.impact import impact  # noqa: PLC0415 - needs Django
    from tongyun.inventory.topology.summary import summary_of  # noqa: PLC0415 - needs Django
    from tongyun.kernel.facade import acting_as, system_actor  # noqa: PLC0415 - needs Django

    dice = random.Random(7)
    some = [dice.choice(estate.ids) for _ in range(questions)]
    times: dict[str, list[float]] = {}
    with acting_as(system_actor("bench")):
        for which, ids in (("any", some), *(("hub " + name, found) for name, found in estate.hubs.items())):
            for travel in ("affected", "causes"):
                for item in ids:
                    began = time.perf_counter()
                    found = impact(item, travel, depth=DEPTH, limit=LIMIT)
                    if travel == "affected":
                        summary_of(found)
                    times.setdefault(f"{which}, {travel}", []).append((time.perf_counter() - began) * 1000)
    return times


def _moved(estate: Any) -> dict[str, Any]:
    """Fifty threads move the same five services between hosts. Each move that was acknowledged drew one edge and took
    the one before it away; what the database refused (busy for too long) its writer was told, and counts apart."""
    from django.db import connection  # noqa: PLC0415 - needs Django

    from tongyun.inventory import facade  # noqa: PLC0415 - needs Django
    from tongyun.inventory.models import ItemChange, Relation  # noqa: PLC0415 - needs Django
    from tongyun.kernel.facade import acting_as, system_actor  # noqa: PLC0415 - needs Django

    with acting_as(system_actor("bench")):
        services = [facade.create_item("nginx", f"moved-{number}", {}).id for number in range(MOVES)]
    done: list[Any] = []
    refused: list[str] = []

    def writer(number: int) -> None:
        with acting_as(system_actor("bench")):
            for turn in range(MOVES):
                service = services[(number + turn) % MOVES]
                try:
                    facade.relate("runs_on", service, estate.hosts[number], replace=True)
                    done.append(service)
                except Exception as error:  # noqa: BLE001 - counted, whatever it is
                    refused.append(repr(error))
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=writer, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    violations = lost = 0
    for service in services:
        changes = ItemChange.objects.filter(item=service, kind="relation").order_by("version")
        ends = [each.delta["@runs_on"] for each in changes]
        drawn = [new["id"] for _, new in ends if new]
        gone = [old["id"] for old, _ in ends if old]
        standing = [str(target) for target in Relation.objects.filter(source=service).values_list("target", flat=True)]
        violations += standing != drawn[-1:] or gone != drawn[:-1]
        lost += done.count(service) - len(drawn)
    if refused:
        print(f"{len(refused)} refused: {refused[0]}")
    return {
        "writers": WRITERS,
        "moves": len(done),
        "moves_per_s": round(len(done) / took),
        "refused": len(refused),
        "violations": violations,
        "lost": lost,
    }


if __name__ == "__main__":
    sys.exit(main())

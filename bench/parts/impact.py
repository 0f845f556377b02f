"""What breaks if this goes down, and what can have broken it, at depth 6; and fifty writers who move the same edges."""

import threading
import time
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from bench.inventory import middle, slowest
from tongyun.inventory import facade
from tongyun.inventory.models import Item, ItemChange, Relation
from tongyun.inventory.topology.impact import impact
from tongyun.inventory.topology.summary import summary_of
from tongyun.kernel.facade import acting_as, system_actor

if TYPE_CHECKING:
    from bench.inventory import Filled

REACH_MS = 20.0
DEPTH, LIMIT, QUESTIONS = 6, 200, 300
WRITERS, MOVES = 50, 5


def measure(found: "Filled") -> dict[str, Any]:
    """Both questions of any item, as often as there are of its type, at the length that the API gives unless asked for
    more; beside the watch, the processor's time (on PostgreSQL without the server's own)."""
    dice = Random(7)
    ids = list(Item.objects.order_by("id").values_list("id", flat=True))
    some = [dice.choice(ids) for _ in range(QUESTIONS)]
    with acting_as(system_actor("bench")):
        _ask(some[0])
        told = [_ask(each) for each in some]
        hubs = [_ask(each) for each in found.systems[:10]]
    watch = [each[0] for each in told]
    return {
        "median_ms": middle(watch),
        "p95_ms": slowest(watch),
        "cpu_median_ms": middle([each[1] for each in told]),
        "cpu_p95_ms": slowest([each[1] for each in told]),
        "systems_ms": middle([each[0] for each in hubs]),
        "cut": sum(each[2] for each in told),
        "asked": 2 * len(told),
        "ok": slowest(watch) <= REACH_MS,
    }


def _ask(item: UUID) -> tuple[float, float, int]:
    """Seconds by the watch and of the processor for the slower of the two questions, and how many answers were cut."""
    slower, cut = (0.0, 0.0), 0
    for travel in ("affected", "causes"):
        began, cpu = time.perf_counter(), time.process_time()
        found = impact(item, "affected" if travel == "affected" else "causes", depth=DEPTH, limit=LIMIT)
        if travel == "affected":
            summary_of(found)
        slower = max(slower, (time.perf_counter() - began, time.process_time() - cpu))
        cut += found.cut
    return (*slower, cut)


def movers(found: "Filled") -> dict[str, Any]:
    """Fifty threads move the same five services between hosts. Each move that was acknowledged drew one edge and took
    the one before it away; none is refused because the database was busy for too long."""
    with acting_as(system_actor("bench")):
        hosts = [facade.create_item("host", f"mover-{number}", {}).id for number in range(WRITERS)]
        services = [facade.create_item("nginx", f"moved-{number}", {}).id for number in range(MOVES)]
    done: list[UUID] = []
    refused: list[str] = []

    def writer(number: int) -> None:
        with acting_as(system_actor("bench")):
            for turn in range(MOVES):
                service = services[(number + turn) % MOVES]
                try:
                    facade.relate("runs_on", service, hosts[number], replace=True)
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
    return {
        "writers": WRITERS,
        "moves": len(done),
        "moves_per_s": round(len(done) / took),
        "refused": len(refused),
        "why": refused[0] if refused else "",
        "violations": violations,
        "lost": lost,
        "ok": not violations and not lost and not refused,
    }

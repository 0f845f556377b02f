"""The overview of the inventory in figures, found out anew each time, and a statistic of two dimensions."""

import time
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import RequestFactory

from bench.inventory import middle, slowest
from tongyun.inventory.api import statistics
from tongyun.inventory.models import Item

if TYPE_CHECKING:
    from bench.inventory import Filled

OVERVIEW_MS = 300.0
ROUNDS, PAIRS = 30, 10
IN_USE = {"lifecycle__in": "active,suspected,lost"}
#: One item in so many is retired, so that the figures are not those of the whole table.
RETIRED_ONE_IN = 200


def measure(found: "Filled") -> dict[str, Any]:
    """What is kept for five seconds in a large estate is forgotten before each round."""
    if not Item.objects.filter(lifecycle="retired").exists():
        ids = list(Item.objects.order_by("id").values_list("id", flat=True))[::RETIRED_ONE_IN]
        Item.objects.filter(id__in=ids).update(lifecycle="retired")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    overview = [_timed(statistics.overview, IN_USE) for _ in range(ROUNDS)]
    pair = {"by": "organisation,attributes.vendor", **IN_USE}
    crossed = [_timed(statistics.statistics, pair) for _ in range(PAIRS)]
    return {
        "overview_ms": middle(overview),
        "overview_p95_ms": slowest(overview),
        "two_ms": middle(crossed),
        "ok": slowest(overview) <= OVERVIEW_MS,
    }


def _timed(route: Any, asked: dict[str, str]) -> float:
    statistics._known.forget()
    request = RequestFactory().get("/", asked)
    began = time.perf_counter()
    route(request)
    return time.perf_counter() - began

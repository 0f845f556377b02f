"""The graph of a business system, and one item, as of moments all over three years."""

import time
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from bench.inventory import middle, slowest
from tongyun.inventory.models import Item, ItemChange
from tongyun.inventory.past.graphs import Graph, graph_at
from tongyun.inventory.past.items import past_of, spans_at
from tongyun.kernel.contracts import utc_now

if TYPE_CHECKING:
    from bench.inventory import Filled

GRAPH_MS = 200.0
ROUNDS, LARGE = 40, 10


def measure(found: "Filled") -> dict[str, Any]:
    """As-of graphs of the large systems and as-of items. Beside what a watch says there is the processor's time, which
    other work on the machine hardly touches (on PostgreSQL it leaves out the server's own)."""
    dice, now = Random(3), utc_now()
    graphs: list[float] = []
    busy: list[float] = []
    sizes: list[int] = []
    for turn in range(ROUNDS):
        root = Item.objects.get(id=found.systems[turn % min(LARGE, len(found.systems))])
        at = now if turn < LARGE else now - timedelta(days=dice.randint(0, 200))
        began, cpu = time.perf_counter(), time.process_time()
        graph = _graph(root, at)
        graphs.append(time.perf_counter() - began)
        busy.append(time.process_time() - cpu)
        sizes.append(len(graph.nodes))
    items: list[float] = []
    ids = list(ItemChange.objects.filter(kind="updated").values_list("item_id", flat=True)[:ROUNDS])
    for item_id in ids:
        at = now - timedelta(days=dice.randint(0, 60))
        began = time.perf_counter()
        item = Item.objects.get(id=item_id)
        past_of(item, at)
        list(spans_at(item_id, at)[:1000])
        items.append(time.perf_counter() - began)
    return {
        "graph_items": max(sizes),
        "graph_items_median": sorted(sizes)[len(sizes) // 2],
        "graph_ms": middle(graphs),
        "graph_p95_ms": slowest(graphs),
        "graph_cpu_ms": middle(busy),
        "item_ms": middle(items),
        "item_p95_ms": slowest(items),
        "ok": middle(graphs) <= GRAPH_MS,
    }


def _graph(root: Item, at: datetime) -> Graph:
    return graph_at(root, at, "causes", depth=8, limit=1_000)

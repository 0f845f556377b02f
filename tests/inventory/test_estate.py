"""An estate that was made for a benchmark is as if it had been recorded."""

from random import Random

import pytest

from bench.estate import estate as generated
from bench.estate import fill
from bench.parts.named import Named
from tongyun.inventory.models import FOREVER, Item, ItemChange, ItemValue, Relation, RelationSlot, RelationSpan
from tongyun.inventory.past.graphs import graph_at
from tongyun.inventory.past.items import past_of
from tongyun.inventory.services.items import state_of
from tongyun.inventory.services.relations import LIMITED_SIDES
from tongyun.kernel.contracts import utc_now


@pytest.mark.usefixtures("estate", "as_admin")
def test_an_estate_for_benchmarks_tells_its_own_past() -> None:
    systems = fill(600, 3_000)
    items = list(Item.objects.filter(source="import"))
    assert (len(items), Relation.objects.count()) == (600, 3_000)
    for item in Random(1).sample(items, 60):
        past = past_of(item, utc_now())
        assert past is not None
        assert (past.state, past.last.version) == (state_of(item), item.version)
        versions = ItemChange.objects.filter(item=item).order_by("version").values_list("version", "at")
        assert [version for version, _ in versions] == list(range(1, item.version + 1))
        assert [at for _, at in versions] == sorted(at for _, at in versions)
    ends = ("type_id", "source_id", "target_id")
    spans, edges = RelationSpan.objects.filter(ended_at=FOREVER), Relation.objects
    assert sorted(spans.values_list(*ends)) == sorted(edges.values_list(*ends))
    assert RelationSpan.objects.exclude(ended_at=FOREVER).exists()
    indexed = ItemValue.objects.filter(item_id__in=[item.id for item in items]).values_list("item_id", "name")
    assert {name for _, name in indexed} <= {name for item in items for name in item.attributes}
    assert indexed.exists()
    limited = [len(LIMITED_SIDES[edge.type.cardinality]) for edge in Relation.objects.select_related("type")]
    assert RelationSlot.objects.count() == sum(limited)
    graph = graph_at(Item.objects.get(id=systems[0]), utc_now(), "causes", depth=8, limit=1_000)
    assert {"business_system", "virtual_machine", "server", "rack", "room", "region"} <= {
        node.type for node in graph.nodes.values()
    }


def test_its_racks_hold_devices_that_do_not_clash_and_are_fed_by_connections() -> None:
    made = generated(2_000, 8_000)
    racks = [number for number, kind in enumerate(made.types) if kind == "rack"]
    assert {made.types[made.attributes[rack][feed].number] for rack in racks for feed in ("feed_a", "feed_b")} == {
        "power_connection"
    }
    taken: set[tuple[Named, int]] = set()
    for attributes in made.attributes:
        if "u_start" in attributes:
            units = range(attributes["u_start"], attributes["u_start"] + attributes["height_u"])
            assert taken.isdisjoint((attributes["rack"], u) for u in units)
            taken |= {(attributes["rack"], u) for u in units}
            assert max(units) <= 42
    assert {rack.number for rack, _ in taken} == set(racks)

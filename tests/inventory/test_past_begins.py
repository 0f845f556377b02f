"""What was recorded before there was time travel is told as well, and so is an estate that was made for a benchmark."""

from importlib import import_module
from random import Random
from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.models import QuerySet

from bench.estate import fill
from tongyun.inventory import facade
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import FOREVER, Item, ItemChange, ItemValue, Relation, RelationSlot, RelationSpan
from tongyun.inventory.past.graphs import graph_at
from tongyun.inventory.past.items import past_of
from tongyun.inventory.services.items import state_of
from tongyun.inventory.services.relations import LIMITED_SIDES
from tongyun.kernel.contracts import utc_now

pytestmark = pytest.mark.usefixtures("estate", "as_admin")

HEADER = ("item_id", "version", "name", "type_key", "lifecycle", "organisation_id")
SPAN = ("type_id", "source_id", "target_id", "began_at", "ended_at")


def rows(found: Any, names: tuple[str, ...]) -> list[Any]:
    return sorted(found.values_list(*names), key=repr)


def test_history_of_before_is_given_its_headers_and_times(organisation: Any) -> None:
    service = facade.create_item("nginx", "门户", {"owner": "王伟"})
    hosts = [facade.create_item("host", name, {}).id for name in ("甲", "乙")]
    for end in (*hosts, hosts[0]):
        facade.relate("runs_on", service.id, end, replace=True)
    facade.unrelate(facade.relate("depends_on", hosts[0], hosts[1]).id)
    moved = Patch(name="新门户", lifecycle="lost", organisation=organisation.id, set_organisation=True)
    facade.update_item(service.id, Item.objects.get(id=service.id).version, moved)
    headers, spans = rows(ItemChange.objects, HEADER), rows(RelationSpan.objects, SPAN)
    QuerySet(ItemChange).update(name="", type_key="", lifecycle="", organisation_id=None, decided={})
    RelationSpan.objects.all().delete()
    then = MigrationLoader(None).project_state(("inventory", "0002_time_travel")).apps
    import_module("tongyun.inventory.migrations.0003_time_travel_begins").begin(then, None)
    assert rows(ItemChange.objects, HEADER) == headers
    assert rows(RelationSpan.objects, SPAN) == spans
    now = past_of(Item.objects.get(id=service.id), utc_now())
    assert now is not None
    assert now.state == state_of(Item.objects.get(id=service.id))


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
    assert rows(RelationSpan.objects.filter(ended_at=FOREVER), ends) == rows(Relation.objects, ends)
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

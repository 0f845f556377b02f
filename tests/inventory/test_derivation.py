"""Relations that follow from an attribute: drawn, moved and removed with it, in one step (veops#389, #485)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.inventory.conftest import apply_hosts_pack, seen
from tongyun.inventory import facade
from tongyun.inventory.content import RELATIONS
from tongyun.inventory.models import Item, Relation
from tongyun.inventory.services.derivation import SWEEP, sweep
from tongyun.kernel.contracts import Conflict, Invalid, PackFile, Task, new_id, utc_now

FILE = {
    "key": "sits_in",
    "title": "位于",
    "title_en": "Sits in",
    "reverse_title": "容纳",
    "reverse_title_en": "Holds",
    "cardinality": "1-N",
    "impact": "to_source",
    "acyclic": True,
    "derive": [{"source": "host", "attribute": "location", "target": "host", "by": "@name"}],
}


@pytest.fixture(autouse=True)
def rule(db: None) -> None:
    apply_hosts_pack()
    RELATIONS.apply(file())


def file(**changes: object) -> PackFile:
    return PackFile(
        pack="test", kind="relations", id="sits_in", path="relations/sits_in.yaml", content={**FILE, **changes}, text=""
    )


def new(name: str, **attributes: object) -> UUID:
    return facade.create_item("host", name, attributes).id


def stands(item: UUID) -> list[str]:
    return [view.name for view in facade.related(item, "sits_in")]


def put(item: UUID, location: str | None) -> None:
    facade.update_item(item, Item.objects.get(id=item).version, facade.Patch(attributes={"location": location}))


def late(due_at: datetime | None = None) -> None:
    sweep(Task(new_id(), SWEEP, "sweep", {}, due_at or utc_now(), 1))


def test_an_edge_comes_moves_and_goes_with_the_attribute() -> None:
    new("机房一")
    new("机房二")
    host = new("web", location="机房一")
    assert stands(host) == ["机房一"]
    put(host, "机房二")
    assert stands(host) == ["机房二"]
    assert Relation.objects.filter(type="sits_in").count() == 1
    put(host, "没有这间")
    assert stands(host) == []
    put(host, "机房一")
    put(host, None)
    assert stands(host) == []


def test_what_a_machine_reports_draws_edges_too() -> None:
    new("机房一")
    (answer,) = facade.observe([seen("web", machine_id="m1", location="机房一")])
    assert answer.item is not None
    assert stands(answer.item.id) == ["机房一"]


def test_what_a_person_drew_stays() -> None:
    one, two = new("机房一"), new("机房二")
    host = new("web")
    facade.relate("sits_in", host, two)
    put(host, "机房一")
    assert stands(host) == ["机房二"]
    assert one


def test_a_name_of_several_names_nobody() -> None:
    new("机房一")
    new("机房一")
    assert stands(new("web", location="机房一")) == []


def test_a_refused_move_is_told_and_changes_nothing() -> None:
    room = new("机房一")
    host = new("web", location="机房一")
    with pytest.raises(Invalid) as error:
        put(room, "web")
    assert error.value.code == "relation_refused"
    assert "location" not in Item.objects.get(id=room).attributes
    assert stands(host) == ["机房一"]


def test_a_target_may_come_later() -> None:
    host = new("web", location="机房三")
    late()
    assert stands(host) == []
    new("机房三")
    late()
    assert stands(host) == ["机房三"]
    assert Relation.objects.get(type="sits_in").source_of_knowledge == "derived"


def test_the_sweep_rests_while_nothing_new_could_be_meant() -> None:
    room, host = new("机房三"), new("web")
    long_ago = utc_now() - timedelta(hours=1)
    Item.objects.filter(id=host).update(attributes={"location": "机房三"})
    Item.objects.update(updated_at=long_ago)
    late()
    assert stands(host) == []
    Item.objects.filter(id=room).update(updated_at=utc_now())
    late()
    assert stands(host) == ["机房三"]


def test_what_is_retired_may_change_and_gets_its_edge_when_it_is_back() -> None:
    def turn(lifecycle: str) -> None:
        facade.update_item(host, Item.objects.get(id=host).version, facade.Patch(lifecycle=lifecycle))

    new("机房一")
    host = new("web")
    turn("retired")
    put(host, "机房一")
    assert stands(host) == []
    turn("active")
    assert stands(host) == ["机房一"]


def test_what_came_while_no_worker_ran_is_made_up_for() -> None:
    host = new("web", location="机房三")
    new("机房三")
    hour = timedelta(hours=1)
    Item.objects.update(updated_at=utc_now() - 2 * hour)
    late()
    assert stands(host) == []
    late(due_at=utc_now() - 3 * hour)
    assert stands(host) == ["机房三"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"source": "none", "attribute": "location", "target": "host", "by": "@name"}, Invalid),
        ({"source": "host", "attribute": "none", "target": "host", "by": "@name"}, Invalid),
        ({"source": "host", "attribute": "location", "target": "host", "by": "os"}, Invalid),
    ],
)
def test_a_rule_names_what_there_is(wrong: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        RELATIONS.apply(file(derive=[wrong]))


def test_a_dictionary_of_an_edge_must_be_there() -> None:
    zone = {"type": "string", "x-title": {"zh-CN": "区域", "en-US": "Zone"}, "x-dictionary": "nowhere"}
    with pytest.raises(Invalid) as error:
        RELATIONS.apply(file(attributes={"zone": zone}))
    assert error.value.code == "unknown_dictionary"
    RELATIONS.apply(file(attributes={"zone": {**zone, "x-dictionary": "network_zone"}}))


def test_only_a_relation_with_one_target_is_derived() -> None:
    found = RELATIONS.check(file(cardinality="N-N"))
    assert ["derive" in each.message for each in found] == [True]


def test_cardinality_does_not_change_under_edges() -> None:
    new("机房一")
    new("web", location="机房一")
    with pytest.raises(Conflict):
        RELATIONS.apply(file(cardinality="N-N", derive=[]))
    RELATIONS.apply(file(needs="any"))

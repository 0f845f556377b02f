"""What breaks if this goes down, and what can have broken it: over HTTP, on the packs that the platform ships."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import Api, make_user
from tests.inventory.conftest import apply_packs
from tongyun.inventory import facade
from tongyun.inventory.contracts import Troubles, item_health
from tongyun.inventory.models import Item, ItemChange, ItemType, Relation, RelationType
from tongyun.inventory.services.edge_details import EdgeDetails, checked
from tongyun.inventory.topology.impact import impact
from tongyun.inventory.topology.reach import reach
from tongyun.inventory.topology.summary import summary_of
from tongyun.inventory.topology.ways import kinds_of_impact
from tongyun.kernel.contracts import Invalid
from tongyun.kernel.models import Organisation
from tongyun.kernel.services.access import issue_token
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

Names = dict[str, UUID]


class Ill:
    """Health as events would tell it."""

    def __init__(self) -> None:
        self.critical: set[UUID] = set()

    def troubles(self, ids: Sequence[UUID] | None = None) -> Troubles:
        return Troubles({key: ("critical", "没有响应") for key in self.critical if ids is None or key in ids})


@pytest.fixture
def health() -> Iterator[Ill]:
    before = item_health._implementation
    answer = Ill()
    item_health.register(answer)
    yield answer
    item_health._implementation = before


@pytest.fixture
def estate(db: None) -> Names:
    """A business system on an application and a cluster of three; two of the three stand in one rack."""
    apply_packs("hosts", "topology")
    for key, title in (("business_system", "业务系统"), ("contract_reference", "合同")):
        ItemType.objects.create(key=key, parent_id="item", title=title, title_en=key, pack="test")
    kinds = {
        "system": "business_system",
        "contract": "contract_reference",
        "app": "application",
        "cluster": "database",
        **dict.fromkeys(["db1", "db2", "db3"], "database"),
        **dict.fromkeys(["host0", "host1", "host2", "host3", "rackA", "rackB", "room"], "host"),
    }
    made = {name: facade.create_item(kind, name, {}).id for name, kind in kinds.items()}
    for kind, source, target in (
        ("part_of", "app", "system"),
        ("runs_on", "app", "host0"),
        ("depends_on", "app", "cluster"),
        *(("member_of", f"db{n}", "cluster") for n in (1, 2, 3)),
        *(("runs_on", f"db{n}", f"host{n}") for n in (1, 2, 3)),
        *(("located_in", name, "rackA") for name in ("host0", "host1", "host2")),
        ("located_in", "host3", "rackB"),
        ("located_in", "rackA", "room"),
        ("located_in", "rackB", "room"),
        ("covered_by", "host1", "contract"),
    ):
        facade.relate(kind, made[source], made[target])
    return made


def asked(api: Any, item: UUID, **query: Any) -> dict[str, Any]:
    answer = api.get(f"items/{item}/topology", **query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def verdicts(body: dict[str, Any]) -> dict[str, str]:
    return {node["name"]: node["verdict"] for node in body["nodes"]}


def test_one_of_three_degrades_and_takes_nothing_down(api: Any, estate: Names) -> None:
    body = asked(api, estate["host1"])
    assert verdicts(body) == {
        "host1": "start",
        "db1": "down",
        "cluster": "degraded",
        "app": "safe",
        "system": "safe",
    }
    assert body["spares"] == [
        {"item": str(estate["cluster"]), "type": "member_of", "group": "", "total": 3, "needed": 2, "standing": 3}
    ]
    assert (body["counts"]["down"], body["cut"], body["deeper"]) == (1, False, False)
    assert body["systems"] == []
    assert [each["name"] for each in body["contracts"]] == ["contract"]


def test_a_rack_takes_two_of_three_and_the_system_with_them(api: Any, estate: Names) -> None:
    body = asked(api, estate["rackA"])
    down = {name for name, verdict in verdicts(body).items() if verdict == "down"}
    assert down == {"host0", "host1", "host2", "db1", "db2", "cluster", "app", "system"}
    assert [(each["name"], each["verdict"]) for each in body["systems"]] == [("system", "down")]


def test_the_items_own_word_counts(api: Any, estate: Names) -> None:
    path = f"items/{estate['cluster']}/redundancy"
    said = api.send("PUT", path, {"type": "member_of", "needs": "3"})
    assert (said.status_code, said.json()) == (200, [{"type": "member_of", "group": "", "needs": "3"}])
    assert verdicts(asked(api, estate["host1"]))["system"] == "down"
    assert api.send("PUT", path, {"type": "member_of", "needs": None}).json() == []
    assert verdicts(asked(api, estate["host1"]))["system"] == "safe"
    refused = api.send("PUT", path, {"type": "member_of", "needs": "0"})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "/needs")
    assert api.send("PUT", path, {"type": "none", "needs": "1"}).status_code == 422


def test_what_is_down_already_leaves_less_to_lose(api: Any, estate: Names, health: Ill) -> None:
    health.critical = {estate["db3"]}
    assert verdicts(asked(api, estate["host1"]))["cluster"] == "degraded"
    body = asked(api, estate["host1"], present="true")
    assert verdicts(body)["system"] == "down"
    assert body["spares"][0]["standing"] == 2


def test_causes_tell_what_alone_can_have_broken_it(api: Any, estate: Names) -> None:
    body = asked(api, estate["system"], view="causes")
    assert verdicts(body) == {
        "system": "start",
        **dict.fromkeys(["app", "cluster", "host0", "rackA", "room"], "alone"),
        **dict.fromkeys(["db1", "db2", "db3", "host1", "host2", "host3", "rackB"], "together"),
    }
    assert next(node["name"] for node in body["nodes"]) == "system"
    assert body["systems"] == body["departments"] == []


def test_a_failing_server_strikes_up_to_its_business_system(api: Any, estate: Names, health: Ill) -> None:
    def struck() -> dict[str, str]:
        return {node["name"]: node["struck"] for node in asked(api, estate["system"], view="causes")["nodes"]}

    health.critical = {estate["host1"]}
    assert {name: how for name, how in struck().items() if how} == {"db1": "down", "cluster": "degraded"}
    health.critical = {estate["host0"]}
    assert {name: how for name, how in struck().items() if how} == {"app": "down", "system": "down"}


def test_business_systems_are_told_with_what_strikes_them(api: Any, estate: Names, health: Ill) -> None:
    def told() -> list[tuple[str, str]]:
        return [(each["name"], each["struck"]) for each in api.get("topology/systems").json()["systems"]]

    other = facade.create_item("business_system", "another", {}).id
    assert told() == [("another", ""), ("system", "")]
    health.critical = {estate["host1"]}
    assert told() == [("another", ""), ("system", "")]
    health.critical = {estate["host1"], estate["host2"]}
    assert told() == [("system", "down"), ("another", "")]
    health.critical = {other}
    assert told() == [("another", ""), ("system", "")]


def test_supports_of_one_group_stand_in_for_each_other(api: Any, estate: Names) -> None:
    one, two = (api.post("items", {"type": "redis", "name": name}).json()["id"] for name in ("r1", "r2"))
    for target in (one, two):
        edge = {"type": "depends_on", "target": target, "group": "缓存"}
        assert api.post(f"items/{estate['app']}/relations", edge).status_code == 201
    assert verdicts(asked(api, UUID(one)))["app"] == "degraded"
    (edge,) = [each for each in api.get(f"items/{one}/relations").json() if each["type"] == "depends_on"]
    changed = api.patch(f"relations/{edge['id']}", {"group": ""})
    assert (changed.status_code, changed.json()["group"]) == (200, "")
    assert verdicts(asked(api, UUID(one)))["app"] == "down"


def test_an_answer_says_where_it_ends(api: Any, estate: Names) -> None:
    near = asked(api, estate["room"], depth=2)
    assert (near["deeper"], near["cut"]) == (True, False)
    assert {node["name"] for node in near["nodes"]} == {*("room", "rackA", "rackB", "host0", "host1", "host2", "host3")}
    few = asked(api, estate["room"], limit=3)
    assert (few["cut"], [node["name"] for node in few["nodes"]]) == (True, ["room", "rackA", "rackB"])
    whole = asked(api, estate["room"], depth=16)
    assert (whole["cut"], whole["deeper"]) == (False, False)
    for wrong in ({"depth": 0}, {"depth": 17}, {"limit": 5001}, {"view": "up"}):
        assert api.get(f"items/{estate['room']}/topology", **wrong).status_code == 422
    assert api.get(f"items/{uuid4()}/topology").status_code == 404


def test_everything_around_is_drawn_once(api: Any, estate: Names) -> None:
    body = asked(api, estate["host1"], view="around", depth=1)
    assert {node["name"] for node in body["nodes"]} == {"host1", "db1", "rackA", "contract"}
    edges = {(each["type"], each["source"], each["target"]) for each in body["edges"]}
    assert len(body["edges"]) == len(edges) == 3
    assert ("covered_by", str(estate["host1"]), str(estate["contract"])) in edges


def test_retired_things_neither_fall_nor_hold(api: Any, estate: Names) -> None:
    for name in ("db2", "db3"):
        facade.update_item(estate[name], Item.objects.get(id=estate[name]).version, facade.Patch(lifecycle="retired"))
    body = asked(api, estate["host1"])
    assert verdicts(body)["system"] == "down"
    assert verdicts(asked(api, estate["rackB"])) == {"rackB": "start", "host3": "down"}


def test_a_circle_is_walked_once(api: Any, estate: Names) -> None:
    facade.relate("depends_on", estate["cluster"], estate["app"])
    body = asked(api, estate["host0"], depth=16)
    assert verdicts(body)["cluster"] == "down"
    assert len({each["id"] for each in body["edges"]}) == len(body["edges"]) == 4


def test_of_others_only_ones_own_are_told_but_all_count(organisation: Organisation, estate: Names) -> None:
    mine = Organisation.objects.create(code="mine", name="本单位", parent=organisation)
    clerk = make_user("clerk", "科员", mine, [ensure_roles()[OPERATIONS]], "organisation")
    Item.objects.filter(id__in=[estate["rackA"], estate["system"]]).update(organisation=mine)
    body = asked(Api(token=issue_token("user", "t", clerk.id)), estate["rackA"])
    assert verdicts(body) == {"rackA": "start", "system": "down"}
    assert (body["edges"], body["spares"], body["contracts"]) == ([], [], [])
    assert [(each["name"], each["down"]) for each in body["departments"]] == [("本单位", 2)]


def test_the_size_of_an_answer_does_not_change_its_number_of_questions(estate: Names) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as questions:
            summary_of(impact(estate["room"], "affected", depth=6, limit=500))
        return len(questions)

    small = cost()
    for number in range(60):
        facade.relate("located_in", facade.create_item("host", f"x{number}", {}).id, estate["rackB"])
    assert cost() == small
    assert len(impact(estate["room"], "affected", depth=6, limit=500).nodes) > 60


def test_an_edge_says_what_its_kind_allows(api: Any, estate: Names) -> None:
    path = f"items/{estate['host0']}/relations"
    edge = {
        "type": "powered_by",
        "target": str(estate["rackB"]),
        "attributes": {"feed": "A"},
        "description": "列头柜 1",
    }
    made = api.post(path, edge)
    assert (made.status_code, made.json()["attributes"], made.json()["description"]) == (201, {"feed": "A"}, "列头柜 1")
    wrong = api.patch(f"relations/{made.json()['id']}", {"attributes": {"feed": "C"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "/attributes/feed")
    assert api.patch(f"relations/{made.json()['id']}", {"attributes": {"colour": "red"}}).status_code == 422
    assert api.patch(f"relations/{made.json()['id']}", {"attributes": {"feed": "B"}}).status_code == 200
    change = ItemChange.objects.filter(item=estate["host0"], kind="relation").order_by("-version")[0]
    before, after = change.delta["@powered_by"]
    assert (before["attributes"], after["attributes"], after["name"]) == ({"feed": "A"}, {"feed": "B"}, "rackB")
    huge = api.patch(f"relations/{made.json()['id']}", {"attributes": {"feed": "x" * 20_000}})
    assert (huge.status_code, huge.json()["errors"][0]["path"]) == (422, "/attributes")


def test_a_new_item_comes_with_all_that_its_edges_say(api: Any, estate: Names) -> None:
    edge = {"type": "powered_by", "target": str(estate["rackB"]), "attributes": {"feed": "A"}, "group": "双路"}
    made = api.post("items", {"type": "host", "name": "host9", "relations": [edge]})
    assert made.status_code == 201, made.content
    (told,) = api.get(f"items/{made.json()['id']}/relations").json()
    assert (told["attributes"], told["group"]) == ({"feed": "A"}, "双路")
    wrong = api.post("items", {"type": "host", "name": "host8", "relations": [{**edge, "attributes": {"feed": "C"}}]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_relation")


@pytest.mark.parametrize(
    ("details", "path"),
    [
        (EdgeDetails(attributes={"rate": float("1e400")}), "/attributes"),
        (EdgeDetails(attributes={"rate": 1, "note": "a\x00"}), "/attributes"),
        (EdgeDetails(description="\ud800"), "/description"),
        (EdgeDetails(group="a\x00"), "/group"),
    ],
)
def test_what_no_database_keeps_is_refused_of_edges(details: EdgeDetails, path: str) -> None:
    properties = {"rate": {"type": "number"}, "note": {"type": "string"}}
    with pytest.raises(Invalid) as error:
        checked(RelationType(title="接入", schema={"type": "object", "properties": properties}), details)
    assert [each.path for each in error.value.fields] == [path]


def test_kinds_of_relation_are_told(api: Any, estate: Names) -> None:
    kinds = {each["key"]: each for each in api.get("relation-types").json()}
    assert (kinds["member_of"]["needs"], kinds["member_of"]["impact"]) == ("majority", "to_target")
    assert kinds["powered_by"]["schema"]["properties"]["feed"]["enum"] == ["A", "B"]
    assert kinds["depends_on"]["description_en"]


def test_a_hub_costs_no_more_than_its_answer(estate: Names, django_assert_max_num_queries: Any) -> None:
    hosts = Item.objects.bulk_create(Item(type_id="host", name=f"h{n}", source="person") for n in range(400))
    Relation.objects.bulk_create(
        Relation(type_id="located_in", source=item, target_id=estate["room"], source_of_knowledge="person")
        for item in hosts
    )
    with django_assert_max_num_queries(2):
        found = reach(kinds_of_impact(), [estate["room"]], "affected", 6, 50)
    assert found.cut
    assert len(found.depths) <= 51

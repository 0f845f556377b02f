"""Items and graphs as of any moment, and what became different between two (CD-O-03)."""

import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Api, make_user
from tests.inventory.conftest import host, listening
from tongyun.inventory import facade
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import ChangeBatch, Item, ItemChange, RelationSpan
from tongyun.inventory.services.occasions import moment
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import Organisation
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.usefixtures("estate", "as_admin")


def now() -> datetime:
    """This moment, and no later change has the same."""
    time.sleep(0.002)
    at = moment()
    time.sleep(0.002)
    return at


def version(item_id: UUID) -> int:
    return Item.objects.get(id=item_id).version


def as_of(api: Any, item_id: UUID, at: datetime) -> Any:
    return api.get(f"items/{item_id}/as-of", as_of=at.isoformat())


def names(graph: Any) -> set[str]:
    return {node["name"] for node in graph["nodes"]}


def test_an_item_is_told_as_it_was(api: Any) -> None:
    before = now()
    item = facade.create_item("nginx", "门户", {"owner": "王伟", "port": 80})
    one, two = facade.create_item("host", "甲", {}), facade.create_item("host", "乙", {})
    facade.relate("runs_on", item.id, one.id)
    then = now()
    facade.update_item(item.id, version(item.id), Patch(attributes={"owner": "李娜", "port": None}, name="门户网站"))
    facade.relate("runs_on", item.id, two.id, replace=True)
    facade.update_item(one.id, version(one.id), Patch(name="旧主机"))
    past = as_of(api, item.id, then).json()
    assert (past["name"], past["attributes"]) == ("门户", {"owner": "王伟", "port": 80})
    assert [(each["title"], each["item"]["name"]) for each in past["relations"]] == [("运行于", "甲")]
    assert past["relations"][0]["until"] is not None
    present = as_of(api, item.id, now()).json()
    assert (present["name"], present["attributes"]) == ("门户网站", {"owner": "李娜"})
    assert [each["item"]["name"] for each in present["relations"]] == ["乙"]
    unknown = as_of(api, item.id, before)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_yet")


def test_the_moment_the_api_tells_shows_the_change(api: Any) -> None:
    item = facade.create_item("host", "甲", {"owner": "王伟"})
    facade.update_item(item.id, 1, Patch(attributes={"owner": "李娜"}))
    newest = api.get(f"items/{item.id}/history").json()["items"][0]
    assert api.get(f"items/{item.id}/as-of", as_of=newest["at"]).json()["attributes"] == {"owner": "李娜"}
    told = api.get(f"items/{item.id}/moments").json()
    assert told["moments"][0]["at"] == newest["at"]
    service = facade.create_item("nginx", "门户", {})
    facade.relate("runs_on", service.id, item.id)
    tied = api.get(f"items/{service.id}/history").json()["items"][0]["at"]
    assert api.get(f"items/{item.id}/moments").json()["moments"][0]["at"] == tied
    around = api.get(f"items/{item.id}/moments", travel="affected").json()["moments"]
    assert {tied, newest["at"]} <= {each["at"] for each in around}


def test_a_move_is_never_seen_half_done(api: Any) -> None:
    service = facade.create_item("nginx", "门户", {})
    ends = [facade.create_item("host", name, {}).id for name in ("甲", "乙", "丙")]
    for end in ends:
        facade.relate("runs_on", service.id, end, replace=True)
    for change in ItemChange.objects.filter(item_id=service.id, kind="relation"):
        assert len(as_of(api, service.id, change.at).json()["relations"]) == 1


def test_what_a_machine_saw_and_what_a_person_decided_have_a_past(api: Any) -> None:
    machine = facade.observe_host(host(cpu_cores=4))
    facade.update_item(machine.id, 1, Patch(attributes={"cpu_cores": 8}))
    decided = now()
    facade.update_item(machine.id, 2, Patch(attributes={"cpu_cores": None}))
    facade.observe_host(host(cpu_cores=4))
    past = as_of(api, machine.id, decided).json()
    assert (past["attributes"]["cpu_cores"], past["manual_attributes"]) == (8, ["cpu_cores"])
    assert as_of(api, machine.id, now()).json()["manual_attributes"] == []
    kinds = [batch.kind for batch in ChangeBatch.objects.order_by("id")]
    assert kinds == ["observation", "edit", "edit", "observation"]


def test_what_an_item_says_it_needs_has_a_past(api: Any) -> None:
    item = facade.create_item("application", "系统", {}).id

    def say(needs: str | None, group: str = "") -> datetime:
        body = {"type": "depends_on", "group": group, "needs": needs}
        assert api.send("PUT", f"items/{item}/redundancy", body).status_code == 200
        return now()

    def said(at: datetime) -> list[tuple[str, str]]:
        return [(each["group"], each["needs"]) for each in as_of(api, item, at).json()["redundancy"]]

    silent, two, any_, both, only = now(), say("2"), say("any"), say("50%", "缓存"), say(None)
    assert [said(at) for at in (silent, two, any_)] == [[], [("", "2")], [("", "any")]]
    assert [said(at) for at in (both, only)] == [[("", "any"), ("缓存", "50%")], [("缓存", "50%")]]
    assert said(now()) == [("缓存", "50%")]
    newest = api.get(f"items/{item}/history").json()["items"][0]
    assert (newest["kind"], newest["delta"]) == ("updated", {"@needs/depends_on": ["any", None]})
    became = api.get(f"items/{item}/difference", since=two.isoformat(), until=both.isoformat()).json()
    assert became["delta"] == {"@needs/depends_on": ["2", "any"], "@needs/depends_on/缓存": [None, "50%"]}
    say(None)
    assert version(item) == 5


def test_a_decision_alone_is_recorded() -> None:
    item = facade.create_item("host", "甲", {})
    facade.update_item(item.id, 1, Patch(lifecycle="lost"))
    facade.update_item(item.id, 2, Patch(manual_lifecycle=False))
    newest = ItemChange.objects.get(item_id=item.id, version=3)
    assert (newest.delta, newest.decided, newest.kind) == ({}, {"manual_lifecycle": [True, False]}, "lifecycle")


def system() -> dict[str, UUID]:
    """A business system of two parts on one machine."""
    made = {name: facade.create_item(kind, name, {}).id for name, kind in
            (("系统", "application"), ("前端", "nginx"), ("数据库", "postgresql"), ("主机", "host"))}  # fmt: skip
    facade.relate("part_of", made["前端"], made["系统"])
    facade.relate("depends_on", made["前端"], made["数据库"])
    for part in ("前端", "数据库"):
        facade.relate("runs_on", made[part], made["主机"])
    return made


def test_a_graph_is_told_as_it_was(api: Any) -> None:
    made = system()
    then = now()
    spare = facade.create_item("host", "新主机", {}).id
    facade.relate("runs_on", made["数据库"], spare, replace=True)
    facade.update_item(made["前端"], version(made["前端"]), Patch(name="前端 2"))

    def graph(**query: Any) -> Any:
        return api.get(f"items/{made['系统']}/graph", **query).json()

    past, present = graph(as_of=then.isoformat()), graph()
    assert names(past) == {"系统", "前端", "数据库", "主机"}
    assert names(present) == {"系统", "前端 2", "数据库", "主机", "新主机"}
    assert {node["name"]: node["depth"] for node in past["nodes"]} == {"系统": 0, "前端": 1, "数据库": 2, "主机": 2}
    assert len(past["edges"]) == 4
    assert past["relation_titles"]["runs_on"] == ["运行于", "Runs on"]
    assert names(api.get(f"items/{made['主机']}/graph", travel="affected").json()) == {"主机", "前端 2", "系统"}
    became = api.get(f"items/{made['系统']}/graph/difference", since=then.isoformat()).json()
    assert became["added"] == [str(spare)]
    assert became["removed"] == []
    assert set(became["changed"]) == {str(made["前端"]), str(made["数据库"])}
    assert [(edge["source"], edge["target"]) for edge in became["cleared"]] == [
        (str(made["数据库"]), str(made["主机"]))
    ]
    assert [edge["target"] for edge in became["drawn"]] == [str(spare)]


def test_a_graph_says_what_it_leaves_out(api: Any) -> None:
    made = system()
    for asked, cut, deeper in (({"depth": 1}, False, True), ({"limit": 2}, True, False), ({}, False, False)):
        graph = api.get(f"items/{made['系统']}/graph", **asked).json()
        assert (graph["cut"], graph["deeper"]) == (cut, deeper), asked
    assert api.get(f"items/{made['系统']}/graph", depth=99).status_code == 422


def test_a_graph_asks_a_bounded_number_of_questions(api: Any, django_assert_max_num_queries: Any) -> None:
    root = facade.create_item("application", "系统", {}).id
    for number in range(30):
        facade.relate("part_of", facade.create_item("nginx", f"n{number}", {}).id, root)
    with django_assert_max_num_queries(20):
        assert len(api.get(f"items/{root}/graph").json()["nodes"]) == 31


def test_what_became_different_of_an_item(api: Any, organisation: Organisation) -> None:
    item = facade.create_item("nginx", "门户", {"owner": "王伟", "port": 80, "phone": "13800001111"})
    end = facade.create_item("host", "甲", {}).id
    since = now()
    patch = Patch(
        attributes={"owner": "李娜", "phone": "13900002222"}, organisation=organisation.id, set_organisation=True
    )
    facade.update_item(item.id, 1, patch)
    facade.relate("runs_on", item.id, end)
    became = api.get(f"items/{item.id}/difference", since=since.isoformat()).json()
    assert became["delta"]["owner"] == ["王伟", "李娜"]
    assert became["delta"]["phone"] == ["138****1111", "139****2222"]
    assert became["delta"]["@organisation"][1]["name"] == organisation.name
    assert [each["item"]["name"] for each in became["drawn"]] == ["甲"]
    assert became["removed"] == []
    later, sooner = utc_now(), since - timedelta(days=1)
    wrong = api.get(f"items/{item.id}/difference", since=later.isoformat(), until=sooner.isoformat())
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_span")


def test_the_past_is_told_only_to_whom_the_present_is(api: Any, organisation: Organisation) -> None:
    unit = Organisation.objects.create(code="mine", name="本单位", parent=organisation)
    made = system()
    secret, shown = made["数据库"], made["前端"]
    Item.objects.exclude(id=secret).update(organisation=unit)
    clerk = Api(make_user("clerk", "科员", unit, [ensure_roles()[OPERATIONS]], "below"))
    at = now().isoformat()
    assert clerk.get(f"items/{secret}/as-of", as_of=at).status_code == 404
    assert {each["type"] for each in clerk.get(f"items/{shown}/as-of", as_of=at).json()["relations"]} == {
        "part_of",
        "runs_on",
    }
    assert "数据库" not in names(clerk.get(f"items/{made['系统']}/graph").json())
    assert "数据库" not in clerk.get("changes").content.decode()
    told = clerk.get("change-batches").json()
    assert told["total"] == ChangeBatch.objects.exclude(changes__item_id=secret).distinct().count()


def test_history_is_neither_deleted_nor_changed() -> None:
    facade.create_item("host", "甲", {})
    change = ItemChange.objects.get()
    for attempt in (
        change.delete,
        ItemChange.objects.all().delete,
        ChangeBatch.objects.all().delete,
        lambda: ItemChange.objects.update(name="x"),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert not RelationSpan.objects.exists()


def test_a_batch_is_listed_with_its_changes(api: Any) -> None:
    machine = facade.observe_host(host())
    facade.observe_services(machine.id, [listening("nginx", 80)])
    batches = api.get("change-batches", kind="observation").json()["items"]
    assert [(each["changes"], each["items"]) for each in batches] == [(2, 1), (1, 1)]
    told = api.get("changes", batch=batches[0]["id"]).json()["items"]
    assert {row["kind"] for row in told} == {"created", "relation"}

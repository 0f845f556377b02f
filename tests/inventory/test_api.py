"""The inventory over HTTP."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.inventory.conftest import host, listening, seen
from tongyun.inventory import facade, queries
from tongyun.inventory.contracts import Troubles, item_health
from tongyun.inventory.services.observation import observe
from tongyun.kernel.models import User

pytestmark = pytest.mark.usefixtures("estate")


class Sick:
    """Health as events would tell it: a fixed few are ill. Counts how often it is asked."""

    def __init__(self) -> None:
        self.ill: dict[UUID, tuple[str, str]] = {}
        self.asked = 0

    def troubles(self, ids: Sequence[UUID] | None = None) -> Troubles:
        self.asked += 1
        return Troubles({key: how for key, how in self.ill.items() if ids is None or key in ids})


@pytest.fixture
def health() -> Iterator[Sick]:
    before = item_health._implementation
    answer = Sick()
    item_health.register(answer)
    yield answer
    item_health._implementation = before


def test_types_come_merged_with_what_they_inherit(api: Any) -> None:
    types = {entry["key"]: entry for entry in api.get("item-types").json()}
    nginx = api.get("item-types/nginx").json()
    assert nginx["lineage"] == ["nginx", "web_server", "service", "item"]
    assert {"owner", "port", "site_url"} <= nginx["schema"]["properties"].keys()
    assert nginx["schema"]["properties"]["owner"]["x-title"] == {"zh-CN": "责任人", "en-US": "Owner"}
    assert nginx["list_columns"] == types["service"]["list_columns"]
    assert api.get("item-types/host").json()["identity"][0] == ["machine_id"]
    assert api.get("item-types/none").status_code == 404


def test_a_value_without_end_is_refused_before_it_is_looked_at(api: Any) -> None:
    deep = b'{"type": "host", "name": "x", "attributes": {"notes": ' + b"[" * 600 + b"]" * 600 + b"}}"
    answer = api.client.post("/api/v1/items", deep, content_type="application/json", headers=api.headers)
    assert answer.status_code == 400


def test_an_item_is_made_changed_and_read(api: Any) -> None:
    made = api.post("items", {"type": "host", "name": "db01", "attributes": {"cpu_cores": 2}})
    assert made.status_code == 201
    item = made.json()
    assert (item["type_title"], item["health"], item["version"]) == ("主机", "unknown", 1)
    changed = api.patch(f"items/{item['id']}", {"version": 1, "attributes": {"cpu_cores": 4}})
    assert (changed.json()["version"], changed.json()["manual_attributes"]) == (2, ["@name", "@type", "cpu_cores"])
    stale = api.patch(f"items/{item['id']}", {"version": 1, "name": "x"})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    wrong = api.patch(f"items/{item['id']}", {"version": 2, "attributes": {"cpu_cores": "x"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "/attributes/cpu_cores")
    assert api.patch(f"items/{item['id']}", {"version": 2, "colour": 1}).status_code == 422
    history = api.get(f"items/{item['id']}/history").json()
    assert [(row["kind"], row["actor_name"]) for row in history["items"]] == [
        ("updated", "管理员"),
        ("created", "管理员"),
    ]
    assert api.get(f"items/{uuid4()}").status_code == 404


def test_an_organisation_that_does_not_exist_is_named(api: Any) -> None:
    nowhere = {"organisation": "01890000-0000-7000-8000-000000000000"}
    refused = api.post("items", {"type": "host", "name": "db02", **nowhere})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "/organisation")
    made = api.post("items", {"type": "host", "name": "db02"}).json()
    moved = api.patch(f"items/{made['id']}", {"version": 1, **nowhere})
    assert (moved.status_code, moved.json()["errors"][0]["path"]) == (422, "/organisation")


def test_lists_filter_by_type_with_subtypes_health_and_word(
    api: Any, health: Sick, django_assert_max_num_queries: Any
) -> None:
    machine = facade.observe_host(host())
    facade.observe_services(machine.id, [listening("nginx", 80), listening("redis-server", 6379)])
    nginx = facade.items_of_type("nginx")[0]
    health.ill[nginx.id] = ("critical", "没有响应")

    def names(**query: str) -> list[str]:
        return [row["name"] for row in api.get("items", **query).json()["items"]]

    assert names() == ["nginx:80@web01", "redis:6379@web01", "web01"]
    assert health.asked == 1
    assert names(type="service") == ["nginx:80@web01", "redis:6379@web01"]
    assert names(type__in="cache,host") == ["redis:6379@web01", "web01"]
    assert names(type="none") == []
    assert names(q="WEB01 nginx") == ["nginx:80@web01"]
    assert names(health="critical") == ["nginx:80@web01"]
    assert names(health__in="ok", type="service") == ["redis:6379@web01"]
    assert names(lifecycle="lost") == []
    assert names(updated_at__gte="2099-01-01T00:00:00Z") == []
    assert api.get("items", health="fine").status_code == 422
    assert api.get("items", colour="red").status_code == 422
    ill = api.get(f"items/{nginx.id}").json()
    assert (ill["health"], ill["health_reason"]) == ("critical", "没有响应")


def test_a_page_of_items_asks_a_bounded_number_of_questions(api: Any, django_assert_max_num_queries: Any) -> None:
    observe([seen(f"h{number}", machine_id=f"m{number}") for number in range(60)])
    with django_assert_max_num_queries(12):
        first = api.get("items", limit=50).json()
    rest = api.get("items", limit=50, cursor=first["next"]).json()
    assert (len(first["items"]), len(rest["items"]), first["total"], rest["next"]) == (50, 10, 60, None)


def test_the_estate_is_counted_by_type(api: Any, health: Sick) -> None:
    machine = facade.observe_host(host())
    facade.observe_services(machine.id, [listening("nginx", 80), listening("nginx", 81)])
    health.ill[facade.items_of_type("nginx")[0].id] = ("warning", "")
    body = api.get("estate/health").json()
    counts = {row["type"]: row for row in body["by_type"]}
    assert (body["total"], body["ok"], body["warning"], body["unknown"]) == (3, 2, 1, 0)
    assert (counts["nginx"]["total"], counts["nginx"]["ok"], counts["nginx"]["title"]) == (2, 1, "Nginx")


@pytest.mark.parametrize("ask", ["estate/health", "items?health=ok"])
def test_health_costs_the_same_however_large_the_estate(api: Any, health: Sick, monkeypatch: Any, ask: str) -> None:
    monkeypatch.setattr(queries, "CHUNK", 5)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert api.get(ask).status_code == 200
        return len(asked)

    def more(start: int) -> None:
        for found in observe([seen(f"h{number}", machine_id=f"m{number}") for number in range(start, start + 20)]):
            assert found.item is not None
            health.ill[found.item.id] = ("critical", "没有响应")

    more(0)
    cost()  # what is known for a while is read now
    once = cost()
    more(20)
    assert cost() == once
    assert api.get("estate/health").json()["critical"] == 40


def test_relations_are_told_from_both_ends(api: Any) -> None:
    machine = facade.observe_host(host())
    service = api.post("items", {"type": "redis", "name": "r"}).json()["id"]
    made = api.post(f"items/{service}/relations", {"type": "runs_on", "target": str(machine.id)})
    assert made.status_code == 201
    assert (made.json()["title"], made.json()["item"]["name"]) == ("运行于", "web01")
    (back,) = api.get(f"items/{machine.id}/relations").json()
    assert (back["direction"], back["title"], back["item"]["name"]) == ("in", "承载", "r")
    told = api.get(f"items/{machine.id}/history").json()["items"]
    assert [(row["item_name"], row["type"]) for row in told if row["kind"] == "relation"] == [("r", "redis")]
    assert api.delete(f"relations/{back['id']}").status_code == 204
    assert api.delete(f"relations/{back['id']}").status_code == 404


def test_the_review_queue_is_read_and_closed(api: Any) -> None:
    observe([seen("nameless")])
    (case,) = api.get("review-cases", open="true").json()["items"]
    assert case["reason_title"] == "不符合模型"
    closed = api.post(f"review-cases/{case['id']}/close").json()
    assert closed["closed_by"] == "管理员"
    assert api.get("review-cases", open="true").json()["items"] == []


def test_search_finds_names_host_names_and_addresses(api: Any) -> None:
    facade.observe_host(host())
    for words in ("web01", "10.1.0", "WEB 10.1"):
        (hit,) = [hit for hit in api.get("search", q=words).json() if hit["kind"] == "item"]
        assert (hit["kind"], hit["title"], hit["subtitle"]) == ("item", "web01", "主机 · 10.1.0.5")
    assert api.get("search", q="nothing").json() == []


@pytest.mark.parametrize("path", ["item-types", "items", "estate/health", "review-cases"])
def test_permission_is_needed(path: str, anonymous: Any, nobody: User) -> None:
    assert anonymous.get(path).status_code == 401
    assert type(anonymous)(nobody).get(path).status_code == 403

"""What only one item may have, what lists filter by, and what the platform works out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from tests.conftest import Api, make_user
from tests.inventory.test_types import attribute, put
from tongyun.inventory import facade
from tongyun.inventory.content.types import check
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import Item, ItemUnique, ItemValue
from tongyun.kernel.contracts import Actor, Conflict, Invalid, PackFile, utc_now
from tongyun.kernel.contracts.business_time import CHINA
from tongyun.kernel.facade import acting_as
from tongyun.kernel.models import Organisation
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.usefixtures("estate", "as_admin")

SLOT = {
    "rack": attribute(),
    "unit": attribute(type="integer"),
    "code": attribute(**{"x-index": True}),
    "vendor": attribute(**{"x-index": True}),
    "power": attribute(type="number", **{"x-index": True}),
    "bought": attribute(format="date", **{"x-index": True}),
    "checked": attribute(type="boolean", **{"x-index": True}),
    "addresses": attribute(type="array", items={"type": "string"}, **{"x-index": True}),
    "quiet": attribute(),
}


@pytest.fixture(autouse=True)
def slot(estate: None) -> None:
    put("slot", SLOT, parent="item", unique=[{"by": ["rack", "unit"], "among": "in_use"}, {"by": ["code"]}])
    put("small_slot", {}, parent="slot")


def new(name: str, kind: str = "slot", **attributes: Any) -> Item:
    return facade.create_item(kind, name, attributes)


def names(api: Api, **query: str) -> list[str]:
    answer = api.get("items", **{key.replace("__dot__", "."): value for key, value in query.items()})
    assert answer.status_code == 200, answer.json()
    return [row["name"] for row in answer.json()["items"]]


def test_values_together_may_be_there_once_over_all_subtypes() -> None:
    new("a", rack="R1", unit=1)
    new("b", rack="R1", unit=2)
    new("no unit", rack="R1")
    new("no unit either", rack="R1")
    with pytest.raises(Conflict) as error:
        new("c", "small_slot", rack=" r1 ", unit=1)
    assert error.value.code == "not_unique"
    assert "“a”" in error.value.detail
    assert [field.path for field in error.value.fields] == ["/attributes/rack", "/attributes/unit"]
    assert Item.objects.filter(type__in=["slot", "small_slot"]).count() == 4


def test_what_is_retired_makes_room_where_the_rule_says_so() -> None:
    old = new("old", rack="R1", unit=1, code="ZC-1")
    facade.update_item(old.id, 1, Patch(lifecycle="retired"))
    fresh = new("new", rack="R1", unit=1)
    with pytest.raises(Conflict):
        new("again", code="zc-1")
    with pytest.raises(Conflict):
        facade.update_item(old.id, 2, Patch(lifecycle="active"))
    assert Item.objects.get(id=old.id).lifecycle == "retired"
    moved = facade.update_item(fresh.id, 1, Patch(attributes={"unit": 2}))
    facade.update_item(old.id, 2, Patch(lifecycle="active"))
    assert ItemUnique.objects.filter(item=moved).count() == 1


def test_the_owner_is_not_named_to_who_does_not_see_it(organisation: Organisation) -> None:
    elsewhere = Organisation.objects.create(code="b", name="市公安局")
    facade.create_item("slot", "机密", {"code": "ZC-1"}, elsewhere.id)
    clerk = make_user("clerk", "办事员", organisation, [ensure_roles()[OPERATIONS]], "organisation")
    with acting_as(Actor("user", str(clerk.id), clerk.name)), pytest.raises(Conflict) as error:
        facade.create_item("slot", "x", {"code": "ZC-1"}, organisation.id)
    assert "机密" not in f"{error.value.detail}{error.value.fields}"


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_make_one(admin: Any) -> None:
    if connection.vendor == "sqlite":
        return  # one writer at a time there

    def write(number: int) -> bool:
        try:
            with acting_as(Actor("user", str(admin.id), admin.name)):
                new(f"n{number}", code="ZC-1")
        except Conflict:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(24))) == 1


def test_lists_filter_by_indexed_attributes_in_their_own_kind(api: Api) -> None:
    new("a", vendor="华为 技术", power=9.5, bought="2026-03-01", checked=True, addresses=["10.0.0.1", "10.0.0.2"])
    new("b", vendor="H3C", power=10, bought="2026-02-01", checked=False, addresses=["10.0.0.3"])
    new("c", "small_slot", vendor="h3c", power=110)
    for query, expected in (
        ({"attributes.vendor": "H3C"}, ["b", "c"]),
        ({"attributes.vendor": "华为  技术"}, ["a"]),
        ({"attributes.vendor__not": "h3c"}, ["a"]),
        ({"attributes.vendor__in": "华为 技术,H3C", "attributes.power__gte": "10"}, ["b", "c"]),
        ({"attributes.vendor__contains": "3C"}, ["b", "c"]),
        ({"attributes.power__lt": "10"}, ["a"]),
        ({"attributes.power": "110.0"}, ["c"]),
        ({"attributes.bought__gte": "2026-02-02"}, ["a"]),
        ({"attributes.bought__lt": "2026-03-01T00:00"}, ["b"]),
        ({"attributes.bought__null": "true"}, ["c"]),
        ({"attributes.bought": "null"}, ["c"]),
        ({"attributes.checked": "true"}, ["a"]),
        ({"attributes.addresses": "10.0.0.2"}, ["a"]),
        ({"attributes.addresses__starts": "10.0.0."}, ["a", "b"]),
    ):
        assert names(api, type="slot", **query) == expected, query


def test_rows_follow_the_item(api: Api) -> None:
    item = new("a", vendor="H3C", addresses=["10.0.0.1"])
    facade.update_item(item.id, 1, Patch(attributes={"vendor": "华为", "addresses": ["10.0.0.1", "10.0.0.9"]}))
    assert names(api, **{"attributes.vendor": "h3c"}) == []
    assert names(api, **{"attributes.addresses": "10.0.0.9"}) == ["a"]
    facade.update_item(item.id, 2, Patch(type="host", drop=("vendor_",), attributes={"addresses": ["10.0.0.9"]}))
    assert set(ItemValue.objects.values_list("name", "text")) == {("vendor", "华为"), ("addresses", "10.0.0.9")}


@pytest.mark.parametrize(
    ("parameter", "value", "status"),
    [
        ("attributes.quiet", "x", 422),
        ("attributes.ghost", "x", 422),
        ("attributes.vendor__gte", "x", 422),
        ("attributes.power", "many", 422),
        ("attributes.bought__gte", "soon", 422),
        ("attributes.checked", "perhaps", 422),
        ("attributes.", "x", 422),
        ("attributes.vendor__in", ",".join("x" * 201), 422),
        ("attributes.vendor__", "x", 422),
    ],
)
def test_other_filters_are_refused(api: Api, parameter: str, value: str, status: int) -> None:
    answer = api.get("items", type="slot", **{parameter: value})
    assert answer.status_code == status, answer.json()
    assert answer.json()["errors"]


def test_a_hidden_attribute_cannot_be_guessed_by_filtering(api: Api, organisation: Organisation) -> None:
    role = ensure_roles()[OPERATIONS]
    role.hidden = {"item": ["attributes.vendor"]}
    role.save()
    curious = Api(make_user("curious", "好奇", organisation, [role]))
    new("a", vendor="H3C")
    assert curious.get("items", type="slot", **{"attributes.vendor": "H3C"}).status_code == 422


def test_indexing_an_attribute_takes_in_what_is_there(api: Api) -> None:
    new("a", quiet="静")
    put("slot", {**SLOT, "quiet": attribute(**{"x-index": True})}, parent="item")
    assert names(api, **{"attributes.quiet": "静"}) == ["a"]
    put("slot", SLOT, parent="item")
    assert not ItemValue.objects.filter(name="quiet").exists()


def test_a_unique_rule_is_refused_while_items_break_it() -> None:
    new("a", quiet="x")
    new("b", "small_slot", quiet="X")
    with pytest.raises(Conflict) as error:
        put("slot", SLOT, parent="item", unique=[{"by": ["quiet"]}])
    assert error.value.code == "type_would_break"
    assert "1 个配置项重复" in error.value.detail
    facade.update_item(Item.objects.get(name="b").id, 1, Patch(attributes={"quiet": "y"}))
    put("slot", SLOT, parent="item", unique=[{"by": ["quiet"]}])
    with pytest.raises(Conflict):
        new("c", quiet="y")
    new("d", rack="R1", unit=1)
    new("e", rack="R1", unit=1)


COMPUTED = {
    "total": attribute(type="number"),
    "used": attribute(type="number"),
    "until": attribute(format="date"),
    "free": attribute(type="integer", **{"x-computed": "total - used"}),
    "share": attribute(type="number", **{"x-computed": "used / total * 100", "x-index": True}),
    "full": attribute(type="boolean", **{"x-computed": "used >= total"}),
    "left": attribute(type="integer", **{"x-computed": "days.until - days.today"}),
}


def test_computed_attributes_are_read_and_never_written(api: Api) -> None:
    put("pool", COMPUTED, parent="item")
    day = utc_now().astimezone(CHINA).date() + timedelta(days=10)
    item = new("p", "pool", total=3, used=1, until=day.isoformat())
    shown = api.get(f"items/{item.id}").json()["attributes"]
    assert {name: shown[name] for name in ("free", "share", "full", "left")} == {
        "free": 2,
        "share": 33.3333,
        "full": False,
        "left": 10,
    }
    assert "free" not in Item.objects.get(id=item.id).attributes
    with pytest.raises(Invalid) as error:
        new("q", "pool", free=1)
    assert error.value.fields[0].path == "/attributes/free"
    assert names(api, **{"attributes.share__gt": "33"}) == ["p"]
    facade.update_item(item.id, 1, Patch(attributes={"used": 0}))
    assert names(api, **{"attributes.share__gt": "33"}) == []
    facade.update_item(item.id, 2, Patch(attributes={"total": None}))
    assert not {"free", "share", "full"} & api.get(f"items/{item.id}").json()["attributes"].keys()
    facade.update_item(item.id, 3, Patch(attributes={"total": 0}))
    assert "share" not in api.get(f"items/{item.id}").json()["attributes"]


def test_a_computed_attribute_tells_nothing_of_a_hidden_one(organisation: Organisation) -> None:
    put("pool", COMPUTED, parent="item")
    item = new("p", "pool", total=3, used=1)
    role = ensure_roles()[OPERATIONS]
    role.hidden = {"item": ["attributes.used"]}
    role.save()
    curious = Api(make_user("curious", "好奇", organisation, [role]))
    assert curious.get(f"items/{item.id}").json()["attributes"] == {"total": 3}
    assert curious.get("items", type="pool", **{"attributes.share__gt": "33"}).status_code == 422


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("total -", "表达式有误"),
        ("__import__('os')", "表达式有误"),
        ("total.__class__", None),
        ("ghost + 1", "ghost"),
        ("free + 1", "free"),
        ("phone + 'x'", "phone"),
    ],
)
def test_expressions_are_of_the_small_language_only(expression: str, words: str | None) -> None:
    properties = {**COMPUTED, "more": attribute(type="number", **{"x-computed": expression})}
    if words is None:
        put("pool", properties, parent="item")
        assert "more" not in facade.item_view(new("p", "pool", total=1).id).attributes  # type: ignore[union-attr]
        return
    with pytest.raises(Invalid, match=words.replace("(", r"\(")):
        put("pool", properties, parent="item")


@pytest.mark.parametrize(
    "part",
    [
        attribute(**{"x-index": True, "x-personal": "phone"}),
        attribute(**{"x-index": True, "x-volatile": True}),
        attribute(type="integer", **{"x-index": True, "x-computed": "days.today - 1"}),
        attribute(type="array", **{"x-computed": "1"}),
    ],
)
def test_what_cannot_be_indexed_or_computed_is_said(part: dict[str, Any]) -> None:
    content = {"key": "t", "schema": {"type": "object", "properties": {"x": part}}}
    assert len(check(PackFile("p", "types", "t", "t.yaml", content, ""))) == 1


def test_one_name_is_filtered_in_one_kind_only() -> None:
    with pytest.raises(Invalid, match="另一种值"):
        put("other", {"power": attribute(**{"x-index": True})}, parent="item")

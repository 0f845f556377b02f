"""Types change while items hang on them: rehearsed first, refused when somebody would be left behind."""

from typing import Any

import pytest

from tests.conftest import Api, make_user
from tests.inventory.test_types import attribute
from tongyun.inventory import facade
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import ChangeBatch, Item, ItemChange, ItemType
from tongyun.inventory.services.modelling import consequences
from tongyun.inventory.services.modelling.steps import migrated
from tongyun.kernel.models import AuditRecord, Organisation
from tongyun.kernel.services.permissions.built_in import DUTY, ensure_roles
from tongyun.packs.models import Overlay
from tongyun.packs.services.applying import apply_all
from tongyun.packs.services.discovery import OWN, survey

pytestmark = pytest.mark.usefixtures("estate", "as_admin")


def thing(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    return {"key": "thing", "parent": "item", "title": "物", "title_en": "Thing", "schema": schema, **more}


SIZE = {"size": attribute(), "floor": attribute(type="integer"), "level": attribute(enum=["1", "2"])}


@pytest.fixture
def things(api: Api) -> list[Item]:
    """A type of the site's own, with three items."""
    made = api.post("item-types", {"definition": thing(SIZE)})
    assert made.status_code == 201, made.json()
    assert (made.json()["pack"], made.json()["version"]) == ("", 1)
    return [
        facade.create_item("thing", "a", {"size": "12", "floor": 3, "level": "1"}),
        facade.create_item("thing", "b", {"size": "large", "level": "2"}),
        facade.create_item("thing", "c", {}),
    ]


def rehearsed(api: Api, definition: dict[str, Any]) -> dict[str, Any]:
    answer = api.post("item-type-rehearsals", {"definition": definition})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def changed(api: Api, definition: dict[str, Any], version: int = 1) -> Any:
    return api.send("PUT", f"item-types/{definition['key']}", {"version": version, "definition": definition})


def test_a_rehearsal_tells_whom_a_change_would_break_and_writes_nothing(api: Api, things: list[Item]) -> None:
    narrowed = thing({"size": attribute(type="number"), "level": attribute(enum=["1"])})
    narrowed["schema"]["required"] = ["size"]
    found = rehearsed(api, narrowed)
    assert not found["harmless"]
    assert (found["items"], found["lost"]) == (3, {"floor": 1})
    assert found["broken_count"] == 3
    assert {each["name"] for each in found["broken"]} == {"a", "b", "c"}
    assert "必填" in next(each for each in found["broken"] if each["name"] == "c")["reasons"][0]
    assert found["delta"]["/schema/properties/size/type"] == ["string", "number"]
    assert ItemType.objects.get(key="thing").version == 1
    refused = changed(api, narrowed)
    assert (refused.status_code, refused.json()["code"]) == (409, "type_would_orphan")
    assert Item.objects.get(id=things[0].id).attributes == {"size": "12", "floor": 3, "level": "1"}


def test_a_rehearsal_refuses_what_saving_would_refuse(api: Api, things: list[Item]) -> None:
    nowhere = thing({**SIZE, "zone": attribute(**{"x-dictionary": "nowhere"})})
    for refused in (api.post("item-type-rehearsals", {"definition": nowhere}), changed(api, nowhere)):
        assert (refused.status_code, refused.json()["code"]) == (422, "unknown_dictionary")


def test_steps_bring_the_items_after_the_type(api: Api, things: list[Item]) -> None:
    definition = thing(
        {"area": attribute(type="number"), "floor": attribute(), "level": attribute(enum=["L1", "L2", "none"])},
        migrate=[
            {"rename": "size", "to": "area"},
            {"convert": "area", "to": "number"},
            {"convert": "floor", "to": "text"},
            {"map": "level", "values": {"1": "L1", "2": "L2"}},
            {"default": "level", "value": "none"},
        ],
    )
    found = rehearsed(api, definition)
    assert (found["migrated"], found["broken_count"], [each["name"] for each in found["broken"]]) == (3, 1, ["b"])
    facade.update_item(things[1].id, 1, Patch(attributes={"size": "30.5"}))
    assert rehearsed(api, definition)["harmless"]
    answer = changed(api, definition)
    assert answer.status_code == 200, answer.json()
    assert [item.attributes for item in Item.objects.filter(type="thing").order_by("name")] == [
        {"area": 12, "floor": "3", "level": "L1"},
        {"area": 30.5, "level": "L2"},
        {"level": "none"},
    ]
    first = Item.objects.get(name="a")
    assert first.manual_attributes == ["@name", "@type", "area", "floor", "level"]
    newest = ItemChange.objects.filter(item=first).order_by("-version").first()
    assert newest is not None
    assert (newest.delta["area"], newest.delta["size"]) == ([None, 12], ["12", None])
    assert AuditRecord.objects.filter(action="item-type.changed", target_id="thing").count() == 1
    facade.update_item(things[2].id, 2, Patch(attributes={"level": None}))
    again = {**definition, "title": "物件"}
    assert changed(api, again, 2).status_code == 200
    assert Item.objects.get(name="c").attributes == {}, "a step runs once"


def test_a_change_of_many_items_is_one_batch(api: Api, things: list[Item], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consequences, "CHUNK", 1)
    assert changed(api, thing(SIZE, migrate=[{"default": "level", "value": "1"}, {"drop": "size"}])).status_code == 200
    batch = ChangeBatch.objects.get(kind="types")
    assert ItemChange.objects.filter(batch=batch).count() == 3


def test_a_step_into_nowhere_loses_values_and_is_refused(api: Api, things: list[Item]) -> None:
    astray = thing(
        {name: part for name, part in SIZE.items() if name != "size"}, migrate=[{"rename": "size", "to": "sise"}]
    )
    assert rehearsed(api, astray)["lost"] == {"sise": 2}
    assert changed(api, astray).json()["code"] == "type_would_orphan"
    unknown = thing(SIZE, migrate=[{"default": "weight", "value": "1"}])
    assert rehearsed(api, unknown)["lost"] == {"weight": 3}
    back = thing({"floor": SIZE["floor"], "level": SIZE["level"]}, migrate=[{"drop": "size"}])
    assert rehearsed(api, back)["harmless"]


def test_what_a_step_makes_of_a_value_must_fit_also_where_the_attribute_stays(api: Api, things: list[Item]) -> None:
    found = rehearsed(api, thing(SIZE, migrate=[{"map": "level", "values": {"1": "first"}}]))
    assert [each["name"] for each in found["broken"]] == ["a"]


def test_a_change_needs_the_version_that_was_read(api: Api, things: list[Item]) -> None:
    assert changed(api, thing({**SIZE, "more": attribute()})).status_code == 200
    assert changed(api, thing(SIZE)).status_code == 412
    stale = api.send("PUT", "item-types/thing", {"definition": thing(SIZE)}, **{"If-Match": '"1"'})
    assert stale.status_code == 412
    assert "more" in api.get("item-types/thing").json()["schema"]["properties"]


def test_saving_a_type_without_a_difference_writes_nothing(api: Api, things: list[Item]) -> None:
    shipped = api.get("item-types/host/definition").json()
    before = AuditRecord.objects.count()
    assert changed(api, thing(SIZE, abstract=False)).json()["version"] == 1
    assert changed(api, shipped["definition"], shipped["version"]).status_code == 200
    assert AuditRecord.objects.count() == before
    assert not Overlay.objects.exists()


def test_what_no_file_could_say_is_refused(api: Api) -> None:
    hostile = thing({"__proto__": attribute(), "x": {"type": "strnig"}})
    answer = api.post("item-types", {"definition": hostile})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_type")
    told = {each["message"] for each in answer.json()["errors"]}
    assert told == {"“__proto__”不能用作名称", "必填"}, "in words, and which one"
    untitled = api.post("item-types", {"definition": {**thing({}), "title": ""}})
    assert untitled.json()["errors"] == [{"path": "/definition/title", "message": "不能为空"}]
    endless: dict[str, Any] = {"type": "string"}
    for _ in range(30):
        endless = {"type": "array", "items": endless}
    for definition in (
        {},
        {"key": 1},
        thing({}, parent="ghost"),
        thing({}, parent="thing"),
        thing({}, more=1),
        thing({"x": attribute(enum=["a"], **{"x-enum": 5})}),
        thing({"x": attribute(enum=["a"], **{"x-enum": ["a"]})}),
        thing({"x": attribute(**endless)}),
        thing({"x": attribute(**{"$ref": "http://127.0.0.1:9/elsewhere"})}),
    ):
        assert api.post("item-types", {"definition": definition}).status_code == 422
    assert api.post("item-types", {"definition": {**thing({}), "key": "host"}}).status_code == 409
    assert changed(api, {**thing({}), "key": "ghost"}).status_code == 404
    for method, path in (("POST", "item-types/ghost/retire"), ("GET", "item-types/ghost/definition")):
        assert api.send(method, path).status_code == 404


def test_a_subtype_is_looked_at_too(api: Api, things: list[Item]) -> None:
    small = {**thing({}, parent="thing"), "key": "small"}
    assert api.post("item-types", {"definition": small}).status_code == 201
    facade.create_item("small", "s", {"floor": 40})
    found = rehearsed(api, thing({**SIZE, "floor": attribute(type="integer", maximum=9)}))
    assert (found["items"], [each["name"] for each in found["broken"]]) == (4, ["s"])
    assert api.post("item-types/thing/retire").json()["code"] == "type_inherited"
    assert api.post("item-types/small/retire").status_code == 204
    assert api.post("item-types/thing/retire").status_code == 204
    assert api.post("items", {"type": "thing", "name": "new"}).status_code == 422


def test_nothing_is_taken_from_a_type_that_one_below_names(api: Api, things: list[Item]) -> None:
    small = {**thing({}, parent="thing", title="小物", list_columns=["floor"]), "key": "small"}
    assert api.post("item-types", {"definition": small}).status_code == 201
    without = thing({"size": attribute(), "level": SIZE["level"]}, migrate=[{"drop": "floor"}])
    for refused in (api.post("item-type-rehearsals", {"definition": without}), changed(api, without)):
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_type")
        assert "下级模型“小物”：没有属性“floor”" in refused.json()["detail"]
    assert api.post("item-types/small/retire").status_code == 204
    assert changed(api, without).status_code == 200


@pytest.mark.parametrize("rule", [{"unique": [{"by": ["size"]}]}, {"identity": [["size"]]}])
def test_who_comes_under_a_rule_may_not_clash_with_who_is_there(
    api: Api, things: list[Item], rule: dict[str, Any]
) -> None:
    assert changed(api, thing(SIZE, **rule)).status_code == 200
    other = {**thing({"size": attribute()}, parent="item"), "key": "other"}
    assert api.post("item-types", {"definition": other}).status_code == 201
    facade.create_item("other", "o", {"size": "12"})
    found = rehearsed(api, {**other, "parent": "thing"})
    assert [(each["name"], each["reasons"][0][-6:]) for each in found["duplicates"]] == [("o", "与“a”相同")]
    assert changed(api, {**other, "parent": "thing"}).json()["code"] == "type_would_break"


def test_a_packs_type_is_changed_by_the_sites_edits(api: Api) -> None:
    found = api.get("item-types/host/definition").json()
    definition = found["definition"]
    definition["schema"]["properties"]["cabinet_key"] = attribute(**{"x-group": "custom"})
    definition["schema"]["properties"]["location"]["maxLength"] = 50
    assert changed(api, definition, found["version"]).status_code == 200
    row = Overlay.objects.get(pack="hosts", kind="types", file="host")
    assert sorted(edit["path"] for edit in row.edits) == [
        "/schema/properties/cabinet_key",
        "/schema/properties/location/maxLength",
    ]
    item = facade.create_item("host", "web01", {"cabinet_key": "K-7"})
    found = api.get("item-types/host/definition").json()
    del found["definition"]["schema"]["properties"]["cabinet_key"]
    refused = changed(api, found["definition"], found["version"])
    assert refused.status_code in (409, 422), refused.json()
    assert "cabinet_key" in str(refused.json())
    facade.update_item(item.id, 1, Patch(attributes={"cabinet_key": None}))
    assert changed(api, found["definition"], found["version"]).status_code == 200
    assert [report.state for report in apply_all([survey(OWN / "hosts")])] == ["unchanged"]
    assert api.post("item-types/host/retire").json()["code"] == "type_of_pack"


def test_only_who_may_changes_types(organisation: Organisation) -> None:
    duty = Api(make_user("duty", "值班", organisation, [ensure_roles()[DUTY]]))
    for method, path in (
        ("POST", "item-types"),
        ("POST", "item-type-rehearsals"),
        ("PUT", "item-types/host"),
        ("POST", "item-types/host/retire"),
        ("GET", "item-types/host/definition"),
    ):
        body = None if method == "GET" else {"definition": thing({})}
        assert duty.send(method, path, body).status_code == 403, path


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ({"rename": "a", "to": "b"}, {"a": 1, "b": 2}, {"b": 2}),
        ({"drop": "a"}, {"a": 1}, {}),
        ({"convert": "a", "to": "integer"}, {"a": " 7 "}, {"a": 7}),
        ({"convert": "a", "to": "integer"}, {"a": "7.5"}, {"a": "7.5"}),
        ({"convert": "a", "to": "number"}, {"a": "七"}, {"a": "七"}),
        ({"convert": "a", "to": "number"}, {"a": "nan"}, {"a": "nan"}),
        ({"convert": "a", "to": "number"}, {"a": "1e999"}, {"a": "1e999"}),
        ({"convert": "a", "to": "number"}, {"a": "1e3"}, {"a": 1000}),
        ({"convert": "a", "to": "number"}, {"a": "9" * 400}, {"a": "9" * 400}),
        ({"convert": "a", "to": "integer"}, {"a": "90071992547409931"}, {"a": 90071992547409931}),
        ({"convert": "a", "to": "list"}, {"a": 7}, {"a": ["7"]}),
        ({"convert": "a", "to": "single"}, {"a": ["x"]}, {"a": "x"}),
        ({"convert": "a", "to": "single"}, {"a": ["x", "y"]}, {"a": ["x", "y"]}),
        ({"map": "a", "values": {"x": "y"}}, {"a": ["x", "z"]}, {"a": ["y", "z"]}),
        ({"default": "a", "value": 1}, {"a": None}, {"a": 1}),
    ],
)
def test_a_step_changes_what_it_can_and_leaves_the_rest(step: Any, before: Any, after: Any) -> None:
    assert migrated([step], before) == after

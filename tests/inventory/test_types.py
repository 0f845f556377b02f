"""Types: what the catalogue tells of them, their versions, and attributes that name other items."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Api, make_user
from tests.inventory.conftest import apply_hosts_pack
from tongyun.inventory import facade
from tongyun.inventory.catalogue import catalogue
from tongyun.inventory.content.types import check
from tongyun.inventory.facade import Patch
from tongyun.inventory.models import ItemType, ItemTypeVersion
from tongyun.kernel.contracts import Actor, Invalid, PackFile, utc_now
from tongyun.kernel.facade import acting_as, pack_kinds
from tongyun.kernel.models import Organisation
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.usefixtures("estate", "as_admin")

TITLE = {"zh-CN": "值", "en-US": "Value"}


def attribute(**more: Any) -> dict[str, Any]:
    return {"type": "string", "x-title": TITLE, "x-group": "basic", "x-order": 10, **more}


def put(key: str, properties: dict[str, Any], **more: Any) -> None:
    kind = pack_kinds.get("types")
    assert kind is not None
    content = {"key": key, "title": "型", "title_en": "Type", "schema": {"type": "object", "properties": properties}}
    kind.apply(PackFile("trial", "types", key, f"{key}.yaml", {**content, **more}, ""))


def test_each_change_of_a_type_is_kept_as_a_version(api: Api) -> None:
    put("thing", {"colour": attribute()}, parent="item")
    put("thing", {"colour": attribute(maxLength=5)}, parent="item")
    put("thing", {"colour": attribute(maxLength=5)}, parent="item")
    kind = pack_kinds.get("types")
    assert kind is not None
    kind.retire("trial", "thing")
    put("thing", {"colour": attribute(maxLength=5)}, parent="item")
    rows = api.get("item-types/thing/versions").json()["items"]
    assert [(row["version"], row["kind"]) for row in rows] == [
        (4, "restored"),
        (3, "retired"),
        (2, "changed"),
        (1, "created"),
    ]
    assert rows[3]["delta"]["/parent"] == [None, "item"]
    assert all(place.startswith("/") for place in rows[3]["delta"])
    assert rows[2]["delta"] == {"/schema/properties/colour/maxLength": [None, 5]}
    assert ItemTypeVersion.objects.get(type="thing", version=2).definition["parent"] == "item"
    assert api.get("item-types/ghost/versions").status_code == 404


def test_applying_a_pack_again_makes_no_version() -> None:
    before = dict(ItemType.objects.values_list("key", "version"))
    apply_hosts_pack()
    assert dict(ItemType.objects.values_list("key", "version")) == before == dict.fromkeys(before, 1)


def test_a_change_reaches_everything_below_and_costs_nothing_elsewhere() -> None:
    put("thing", {}, parent="item")
    put("small_thing", {"size": attribute()}, parent="thing")
    before = catalogue()
    put("thing", {"colour": attribute()}, parent="item")
    after = catalogue()
    assert {"colour", "size", "notes"} <= after.types["small_thing"].schema["properties"].keys()
    assert {key for key, view in after.types.items() if view is not before.types.get(key)} == {"thing", "small_thing"}


def test_a_change_that_was_begun_early_and_comes_late_is_seen() -> None:
    put("thing", {}, parent="item")
    early = utc_now()
    put("other_thing", {}, parent="item")
    assert catalogue().types["thing"].title == "型"
    ItemType.objects.filter(key="thing").update(title="物", version=2, updated_at=early)
    assert catalogue().types["thing"].title == "物"


def test_the_catalogue_tells_what_hangs_together(api: Api) -> None:
    put("place", {}, parent="item", family="facility", icon="room")
    put("thing", {"place": attribute(**{"x-item": ["place"], "format": "uuid"})}, parent="item")
    put("small_thing", {"size": attribute()}, parent="thing")
    place = api.get("item-types/place").json()
    assert (place["family"], place["icon"], place["children"]) == ("facility", "room", [])
    assert [(each["type"], each["attribute"]) for each in place["referenced_by"]] == [("thing", "place")]
    small = api.get("item-types/small_thing").json()
    assert small["own"] == ["size"]
    assert api.get("item-types/thing").json()["children"] == ["small_thing"]
    service = api.get("item-types/nginx").json()
    runs_on = next(each for each in service["relations"] if each["key"] == "runs_on")
    assert (runs_on["direction"], runs_on["other_types"], runs_on["cardinality"]) == ("out", ["host"], "1-N")
    assert "schema" not in api.get("item-types").json()[0]


def test_a_reference_names_an_item_of_a_type_that_fits(api: Api) -> None:
    put("place", {}, parent="item")
    put("room", {}, parent="place")
    put("thing", {"place": attribute(**{"x-item": ["place"], "format": "uuid"})}, parent="item")
    room, host = facade.create_item("room", "A3", {}), facade.create_item("host", "web01", {})
    thing = facade.create_item("thing", "柜", {"place": str(room.id)})
    shown = api.get(f"items/{thing.id}").json()
    assert shown["references"] == {str(room.id): {"name": "A3", "type": "room"}}
    for wrong in (str(host.id), str(uuid4())):
        with pytest.raises(Invalid) as error:
            facade.create_item("thing", "柜", {"place": wrong})
        assert [field.path for field in error.value.fields] == ["/attributes/place"]
    with pytest.raises(Invalid):
        facade.update_item(thing.id, 1, Patch(attributes={"place": "A3"}))


def test_a_reference_out_of_sight_cannot_be_named_but_stays(organisation: Organisation) -> None:
    put("thing", {"host": attribute(**{"x-item": ["host"], "format": "uuid"})}, parent="item")
    elsewhere = Organisation.objects.create(code="b", name="市公安局")
    far = facade.create_item("host", "机密主机", {}, elsewhere.id)
    near = facade.create_item("thing", "柜", {"host": str(far.id)}, organisation.id)
    clerk = make_user("clerk", "办事员", organisation, [ensure_roles()[OPERATIONS]], "organisation")
    with acting_as(Actor("user", str(clerk.id), clerk.name)):
        with pytest.raises(Invalid):
            facade.create_item("thing", "柜二", {"host": str(far.id)}, organisation.id)
        kept = facade.update_item(near.id, 1, Patch(attributes={"notes": "已核对"}))
    assert kept.attributes["host"] == str(far.id)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"identity": [["ghost"]]}, "/identity"),
        ({"unique": [{"by": ["@name", "ghost"]}]}, "/unique"),
        ({"list_columns": ["@lifecycle", "ghost"]}, "/list_columns"),
        ({"schema": {"type": "object", "properties": {}, "required": ["ghost"]}}, "/schema/required"),
    ],
)
def test_a_name_that_is_no_attribute_is_refused_where_it_stands(more: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as error:
        put("thing", {}, parent="item", **more)
    assert [field.path for field in error.value.fields] == [place]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (attribute(**{"x-item": ["host"], "type": "integer"}), "引用配置项"),
        (attribute(enum=["a", "b"], **{"x-enum": {"a": TITLE}}), "x-enum"),
        (attribute(enum="a", **{"x-enum": {"a": TITLE}}), "JSON Schema"),
        (attribute(type="array", items={"$ref": "http://127.0.0.1:9/elsewhere"}), "$ref"),
        (attribute(type="integer", **{"x-file": {"accept": ["pdf"]}}), "x-file"),
        (attribute(**{"x-file": {"accept": ["exe"]}}), "x-file"),
    ],
)
def test_attributes_that_contradict_themselves_are_refused(part: dict[str, Any], words: str) -> None:
    content = {"key": "t", "schema": {"type": "object", "properties": {"x": part}}}
    assert [words in finding.message for finding in check(PackFile("p", "types", "t", "t.yaml", content, ""))] == [True]


def test_an_exported_list_names_units_values_and_other_items(api: Api) -> None:
    put("thing", {"host": attribute(**{"x-item": ["host"], "format": "uuid"})}, parent="item")
    host = facade.create_item("host", "web01", {"memory_bytes": 1024, "environment": "production"})
    facade.create_item("thing", "柜", {"host": str(host.id)})
    told = b"".join(
        api.get("items", type="host", format="csv", fields="name,memory_bytes,environment").streaming_content
    )
    assert told.decode("utf-8-sig").splitlines() == ["名称,内存容量（字节）,环境", "web01,1024,生产"]
    named = b"".join(api.get("items", type="thing", format="csv", fields="name,host").streaming_content)
    assert named.decode("utf-8-sig").splitlines()[1] == "柜,web01"

"""Data quality: rules of packs, the items that break them, the score; each as far as the caller may see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Api, make_user
from tests.packs_in_use import put_in_use
from tongyun.inventory import facade
from tongyun.inventory.content.quality import QUALITY
from tongyun.inventory.models import Item, QualityRule
from tongyun.inventory.quality import evaluation
from tongyun.inventory.quality.rules import known_rules, read
from tongyun.inventory.quality.scoring import Tally
from tongyun.kernel.contracts import Conflict, Invalid, PackFile, utc_now
from tongyun.kernel.models import AuditRecord, Organisation
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

TODAY = utc_now().date()
PAST, FUTURE = f"{TODAY - timedelta(days=30)}", f"{TODAY + timedelta(days=30)}"
WHOLE = {"owner": "王伟", "code": "ZC-1", "serial": "S-1", "vendor": "华为", "model": "S5735", "warranty_until": FUTURE}


@pytest.fixture
def packs(db: None) -> None:
    """All packs, with the rules that ship."""
    put_in_use()


@pytest.fixture
def things(organisation: Organisation, packs: None, as_admin: None) -> dict[str, Item]:
    """Two switches of one unit and one of another, a business system, a certificate, and a retired one."""
    other = Organisation.objects.create(code="traffic", name="交通局")
    room = facade.create_item("room", "主机房", {"owner": "李娜"}, organisation.id)
    sound = facade.create_item("switch", "完好", {**WHOLE, "room": str(room.id)}, organisation.id)
    made = {
        "room": room,
        "sound": sound,
        "bare": facade.create_item("switch", "空白", {"serial": "S-2", "warranty_until": PAST}, organisation.id),
        "theirs": facade.create_item("switch", "外单位", {**WHOLE, "serial": "S-3", "owner": "无"}, other.id),
        "system": facade.create_item("business_system", "办件系统", {"system_state": "running", "mlps_level": "none"}),
        "gone": facade.create_item("switch", "旧的", {"serial": "S-9"}, organisation.id),
    }
    facade.relate("depends_on", made["system"].id, sound.id)
    facade.relate("located_in", sound.id, room.id)
    Item.objects.filter(name="旧的").update(lifecycle="retired")
    return made


def broken(api: Api, item: Item) -> set[str]:
    return {each["key"] for each in api.get(f"items/{item.id}/findings").json()}


def taken_out(api: Api, **query: str) -> bytes:
    return b"".join(api.get("flawed-items", **query).streaming_content)


def rule_file(*rules: dict[str, Any], name: str = "own") -> PackFile:
    return PackFile("site", "quality", name, f"packs/site/quality/{name}.yaml", {"rules": list(rules)}, "")


def rule(key: str = "named", **changes: Any) -> dict[str, Any]:
    said = {"title": "规则", "title_en": "Rule", "aspect": "compliance", "severity": "low", "types": ["switch"]}
    return {"key": key, **said, "must": [{"filled": ["brand"]}], **changes}


def test_each_item_tells_what_is_wrong_with_it(api: Api, things: dict[str, Item]) -> None:
    assert broken(api, things["sound"]) == {"asset_number_twice"}
    assert broken(api, things["bare"]) == {
        "owner_missing", "asset_number_missing", "maker_missing", "place_missing", "unrelated", "warranty_expired",
    }  # fmt: skip
    assert broken(api, things["theirs"]) == {"place_missing", "unrelated", "placeholder", "asset_number_twice"}
    assert broken(api, things["system"]) == {
        "owner_missing", "organisation_missing", "importance_missing", "mlps_missing",
    }  # fmt: skip
    assert broken(api, things["gone"]) == set()
    facade.update_item(things["bare"].id, things["bare"].version, facade.Patch({"warranty_until": FUTURE, "code": "2"}))
    facade.relate("depends_on", things["system"].id, things["bare"].id)
    assert broken(api, things["bare"]) == {"owner_missing", "maker_missing", "place_missing"}
    Item.objects.filter(name="完好").update(lifecycle="retired")
    assert "on_retired" in broken(api, things["system"])
    first = api.get(f"items/{things['system'].id}/findings").json()[0]
    assert (first["severity"], first["title"], first["title_en"]) == ("high", "未填责任人", "No owner")


def test_every_figure_opens_the_list_of_just_these_items_and_parts_add_up(api: Api, things: dict[str, Item]) -> None:
    found = api.get("item-quality").json()
    by_key = {each["key"]: each for each in found["rules"]}
    for each in found["rules"]:
        assert (each["query"] is None) == (each["broken"] == 0)
        listed = api.get("items", **(each["query"] or {"quality": each["key"]}))
        assert listed.json()["total"] == each["broken"], each["key"]
    assert (by_key["owner_missing"]["checked"], by_key["owner_missing"]["broken"]) == (5, 2)
    assert by_key["owner_missing"]["score"] == 60.0
    assert (by_key["warranty_expired"]["checked"], by_key["warranty_expired"]["broken"]) == (3, 1)
    assert by_key["certificate_expired"]["score"] is None
    for part in ("rules", "aspects", "types", "organisations"):
        assert sum(each["broken"] for each in found[part]) == found["broken"], part
        assert sum(each["lost"] for each in found[part]) == pytest.approx(100 - found["score"], abs=0.2), part
    weights = {each.key: each.weight for each in known_rules()}
    lost = sum(each["broken"] * weights[each["key"]] for each in found["rules"])
    every = sum(each["checked"] * weights[each["key"]] for each in found["rules"])
    assert found["score"] == round(100 * (1 - lost / every), 1)
    assert {each["title"] for each in found["organisations"]} == {"市政务数据中心", "交通局", "未归属单位"}
    for each in (*found["types"], *found["organisations"]):
        assert api.get("item-quality", **each["query"]).json()["broken"] == each["broken"], each["title"]
    assert api.get("item-quality", quality="any").status_code == 422
    assert api.get("items", quality="no_such").json()["code"] == "bad_filter"
    assert api.get("item-statistics", by="type", quality="owner_missing").json()["total"] == 2


def test_findings_are_listed_filtered_and_taken_out(api: Api, things: dict[str, Item]) -> None:
    answer = api.get("flawed-items", sort="name").json()
    assert answer["total"] == 4
    listed = {row["name"]: row for row in answer["items"]}
    assert {each["key"] for each in listed["空白"]["findings"]} == broken(api, things["bare"])
    assert (listed["空白"]["severity"], listed["完好"]["severity"]) == ("high", "medium")
    assert listed["外单位"]["owner"] == "无"
    only = api.get("flawed-items", quality__in="warranty_expired,mlps_missing").json()
    assert {row["name"] for row in only["items"]} == {"空白", "办件系统"}
    assert api.get("flawed-items", type="device", organisation=str(things["bare"].organisation_id)).json()["total"] == 2
    lines = taken_out(api, quality="warranty_expired", format="csv").decode("utf-8-sig").splitlines()
    assert lines[0] == "名称,模型,所属单位,责任人,严重程度,问题,整改建议,生命周期,更新时间"
    assert lines[1].startswith("空白,交换机,市政务数据中心,,高,未填责任人；质保已过期")
    assert AuditRecord.objects.filter(action="list.exported").count() == 1
    assert taken_out(api, format="xlsx").startswith(b"PK")


def test_nobody_learns_from_findings_what_a_role_hides_or_a_scope_leaves_out(
    organisation: Organisation, things: dict[str, Item]
) -> None:
    facade.relate("uplinks_to", things["bare"].id, things["theirs"].id)
    role = ensure_roles()[OPERATIONS]
    clerk = Api(make_user("clerk", "科员", organisation, [role], scope="organisation"))
    found = clerk.get("item-quality").json()
    assert {each["title"] for each in found["organisations"]} == {"市政务数据中心"}
    assert broken(clerk, things["sound"]) == set(), "the same asset number is on an item that the clerk does not see"
    assert clerk.get(f"items/{things['theirs'].id}/findings").status_code == 404
    assert "unrelated" in broken(clerk, things["bare"]), "what is related to the unseen looks like an orphan"
    role.hidden = {"item": ["attributes.owner", "attributes.management_address", "organisation"]}
    role.save()
    found = clerk.get("item-quality").json()
    hidden = {"owner_missing", "placeholder", "organisation_missing", "address_conflict"}
    assert not hidden & {each["key"] for each in found["rules"]}
    assert found["organisations"] == []
    for key in hidden:
        assert clerk.get("items", quality=key).json()["code"] == "bad_filter"
    assert not hidden & broken(clerk, things["bare"])
    row = clerk.get("flawed-items", quality="warranty_expired").json()["items"][0]
    assert (row["owner"], "organisation" in row) == ("", False)


def test_everyone_is_told_of_the_items_they_answer_for(organisation: Organisation, things: dict[str, Item]) -> None:
    role = ensure_roles()[OPERATIONS]
    facade.create_item("switch", "王伟的旧设备", {"owner": "王伟", "warranty_until": PAST}, organisation.id)
    wang = Api(make_user("wang", "王伟", organisation, [role], scope="organisation"))
    own = wang.get("item-quality/own").json()
    assert (own["owner"], own["items"], own["checked"]) == ("王伟", 1, 2)
    listed = wang.get("flawed-items", **{"attributes.owner": own["owner"]}).json()
    assert [(row["name"], len(row["findings"])) for row in listed["items"]] == [("王伟的旧设备", own["findings"])]
    assert Api(make_user("li", "李雷", organisation, [role])).get("item-quality/own").json()["items"] == 0
    role.hidden = {"item": ["attributes.owner"]}
    role.save()
    assert wang.get("item-quality/own").json() == {"owner": "", "items": 0, "findings": 0, "checked": 0}


@pytest.mark.usefixtures("packs", "as_admin")
def test_addresses_in_conflict_are_found_by_the_plan(api: Api, organisation: Organisation) -> None:
    facade.create_item("subnet", "办公网", {"prefix": "10.9.0.0/24"}, organisation.id)
    made = [
        facade.create_item("host", name, {"serial": name, "addresses": [f"10.9.0.{last}"]}, organisation.id)
        for name, last in (("A1", 7), ("A2", 7), ("A3", 8))
    ]
    assert ["address_conflict" in broken(api, each) for each in made] == [True, True, False]
    assert api.get("items", quality="address_conflict").json()["total"] == 2


def test_conditions_beside_those_that_ship(api: Api, things: dict[str, Item]) -> None:
    def breaking(**changes: Any) -> set[str]:
        rows = evaluation.breaking([read("own", rule(**changes))], Item.objects.all())
        return set(rows.values_list("name", flat=True))

    assert breaking(must=[{"date": {"of": "warranty_until", "from": 0, "to": 20}}]) == {"完好", "空白", "外单位"}
    assert breaking(must=[{"date": {"of": "warranty_until", "from": -31}}]) == set()
    assert breaking(when=[{"value": {"of": "vendor", "in": [" 华为 "]}}]) == {"完好", "外单位"}
    assert breaking(must=[{"not_related": {"by": ["depends_on"], "direction": "in"}}]) == {"完好"}
    assert breaking(must=[{"related": {"to": ["room"], "lifecycle": ["active"]}}]) == {"空白", "外单位"}
    assert breaking(types=["device"], except_types=["network_device"]) == set()
    assert breaking(lifecycle=["retired"]) == {"旧的"}
    assert breaking(must=[{"seen_within_days": 1}]) == {"完好", "空白", "外单位"}
    assert breaking(when=[{"organisation": False}]) == set()
    assert breaking(types=["room"], must=[{"filled": ["brand"]}]) == set(), "rooms have no brand to look at"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"types": ["spaceship"]}, "没有模型“spaceship”"),
        ({"must": [{"filled": ["description"]}]}, "没有可筛选（x-index）的属性“description”"),
        ({"must": [{"any_of": [{"related": {"by": ["loves"]}}, {"organisation": True}]}]}, "没有关系“loves”"),
        ({"must": [{"related": {"to": ["spaceship"]}}]}, "没有模型“spaceship”"),
    ],
)
def test_a_rule_names_what_there_is(packs: None, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(Invalid, match=told):
        QUALITY.apply(rule_file(rule(**changes)))


def test_files_bring_change_and_retire_rules(packs: None) -> None:
    own: Callable[[], list[str]] = lambda: [each.title for each in known_rules() if each.key in ("one", "two")]  # noqa: E731
    QUALITY.apply(rule_file(rule("one"), rule("two", title="第二")))
    assert own() == ["规则", "第二"]
    QUALITY.apply(rule_file(rule("two", title="改过")))
    assert own() == ["改过"]
    with pytest.raises(Conflict, match="site/quality/own"):
        QUALITY.apply(rule_file(rule("two"), name="another"))
    QUALITY.retire("site", "own")
    assert own() == []
    assert QualityRule.objects.get(key="one").retired
    twice = QUALITY.check(rule_file(rule(), rule(must=[{"date": {"of": "purchased_on", "from": 3, "to": 1}}])))
    assert [finding.message for finding in twice] == ["规则“named”重复", "规则“named”：date 的 from 大于 to"]


def test_a_score_is_whole_only_where_nothing_is_wrong() -> None:
    assert Tally().score is None
    assert Tally(2_000_000, 1, 2_000_000, 1).score == 99.9
    assert Tally(4, 1, 4, 1).score == 75.0

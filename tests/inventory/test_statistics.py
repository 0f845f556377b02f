"""Statistics: figures that the list confirms, for the caller's own eyes only."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Api, make_user
from tongyun.inventory import facade
from tongyun.inventory.api import statistics as statistics_api
from tongyun.inventory.models import Item
from tongyun.inventory.statistics import counting
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import AuditRecord, Organisation
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

IN_USE = {"lifecycle__not": "retired"}


@pytest.fixture
def things(organisation: Organisation, estate: None) -> dict[str, Item]:
    """Six hosts and a service of two units: two are bought, one is retired, one was never seen."""
    other = Organisation.objects.create(code="traffic", name="交通局")
    today = utc_now().date()
    own: list[tuple[str, str, dict[str, Any], Organisation | None]] = [
        ("host", "h1", {"vendor": "H3C", "owner": "王伟", "tags": ["A", "b"]}, organisation),
        (
            "host",
            "h2",
            {"vendor": "h3c", "warranty_until": f"{today - timedelta(3)}", "tags": ["b"]},
            organisation,
        ),
        ("host", "h3", {"vendor": "华为", "warranty_until": f"{today + timedelta(days=9)}", "cpu_cores": 8}, other),
        ("host", "h4", {"purchased_on": f"{today - timedelta(days=800)}", "importance": "core"}, other),
        ("host", "h5", {"vendor": "华为"}, None),
        ("redis", "r1", {}, organisation),
        ("host", "gone", {"vendor": "旧厂", "owner": "李娜"}, organisation),
    ]
    made = {name: facade.create_item(kind, name, values, unit.id if unit else None) for kind, name, values, unit in own}
    now = utc_now()
    Item.objects.filter(name="gone").update(lifecycle="retired")
    Item.objects.filter(name="h1").update(last_seen_at=now, created_at=now - timedelta(days=400))
    Item.objects.filter(name="h2").update(last_seen_at=now - timedelta(days=40), lifecycle="lost")
    return {name: Item.objects.get(id=item.id) for name, item in made.items()}


def figures(answer: Any) -> dict[Any, int]:
    return {
        each["titles"][0] if len(each["titles"]) == 1 else tuple(each["titles"]): each["count"]
        for each in answer.json()["groups"]
    }


@pytest.mark.usefixtures("things")
@pytest.mark.parametrize("chunk", [900, 0])
def test_every_figure_opens_the_list_of_just_these_items(api: Api, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "CHUNK", chunk)
    keys = [each["key"] for each in api.get("item-statistics/dimensions").json()]
    assert {"type", "organisation", "health", "seen", "age", "warranty", "attributes.vendor"} <= set(keys)
    overview = api.get("item-statistics/overview", **IN_USE).json()
    assert overview["total"] == 6
    found = [group for section in overview["sections"] for group in section["groups"]]
    found += [{**each, "count": each["expected"] - each["filled"]} for each in overview["completeness"]]
    pairs = ("attributes.tags,type", "attributes.vendor,warranty", "organisation,lifecycle", "seen,attributes.tags")
    for by in (*keys, *pairs):
        found += api.get("item-statistics", by=by, **IN_USE).json()["groups"]
    for group in found:
        listed = api.get("items", limit=1, **group["query"])
        assert listed.status_code == 200, (group, listed.json())
        assert listed.json()["total"] == group["count"], group


@pytest.mark.usefixtures("things")
def test_groups_are_called_as_people_write_and_ordered_as_they_read(api: Api) -> None:
    vendors = figures(api.get("item-statistics", by="attributes.vendor", **IN_USE))
    assert vendors in ({"H3C": 2, "华为": 2, "未填写": 2}, {"h3c": 2, "华为": 2, "未填写": 2})
    assert figures(api.get("item-statistics", by="organisation", **IN_USE)) == {
        "市政务数据中心": 3,
        "交通局": 2,
        "未填写": 1,
    }
    warranties = figures(api.get("item-statistics", by="warranty", type="host"))
    assert list(warranties.items()) == [("已过保", 1), ("30 天内到期", 1), ("未填写", 4)]
    assert figures(api.get("item-statistics", by="age", **IN_USE)) == {"1 至 3 年": 1, "未填写": 5}
    assert figures(api.get("item-statistics", by="seen", **IN_USE)) == {
        "24 小时内": 1,
        "30 至 90 天前": 1,
        "从未上报": 4,
    }
    assert figures(api.get("item-statistics", by="attributes.tags", type="host", **IN_USE)) == {
        "b": 2,
        "A": 1,
        "未填写": 3,
    }
    assert figures(api.get("item-statistics", by="attributes.importance,type", q="h4")) == {("核心", "主机"): 1}
    [owner, *_] = api.get("item-statistics/overview", **IN_USE).json()["completeness"]
    assert (owner["attribute"], owner["expected"], owner["filled"]) == ("owner", 6, 1)
    assert api.get("item-statistics", by="type", type="host", **{"attributes.vendor": "H3C"}).json()["total"] == 2


@pytest.mark.usefixtures("things")
def test_of_many_groups_the_largest_are_told_in_their_order(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for most, expected in ((1, ["未填写"]), (2, ["已过保", "未填写"])):
        monkeypatch.setattr(statistics_api, "MOST_GROUPS", most)
        answer = api.get("item-statistics", by="warranty", type="host")
        assert (list(figures(answer)), answer.json()["more"]) == (expected, 3 - most)


@pytest.mark.usefixtures("things")
def test_a_statistic_shows_nothing_that_its_reader_may_not_see(organisation: Organisation) -> None:
    role = ensure_roles()[OPERATIONS]
    role.hidden = {"item": ["attributes.vendor", "attributes.warranty_until", "organisation"]}
    role.save()
    clerk = Api(make_user("clerk", "科员", organisation, [role], scope="organisation"))
    overview = clerk.get("item-statistics/overview").json()
    assert overview["total"] == 4
    assert not {"attributes.vendor", "warranty", "organisation"} & {
        each["by"][0]["key"] for each in overview["sections"]
    }
    assert "vendor" not in {each["attribute"] for each in overview["completeness"]}
    offered = {each["key"] for each in clerk.get("item-statistics/dimensions").json()}
    for hidden in ("attributes.vendor", "attributes.warranty_until", "warranty", "organisation"):
        assert hidden not in offered
        for by in (hidden, f"type,{hidden}"):
            refused = clerk.get("item-statistics", by=by)
            assert (refused.status_code, refused.json()["code"]) == (422, "bad_dimension")
    assert clerk.get("item-statistics", by="type", **{"attributes.vendor": "华为"}).status_code == 422
    assert clerk.get("item-statistics", by="type", organisation=str(organisation.id)).status_code == 422
    assert figures(clerk.get("item-statistics", by="type")) == {"主机": 3, "Redis": 1}


@pytest.mark.parametrize("chunk", [900, 0])
def test_words_are_told_as_the_readers_own_items_spell_them(
    things: dict[str, Item], chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "CHUNK", chunk)
    theirs = things["h3"].organisation
    assert theirs is not None
    facade.create_item("host", "h6", {"vendor": "H3C"}, theirs.id)
    clerk = Api(make_user("clerk", "科员", theirs, [ensure_roles()[OPERATIONS]], scope="organisation"))
    Item.objects.filter(name="h1").update(attributes={"vendor": "h3c"})
    assert figures(clerk.get("item-statistics", by="attributes.vendor")) == {"H3C": 1, "华为": 1, "未填写": 1}


@pytest.mark.usefixtures("things")
def test_statistics_are_exported_with_a_trace(api: Api, nobody: Any) -> None:
    answer = api.get("item-statistics", by="attributes.vendor,lifecycle", format="csv", **IN_USE)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "厂商,生命周期,数量"
    assert "华为,在用,2" in lines
    assert "attachment" in answer["Content-Disposition"]
    english = api.get("item-statistics/completeness", format="csv", lang="en-US", type="host")
    assert english.content.decode("utf-8-sig").splitlines()[:2] == [
        "Attribute,Expected,Filled,Missing",
        "Owner,6,2,4",
    ]
    assert api.get("item-statistics", by="type", format="xlsx").content.startswith(b"PK")
    assert AuditRecord.objects.filter(action="list.exported").count() == 3
    for wrong in ({"by": "colour"}, {"by": ""}, {"by": "type,type"}, {"by": "type,source,health"}):
        assert api.get("item-statistics", **wrong).json()["code"] == "bad_dimension"
    assert api.get("item-statistics", by="type", format="pdf").status_code == 422
    assert api.get("item-statistics", by="type", colour="red").status_code == 422
    assert Api(nobody).get("item-statistics", by="type").status_code == 403

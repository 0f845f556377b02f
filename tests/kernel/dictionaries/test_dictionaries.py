"""Dictionaries: chosen from as of today, readable for ever, changed by the site, searched and read by forms."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.conftest import Api
from tongyun.kernel.models import AuditRecord, User
from tongyun.kernel.services.context import acting_as, system_actor
from tongyun.kernel.services.dictionaries import FormValidator, dictionary

pytestmark = pytest.mark.django_db

FORM = {
    "type": "object",
    "properties": {
        "zone": {"type": "string", "x-dictionary": "zone"},
        "zones": {"type": "array", "items": {"type": "string", "x-dictionary": "zone", "x-dictionary-leaf": True}},
    },
}


def refusals(value: Any) -> list[str]:
    return [error.message for error in FormValidator(FORM).iter_errors(value)]


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef"])
@pytest.mark.parametrize("more", [{}, {"$id": "http://127.0.0.1:9/base"}])
def test_a_form_is_judged_by_nothing_outside_of_it(keyword: str, more: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "any.json").write_text("true")
    for outside in ("http://127.0.0.1:9/any.json", (tmp_path / "any.json").as_uri(), "any.json"):
        errors = list(FormValidator({**more, "properties": {"a": {keyword: outside}}}).iter_errors({"a": 1}))
        assert [keyword in error.message for error in errors] == [True]
    inside = {**more, "$defs": {"text": {"type": "string"}}, "properties": {"a": {keyword: "#/$defs/text"}}}
    assert [error.validator for error in FormValidator(inside).iter_errors({"a": 1})] == ["type"]
    assert FormValidator(inside).is_valid({"a": "x"})


def entry(api: Api, code: str, key: str = "zone") -> dict[str, Any]:
    rows = api.get(f"dictionaries/{key}/entries", limit=500).json()["items"]
    return next(row for row in rows if row["code"] == code)


def change(api: Api, code: str, **fields: Any) -> Any:
    return api.patch(f"dictionaries/zone/entries/{code}", {"version": entry(api, code)["version"], **fields})


def codes(api: Api, **query: Any) -> list[str]:
    answer = api.get("dictionaries/zone/choices", **query)
    assert answer.status_code == 200, answer.content
    return [choice["code"] for choice in answer.json()["items"]]


def test_a_form_takes_what_can_be_chosen_and_nothing_else(zones: None) -> None:
    assert refusals({"zone": "gov-a", "zones": ["gov-a", "net"]}) == []
    assert refusals({"zone": "moon"}) == ["数据字典“网络区域”中没有这一项"]
    assert refusals({"zones": ["gov"]}) == ["须选到最末一级"]
    assert len(refusals({"zone": 5})) == 1, "the type alone is told"


def test_a_form_of_an_unknown_dictionary_takes_nothing() -> None:
    assert refusals({"zone": "gov"}) == ["没有可用的数据字典“zone”"]


def test_a_request_asks_for_a_dictionary_once_however_many_values_it_checks(
    zones: None, django_assert_max_num_queries: Any
) -> None:
    refusals({"zone": "net"})
    with acting_as(system_actor("批量写入")), django_assert_max_num_queries(1):
        for _ in range(50):
            assert refusals({"zone": "net", "zones": ["gov-a", "gov-b"]}) == []


def test_what_is_switched_off_cannot_be_chosen_but_is_still_read(zones: None, api: Api) -> None:
    assert change(api, "gov", enabled=False).status_code == 200
    assert codes(api) == ["net"], "what stands below it is gone with it"
    assert refusals({"zone": "gov-a"}) == ["“公用区”已停用或不在有效期内"]
    label = api.get("dictionaries/zone/labels", codes="gov-a,nothing").json()["items"]
    assert [(each["title"], each["path"], each["usable"]) for each in label] == [
        ("公用区", ["政务外网", "公用区"], False)
    ]


def test_the_day_of_the_end_is_outside(zones: None, api: Api) -> None:
    today = localdate()
    assert change(api, "net", valid_from=today.isoformat(), valid_to=None).status_code == 200
    assert "net" in codes(api)
    assert change(api, "net", valid_to=(today + timedelta(days=1)).isoformat()).status_code == 200
    assert "net" in codes(api)
    began = (today - timedelta(days=3)).isoformat()
    assert change(api, "net", valid_from=began, valid_to=today.isoformat()).status_code == 200
    assert "net" not in codes(api)
    refused = change(api, "net", valid_from=today.isoformat(), valid_to=today.isoformat())
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "/valid_to")


def test_the_site_adds_entries_at_their_place(zones: None, api: Api) -> None:
    body = {"code": "gov-c", "title": "交换区", "parent": "gov", "position": 15}
    assert api.post("dictionaries/zone/entries", body).status_code == 201
    assert codes(api) == ["gov", "gov-a", "gov-c", "gov-b", "net"]
    assert codes(api, q="交换") == ["gov-c"]
    assert codes(api, q="PRIVATE") == ["gov-b"]
    assert api.post("dictionaries/zone/entries", body).json()["code"] == "duplicate_code"
    assert entry(api, "gov-c")["shipped"] is None


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"title": " "}, "/title"),
        ({"title": "x\u202e"}, "/title"),
        ({"parent": "moon"}, "/parent"),
        ({"parent": "gov"}, "/parent"),
        ({"parent": "gov-a"}, "/parent"),
        ({"note": "字" * 501}, "/note"),
    ],
)
def test_what_breaks_a_rule_changes_nothing(zones: None, api: Api, fields: dict, path: str) -> None:
    before = entry(api, "gov")
    refused = change(api, "gov", **fields)
    assert refused.status_code == 422, refused.content
    assert path in [error["path"] for error in refused.json()["errors"]]
    assert entry(api, "gov") == before


def test_whoever_saves_second_is_told(zones: None, api: Api) -> None:
    held = entry(api, "net")
    assert change(api, "net", title="因特网").status_code == 200
    late = api.patch("dictionaries/zone/entries/net", {"version": held["version"], "title": "万维网"})
    assert late.status_code == 412
    assert entry(api, "net")["title"] == "因特网"


def test_a_dictionary_of_the_sites_own(api: Api) -> None:
    assert api.post("dictionaries", {"key": "floor", "title": "楼层"}).status_code == 201
    assert api.post("dictionaries", {"key": "floor", "title": "楼层"}).json()["code"] == "duplicate_key"
    assert api.post("dictionaries", {"key": "Bad Key", "title": "楼层"}).status_code == 422
    assert api.post("dictionaries/floor/entries", {"code": "1F", "title": "一层"}).status_code == 201
    held = api.get("dictionaries/floor").json()
    assert (held["entries"], held["pack"]) == (1, "")
    off = api.patch("dictionaries/floor", {"version": held["version"], "retired": True})
    assert off.status_code == 200, off.content
    found = dictionary("floor")
    assert found is not None
    assert not found.usable("1F", localdate())
    assert AuditRecord.objects.filter(action="dictionary.edited").exists()


def test_a_shipped_dictionary_is_renamed_by_its_pack_only(zones: None, api: Api) -> None:
    held = api.get("dictionaries/zone").json()
    assert api.patch("dictionaries/zone", {"version": held["version"], "title": "我"}).json()["code"] == "of_a_pack"


def test_reading_needs_no_right_but_changing_does(zones: None, nobody: User, auditor: User) -> None:
    stranger = Api(nobody)
    assert stranger.get("dictionaries/zone/choices").status_code == 200
    assert stranger.get("dictionaries/zone/entries").status_code == 403
    assert stranger.post("dictionaries/zone/entries", {"code": "x", "title": "x"}).status_code == 403
    assert Api(auditor).post("dictionaries", {"key": "x", "title": "x"}).status_code == 403
    assert Api().get("dictionaries/zone/choices").status_code == 401


def test_no_dictionary_answers_404(api: Api) -> None:
    for path in ("dictionaries/moon", "dictionaries/moon/entries", "dictionaries/moon/choices"):
        assert api.get(path).status_code == 404, path
    assert api.get("dictionaries/moon/labels", codes="x").status_code == 404


@pytest.mark.parametrize("position", [10**30, -(10**18), 1.5, "x"])
def test_a_place_is_a_number_that_fits(zones: None, api: Api, position: Any) -> None:
    assert change(api, "net", position=position).status_code == 422


@pytest.mark.parametrize("key", ["%00", "zone%00", "%F0%9F%98%80", "a" * 5000, "..%2F..%2Fetc", "zone'--"])
def test_a_strange_key_is_no_dictionary(zones: None, api: Api, key: str) -> None:
    for path in (f"dictionaries/{key}", f"dictionaries/{key}/choices", f"dictionaries/{key}/entries"):
        assert api.get(path).status_code in (400, 404, 414, 422), path
    assert api.patch(f"dictionaries/zone/entries/{key}", {"version": 1}).status_code in (400, 404, 422)


def test_labels_are_asked_for_in_reason(zones: None, api: Api) -> None:
    assert api.get("dictionaries/zone/labels").status_code == 422
    assert api.get("dictionaries/zone/labels", codes=",".join(f"c{n}" for n in range(201))).status_code == 422
    assert api.get("dictionaries/zone/labels", codes="\x00,net").status_code in (200, 400, 422)
    assert api.get("dictionaries/zone/choices", limit=2001).status_code == 422
    assert api.get("dictionaries/zone/choices", q="\x00").status_code in (200, 400, 422)


def test_entries_are_narrowed_by_their_last_day(zones: None, api: Api) -> None:
    change(api, "net", valid_to="2027-01-01")
    ending = api.get("dictionaries/zone/entries", valid_to__lt="2028-01-01").json()["items"]
    assert [row["code"] for row in ending] == ["net"]
    assert api.get("dictionaries/zone/entries", valid_to="soon").status_code == 422

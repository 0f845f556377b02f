"""Dictionaries of packs: applied, applied again, upgraded under what the site changed, retired."""

import copy
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.conftest import Api
from tests.kernel.dictionaries.conftest import ZONES, file_of, ship
from tongyun.kernel.contracts import Conflict
from tongyun.kernel.models import AuditRecord, Dictionary, DictionaryEntry
from tongyun.kernel.services.dictionaries import dictionary, pack_files

pytestmark = pytest.mark.django_db


def upgraded(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(ZONES), **changes}


def titles() -> dict[str, str]:
    return {row.code: row.title for row in DictionaryEntry.objects.order_by("place")}


def change(api: Api, code: str, **fields: Any) -> None:
    row = DictionaryEntry.objects.get(code=code)
    answer = api.patch(f"dictionaries/zone/entries/{code}", {"version": row.version, **fields})
    assert answer.status_code == 200, answer.content


def test_applying_again_changes_nothing(zones: None) -> None:
    before = list(DictionaryEntry.objects.values()), Dictionary.objects.get().version
    records = AuditRecord.objects.count()
    ship(ZONES)
    assert (list(DictionaryEntry.objects.values()), Dictionary.objects.get().version) == before
    assert AuditRecord.objects.count() == records


def test_the_order_of_the_file_is_the_order(zones: None) -> None:
    assert list(titles()) == ["gov", "gov-a", "gov-b", "net"]
    entries = copy.deepcopy(ZONES["entries"])
    ship(upgraded(entries=entries[::-1]))
    assert list(titles()) == ["net", "gov", "gov-a", "gov-b"]


def test_the_sites_word_outlives_an_upgrade_and_can_be_taken_back(zones: None, api: Api) -> None:
    change(api, "net", title="因特网")
    entries = copy.deepcopy(ZONES["entries"])
    entries[1].update(title="国际互联网", note="新说明")
    ship(upgraded(entries=entries))
    row = DictionaryEntry.objects.get(code="net")
    assert (row.title, row.note, row.edited) == ("因特网", "新说明", ["title"])
    assert row.shipped["title"] == "国际互联网"
    assert api.post("dictionaries/zone/entries/net/reset").status_code == 200
    assert titles()["net"] == "国际互联网"


def test_changing_it_back_by_hand_is_no_change(zones: None, api: Api) -> None:
    change(api, "net", title="因特网")
    change(api, "net", title="互联网")
    assert DictionaryEntry.objects.get(code="net").edited == []


def test_what_is_no_longer_shipped_stays_readable(zones: None, api: Api) -> None:
    api.post("dictionaries/zone/entries", {"code": "own", "title": "自建区", "parent": "net"})
    ship(upgraded(entries=ZONES["entries"][:1]))
    found = dictionary("zone")
    assert found is not None
    assert (found.entries["net"].title, found.usable("net", localdate())) == ("互联网", False)
    assert not found.usable("own", localdate()), "it stands below what is gone"
    ship(ZONES)
    found = dictionary("zone")
    assert found is not None
    assert found.usable("net", localdate())
    assert found.usable("own", localdate())


def test_a_code_of_the_site_that_comes_with_the_pack_keeps_the_sites_words(zones: None, api: Api) -> None:
    api.post("dictionaries/zone/entries", {"code": "test", "title": "测试区"})
    ship(upgraded(entries=[*ZONES["entries"], {"key": "test", "title": "测试网", "title_en": "Test"}]))
    row = DictionaryEntry.objects.get(code="test")
    assert (row.title, row.title_en) == ("测试区", ""), "the site's own words count in every field"
    assert api.post("dictionaries/zone/entries/test/reset").json()["title"] == "测试网"


def test_moves_that_would_make_a_ring_go_by_the_pack(zones: None, api: Api) -> None:
    change(api, "gov", parent="net")
    entries = copy.deepcopy(ZONES["entries"])
    gov, net = entries
    gov["children"].append(net)
    ship(upgraded(entries=[gov]))
    found = dictionary("zone")
    assert found is not None
    assert [entry.code for entry in found.path("net")] == ["gov", "net"]


def test_a_retired_dictionary_is_read_but_not_chosen_from(zones: None, api: Api) -> None:
    pack_files.retire("trial", "zone")
    assert api.get("dictionaries/zone/choices").json()["items"] == []
    assert api.get("dictionaries/zone/labels", codes="net").json()["items"][0]["title"] == "互联网"
    ship(ZONES)
    assert len(api.get("dictionaries/zone/choices").json()["items"]) == 4


def test_a_dictionary_has_one_owner(zones: None, api: Api) -> None:
    with pytest.raises(Conflict):
        ship(ZONES, pack="other")
    api.post("dictionaries", {"key": "floor", "title": "楼层"})
    with pytest.raises(Conflict):
        ship({"key": "floor", "title": "楼层", "title_en": "Floor", "entries": []})
    pack_files.retire("trial", "zone")
    ship(ZONES, pack="other")
    assert Dictionary.objects.get(key="zone").pack == "other"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"key": "net", "title": "又", "title_en": "again"}, "重复"),
        ({"key": "x", "title": "x", "title_en": "x", "valid_from": "2026-02-30"}, "不是日期"),
        ({"key": "x", "title": "x", "title_en": "x", "valid_from": "2026-02-02", "valid_to": "2026-02-01"}, "晚于"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(entry: dict, said: str) -> None:
    found = pack_files.check(file_of(upgraded(entries=[*ZONES["entries"], entry])))
    assert said in "".join(finding.message for finding in found)


def test_too_deep_a_tree_is_refused() -> None:
    entry: dict[str, Any] = {"key": "d9", "title": "x", "title_en": "x"}
    for depth in range(8, -1, -1):
        entry = {"key": f"d{depth}", "title": "x", "title_en": "x", "children": [entry]}
    assert "层级" in pack_files.check(file_of(upgraded(entries=[entry])))[0].message

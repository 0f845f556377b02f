"""Attributes that are chosen from a dictionary: checked, kept on old records, exported in words."""

import io

import pytest
from openpyxl import load_workbook

from tests.conftest import Api
from tongyun.inventory import facade
from tongyun.inventory.facade import Patch
from tongyun.kernel.contracts import Invalid, PackFile
from tongyun.kernel.facade import pack_kinds
from tongyun.kernel.models import Dictionary, DictionaryEntry
from tongyun.kernel.services.dictionaries.changing import touch

pytestmark = pytest.mark.usefixtures("estate", "as_admin")


def switch_off(code: str) -> None:
    DictionaryEntry.objects.filter(dictionary="network_zone", code=code).update(enabled=False)
    touch(Dictionary.objects.get(key="network_zone"))


def test_only_what_the_dictionary_has_is_taken() -> None:
    with pytest.raises(Invalid) as error:
        facade.create_item("host", "web01", {"network_zone": "moon"})
    assert [(field.path, field.message) for field in error.value.fields] == [
        ("/attributes/network_zone", "数据字典“网络区域”中没有这一项")
    ]
    assert facade.create_item("host", "web01", {"network_zone": "internet-dmz"}).version == 1


def test_a_record_keeps_what_is_no_longer_offered_and_takes_nothing_else_of_it() -> None:
    item = facade.create_item("host", "web01", {"network_zone": "internet-dmz"})
    switch_off("internet")
    facade.update_item(item.id, 1, Patch(attributes={"location": "A3"}))
    with pytest.raises(Invalid):
        facade.update_item(item.id, 2, Patch(attributes={"network_zone": "internet-office"}))
    with pytest.raises(Invalid):
        facade.create_item("host", "web02", {"network_zone": "internet-dmz"})


def test_an_exported_list_says_it_in_words(api: Api) -> None:
    facade.create_item("host", "web01", {"network_zone": "internet-dmz"})
    switch_off("internet")
    answer = api.get("items", type="host", format="xlsx", fields="name,network_zone")
    rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
    assert rows == [("名称", "网络区域"), ("web01", "对外服务区")]


def test_a_type_of_an_unknown_dictionary_refuses_its_pack() -> None:
    found = next(kind for kind in pack_kinds if kind.name == "types")
    attribute = {"type": "string", "x-dictionary": "moon", "x-title": {}, "x-group": "basic", "x-order": 1}
    content = {"key": "thing", "title": "物", "title_en": "Thing", "schema": {"properties": {"where": attribute}}}
    with pytest.raises(Invalid, match="moon"):
        found.apply(PackFile("trial", "types", "thing", "thing.yaml", content, ""))

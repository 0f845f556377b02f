"""A dictionary of a pack under an overlay: what the overlay says counts as shipped, the page's own word above it."""

from typing import Any

import pytest

from tests.conftest import Api
from tongyun.kernel.models import DictionaryEntry

pytestmark = pytest.mark.usefixtures("hosts_pack")

FILE = "packs/hosts/files/dictionaries?file=network_zone"


def edit(api: Api, *edits: dict[str, Any]) -> None:
    answer = api.send("PUT", FILE, {"edits": list(edits)}, **{"If-Match": "*"})
    assert answer.status_code == 200, answer.content


def entry(code: str) -> DictionaryEntry:
    return DictionaryEntry.objects.get(dictionary="network_zone", code=code)


def test_an_overlay_renames_an_entry_inside_the_tree(api: Api) -> None:
    edit(api, {"path": "/entries/internet/children/internet-dmz/title", "value": "外联区"})
    row = entry("internet-dmz")
    assert (row.title, row.edited, row.shipped["title"]) == ("外联区", [], "外联区")
    edit(api)
    assert entry("internet-dmz").title == "对外服务区"


def test_an_overlay_adds_an_entry_and_takes_one_away(api: Api) -> None:
    new = {"key": "internet-xc", "title": "信创区", "title_en": "Domestic stack"}
    added = {"path": "/entries/internet/children/internet-xc", "value": new}
    edit(api, added, {"path": "/entries/dedicated", "present": False})
    assert entry("internet-xc").parent == entry("internet")
    assert entry("dedicated").enabled is False, "records that hold it stay readable"
    edit(api)
    assert (entry("internet-xc").enabled, entry("dedicated").enabled) == (False, True)


def test_the_page_has_the_last_word(api: Api) -> None:
    version = entry("test").version
    api.patch("dictionaries/network_zone/entries/test", {"version": version, "title": "研发网"})
    edit(api, {"path": "/entries/test/title", "value": "联调网"})
    assert entry("test").title == "研发网"
    assert api.post("dictionaries/network_zone/entries/test/reset").json()["title"] == "联调网"

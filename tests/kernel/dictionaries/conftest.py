"""Fixtures of dictionaries: files of a pack as the engine hands them over."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tongyun.kernel.contracts import PackFile
from tongyun.kernel.services.dictionaries import pack_files

ZONES: dict[str, Any] = {
    "key": "zone",
    "title": "网络区域",
    "title_en": "Network zone",
    "entries": [
        {
            "key": "gov",
            "title": "政务外网",
            "title_en": "Government extranet",
            "children": [
                {"key": "gov-a", "title": "公用区", "title_en": "Public"},
                {"key": "gov-b", "title": "专用区", "title_en": "Private"},
            ],
        },
        {"key": "net", "title": "互联网", "title_en": "Internet"},
    ],
}


def file_of(content: dict[str, Any], pack: str = "trial") -> PackFile:
    return PackFile(pack, "dictionaries", content["key"], f"packs/{pack}/x.yaml", content, "")


def ship(content: dict[str, Any], pack: str = "trial") -> None:
    """Apply a file as the pack engine does: schema, check, apply."""
    Draft202012Validator(pack_files.SCHEMA).validate(content)
    file = file_of(content, pack)
    assert pack_files.check(file) == []
    pack_files.apply(file)


@pytest.fixture
def zones(db: None) -> None:
    """A shipped dictionary of two levels."""
    ship(ZONES)

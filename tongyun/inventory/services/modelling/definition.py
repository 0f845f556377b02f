"""A type as its file says it, in one form: what versions keep and what two of them differ in."""

from collections.abc import Mapping
from typing import Any

from ...models import ItemType
from ..checking import json_pointer
from ..recording import delta_of

#: What of a file is the type itself, and what stands there when the file is silent.
PARTS: Mapping[str, Any] = {
    "parent": None,
    "title": "",
    "title_en": "",
    "icon": "",
    "family": "",
    "abstract": False,
    "schema": {},
    "identity": [],
    "list_columns": [],
    "unique": [],
    "migrate": [],
}

Definition = Mapping[str, Any]


def definition_from(content: Mapping[str, Any]) -> Definition:
    """The type that a file's content describes."""
    return {name: content.get(name, silent) for name, silent in PARTS.items()}


def definition_of(row: ItemType) -> Definition:
    """The type as it is in use."""
    return {name: getattr(row, "parent_id" if name == "parent" else name) for name in PARTS}


def content_of(row: ItemType) -> dict[str, Any]:
    """The type in use as the content of a file; what is empty is left out."""
    told = {name: value for name, value in definition_of(row).items() if value or name == "schema"}
    return {"key": row.key, **told}


def columns_of(definition: Definition) -> dict[str, Any]:
    """The definition as values of the row's columns."""
    return {"parent_id" if name == "parent" else name: value for name, value in definition.items()}


def difference(before: Definition, after: Definition) -> dict[str, list[Any]]:
    """{place: [old, new]} of every value that differs; a place is a JSON Pointer, a list is one value."""
    return delta_of(dict(_leaves(before)), dict(_leaves(after)))


def _leaves(value: Any, place: str = "") -> list[tuple[str, Any]]:
    """What stands where; nothing in an empty definition."""
    if not isinstance(value, Mapping) or (place and not value):
        return [(place, value)]
    return [leaf for name, inner in value.items() for leaf in _leaves(inner, place + json_pointer(name))]

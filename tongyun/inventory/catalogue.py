"""All item types with what they inherit, merged once and kept until a pack changes them.

Types are read on every report of every agent; merging schemas each time would cost more than all else. The stamp (how
many types, when one last changed) is one small query and tells whether the merged copy is still true.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max
from jsonschema import FormatChecker
from jsonschema.protocols import Validator

from tongyun.kernel.facade import FormValidator

from .contracts import TypeView, UniqueRule
from .models import ItemType

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True)
class Catalogue:
    """The types of one moment."""

    stamp: tuple[int, object]
    types: Mapping[str, TypeView]

    def get(self, key: str) -> TypeView | None:
        """A type by key, retired ones too."""
        return self.types.get(key)

    def subtypes(self, key: str) -> list[str]:
        """A type and everything below it; empty when there is no such type."""
        return [view.key for view in self.types.values() if key in view.lineage]

    def validator(self, key: str) -> Validator:
        """The validator of a type's merged schema."""
        return self._validators[key]

    @cached_property
    def _validators(self) -> dict[str, Validator]:
        checker = FormatChecker()
        return {key: FormValidator(dict(view.schema), format_checker=checker) for key, view in self.types.items()}


_known: list[Catalogue] = []


def catalogue() -> Catalogue:
    """The present types; one small query when nothing changed."""
    stamp = _stamp()
    if not _known or _known[0].stamp != stamp:
        _known[:] = [Catalogue(stamp, merged(list(ItemType.objects.order_by("key"))))]
    return _known[0]


def merged(rows: list[ItemType]) -> dict[str, TypeView]:
    """Views of these rows. A row whose ancestors are missing or form a circle is left out: packs are checked before."""
    by_key = {row.key: row for row in rows}
    return {row.key: _view(row, line) for row in rows if (line := _lineage(row, by_key))}


def merge_schemas(schemas: list[Mapping[str, Any]]) -> dict[str, Any]:
    """One closed object schema from a type's own (last) and its ancestors' (first); the nearest word wins."""
    properties: dict[str, Any] = {}
    required: dict[str, None] = {}
    for schema in schemas:
        properties.update(schema.get("properties", {}))
        required.update(dict.fromkeys(schema.get("required", [])))
    return {
        "$schema": DIALECT,
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _stamp() -> tuple[int, object]:
    row = ItemType.objects.aggregate(count=Count("key"), latest=Max("updated_at"))
    return row["count"], row["latest"]


def _lineage(row: ItemType, by_key: Mapping[str, ItemType]) -> list[ItemType]:
    line = [row]
    while line[-1].parent_id is not None:
        parent = by_key.get(line[-1].parent_id)
        if parent is None or parent in line:
            return []
        line.append(parent)
    return line


def _view(row: ItemType, line: list[ItemType]) -> TypeView:
    schema = merge_schemas([ancestor.schema for ancestor in reversed(line)])
    declarer = next((ancestor for ancestor in line if ancestor.identity), row)
    columns: list[str] = next((ancestor.list_columns for ancestor in line if ancestor.list_columns), [])
    return TypeView(
        key=row.key,
        title=row.title,
        title_en=row.title_en,
        icon=next((ancestor.icon for ancestor in line if ancestor.icon), ""),
        parent=row.parent_id,
        abstract=row.abstract,
        retired=row.retired,
        pack=row.pack,
        lineage=tuple(ancestor.key for ancestor in line),
        schema=schema,
        list_columns=tuple(columns),
        identity=tuple(tuple(rule) for rule in declarer.identity),
        identity_scope=declarer.key,
        volatile=frozenset(name for name, part in schema["properties"].items() if part.get("x-volatile")),
        family=next((ancestor.family for ancestor in line if ancestor.family), ItemType.Family.OTHER.value),
        version=row.version,
        references={name: found for name, part in schema["properties"].items() if (found := _referred(part))},
        unique=tuple(
            UniqueRule(ancestor.key, tuple(rule["by"]), rule.get("among") == "in_use")
            for ancestor in reversed(line)
            for rule in ancestor.unique
        ),
        indexed={name: kind_of(part) for name, part in schema["properties"].items() if part.get("x-index")},
        computed={name: part["x-computed"] for name, part in schema["properties"].items() if "x-computed" in part},
    )


def kind_of(part: Mapping[str, Any]) -> str:
    """As what the values of an attribute are compared."""
    inner = part.get("items") if part.get("type") == "array" else part
    inner = inner if isinstance(inner, Mapping) else {}
    kind, form = inner.get("type"), inner.get("format")
    if kind in ("integer", "number"):
        return "number"
    if kind == "boolean":
        return "truth"
    return {"date": "date", "date-time": "moment"}.get(str(form), "text")


def _referred(part: Mapping[str, Any]) -> tuple[str, ...]:
    """The types that an attribute's value, or each entry of its list, may be an item of."""
    inner = part.get("items")
    return tuple(part.get("x-item") or (inner.get("x-item") if isinstance(inner, dict) else None) or ())

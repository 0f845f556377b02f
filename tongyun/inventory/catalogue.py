"""All item types with what they inherit, merged once and kept until one changes.

Types are read on every report of every agent; merging schemas each time would cost more than all else. A type that
changed is merged again with those below it, so that to apply a pack of many types costs as much as there are types.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Sum
from jsonschema import FormatChecker
from jsonschema.protocols import Validator

from tongyun.kernel.facade import FormValidator

from .contracts import AddressPart, TypeView, UniqueRule
from .kept import Kept
from .models import ItemType
from .plain_checks import Check, plain_check

CHECKER = FormatChecker()
DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: The attribute that names the network zone of an item.
ZONE = "network_zone"
#: By what a row is known to be as it was.
MARKS = ("version", "digest", "updated_at")


@dataclass(frozen=True)
class Catalogue:
    """The types of one moment, and the rows that they are merged from."""

    rows: Mapping[str, ItemType]
    types: Mapping[str, TypeView]

    def get(self, key: str) -> TypeView | None:
        """A type by key, retired ones too."""
        return self.types.get(key)

    def subtypes(self, key: str) -> list[str]:
        """A type and everything below it; empty when there is no such type."""
        return [view.key for view in self.types.values() if key in view.lineage]

    def validators(self, key: str) -> Mapping[str, Validator]:
        """The validator of each attribute of a type. A schema that is handed down a level is prepared anew for every
        value; these are prepared once."""
        if key not in self._validators:
            parts = self.types[key].schema["properties"].items()
            self._validators[key] = {name: FormValidator(part, format_checker=CHECKER) for name, part in parts}
        return self._validators[key]

    def with_row(self, row: ItemType) -> "Catalogue":
        """The types as they would be with this one in place of what is known by its key."""
        rows = {**self.rows, row.key: row}
        return Catalogue(rows, _merged(rows, self.types, {row.key}))

    def plain_checks(self, key: str) -> Mapping[str, Check]:
        """What to ask of the values of a type's attributes before a validator, where that is enough for most."""
        if key not in self._plain_checks:
            parts = self.types[key].schema["properties"].items()
            asked = {name: plain_check(part, CHECKER) for name, part in parts}
            self._plain_checks[key] = {name: check for name, check in asked.items() if check is not None}
        return self._plain_checks[key]

    @cached_property
    def _plain_checks(self) -> dict[str, dict[str, Check]]:
        return {}

    @cached_property
    def _validators(self) -> dict[str, dict[str, Validator]]:
        return {}


def catalogue() -> Catalogue:
    """The present types; one small query when nothing changed."""
    return _kept.present()


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


def _read(former: Catalogue | None) -> Catalogue:
    """The types as they are now; only rows that changed are read whole."""
    known = former.rows if former else {}
    marks = {key: mark for key, *mark in ItemType.objects.order_by("key").values_list("key", *MARKS)}
    changed = {key for key, mark in marks.items() if key not in known or mark != _mark(known[key])}
    fresh = ItemType.objects.in_bulk(changed)
    rows = {key: fresh.get(key) or known[key] for key in marks}
    return Catalogue(rows, _merged(rows, former.types if former else {}, changed))


def _mark(row: ItemType) -> list[object]:
    return [getattr(row, name) for name in MARKS]


#: A change that was begun before another one and committed after it shows in the versions alone.
_kept: Kept[Catalogue] = Kept(ItemType, _read, versions=Sum("version"))


def _merged(
    rows: Mapping[str, ItemType], former: Mapping[str, TypeView], changed: Collection[str]
) -> dict[str, TypeView]:
    """Views of these rows; a `former` one stays when nothing of its line has changed. A row whose ancestors are missing
    or form a circle is left out: packs are checked before."""
    views: dict[str, TypeView] = {}
    for key, row in rows.items():
        line = _lineage(row, rows)
        if line:
            stays = key in former and not any(ancestor.key in changed for ancestor in line)
            views[key] = former[key] if stays else _view(row, line)
    return views


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
        addresses={
            name: address_part(part["x-address"]) for name, part in schema["properties"].items() if "x-address" in part
        },
    )


def address_part(said: Mapping[str, Any]) -> AddressPart:
    """What an attribute says of addresses; the zone is that of the item unless it says another."""
    return AddressPart(said["as"], tuple(said.get("zone_from", [ZONE])), said.get("zone", ""), said.get("of", ""))


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

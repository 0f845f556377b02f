"""The values of a file as a form shows them: each with its place, its rule, what is shipped and what the site wants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from ..contracts import ABSENT
from .addressing import NAMES, children, escaped, is_branch, name_of_entries
from .subschemas import of_entries, of_property

MAX_FIELDS = 5000

FieldKind = Literal["boolean", "integer", "number", "string", "choice", "data"]
_SIMPLE: Mapping[str, FieldKind] = {"boolean": "boolean", "integer": "integer", "number": "number", "string": "string"}


@dataclass(frozen=True)
class FieldView:
    """One value of a file. What is ABSENT is not set; `group` is the title of what it belongs to."""

    path: str
    group: str
    help: str
    kind: FieldKind
    choices: tuple[Any, ...]
    minimum: float | None
    maximum: float | None
    required: bool
    default: Any
    shipped: Any
    value: Any


def fields_of(shipped: Any, used: Any, schema: Mapping[str, Any] | None) -> list[FieldView]:
    """Every value that is shipped or used, and every simple one that the schema would allow."""
    root = schema or {}
    return list(islice(_walk(used, shipped, root, root, "", "", NAMES), MAX_FIELDS))


def _walk(
    used: Any,
    shipped: Any,
    schema: Mapping[str, Any],
    root: Mapping[str, Any],
    path: str,
    group: str,
    told_apart_by: tuple[str, ...],
) -> Iterator[FieldView]:
    entries = name_of_entries(used)
    below = dict(children(used))
    before = dict(children(shipped))
    properties = schema.get("properties", {}) if entries is None else {}
    required = schema.get("required", [])
    for name in dict.fromkeys((*below, *before, *properties)):
        if name in told_apart_by:
            continue
        own = of_entries(schema, root) if entries else of_property(schema, name, root)
        here = f"{path}/{escaped(name)}"
        value, original = below.get(name, ABSENT), before.get(name, ABSENT)
        if is_branch(value) or (value is ABSENT and is_branch(original)):
            named = _title(value if value is not ABSENT else original) if entries else name
            title = f"{group} › {named}" if group else named
            if value is ABSENT:
                yield _field(here, group, {}, False, original, value)
            else:
                yield from _walk(value, original, own, root, here, title, (entries,) if entries else ())
        elif value is not ABSENT or original is not ABSENT or _kind(own, ABSENT) != "data":
            yield _field(here, group, own, name in required, original, value)


def _field(path: str, group: str, schema: Mapping[str, Any], required: bool, shipped: Any, value: Any) -> FieldView:
    known = value if value is not ABSENT else shipped
    return FieldView(
        path=path,
        group=group,
        help=str(schema.get("description", "")),
        kind=_kind(schema, known),
        choices=tuple(schema.get("enum", ())),
        minimum=schema.get("minimum", schema.get("exclusiveMinimum")),
        maximum=schema.get("maximum"),
        required=required,
        default=schema.get("default", ABSENT),
        shipped=shipped,
        value=value,
    )


def _kind(schema: Mapping[str, Any], value: Any) -> FieldKind:
    if "enum" in schema:
        return "choice"
    wanted = schema.get("type")
    if isinstance(wanted, str):
        return _SIMPLE.get(wanted, "data")
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) and wanted is None else "data"


def _title(entry: Any) -> str:
    title = entry.get("title", "")
    if isinstance(title, dict):
        title = title.get("zh-CN", "")
    return str(title) or str(next(entry[name] for name in NAMES if name in entry))

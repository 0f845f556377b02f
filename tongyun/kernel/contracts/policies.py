"""Policies: what an administrator changes while the platform runs. A room declares one as a frozen dataclass.

@dataclass(frozen=True)
class PasswordPolicy:
    min_length: int = entry(10, "最小长度", "Minimum length", minimum=8, maximum=64)
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import MISSING
from typing import Any, Final, get_args, get_origin, get_type_hints

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TYPES: Final[Mapping[type, str]] = {bool: "boolean", int: "integer", float: "number", str: "string"}
_METADATA: Final = "schema"


def entry(
    default: Any,
    title_zh: str,
    title_en: str,
    *,
    help_zh: str = "",
    help_en: str = "",
    choices: Mapping[str, tuple[str, str]] | None = None,
    group: tuple[str, str] | None = None,
    unit: str = "",
    **words: Any,
) -> Any:
    """A field of a policy: its default, its titles, and further words of JSON Schema (`minimum=8`, `pattern=…`).

    `choices` maps each allowed value to its Chinese and English title. Lists are tuples; words of their entries are
    given as `items={…}`.
    """
    schema: dict[str, Any] = {"title": title_zh, "x-title": {"en-US": title_en}, **words}
    if help_zh:
        schema["description"] = help_zh
        schema["x-description"] = {"en-US": help_en}
    if unit:
        schema["x-unit"] = unit
    if group:
        schema["x-group"] = {"zh-CN": group[0], "en-US": group[1]}
    if choices:
        target = schema.setdefault("items", {}) if isinstance(default, tuple) else schema
        target["enum"] = list(choices)
        target["x-enum"] = {value: {"zh-CN": zh, "en-US": en} for value, (zh, en) in choices.items()}
    return dataclasses.field(default=default, metadata={_METADATA: schema})


def policy_schema(kind: type) -> dict[str, Any]:
    """The JSON Schema 2020-12 of a policy. Raises TypeError for a field that no form could show."""
    hints = get_type_hints(kind)
    properties: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.default is MISSING:
            raise TypeError(f"{kind.__name__}.{field.name} has no default")
        words = dict(field.metadata.get(_METADATA, {"title": field.name}))
        properties[field.name] = _typed(kind, field.name, hints[field.name], words) | {"default": _plain(field.default)}
    return {"$schema": DIALECT, "type": "object", "properties": properties, "additionalProperties": False}


def policy_value(instance: Any) -> dict[str, Any]:
    """A policy as plain JSON."""
    return {field.name: _plain(getattr(instance, field.name)) for field in dataclasses.fields(instance)}


def policy_from(kind: type, value: Mapping[str, Any]) -> Any:
    """The policy of a plain value that its schema accepts; fields that are missing have their defaults."""
    known = {field.name for field in dataclasses.fields(kind)}
    given = {key: tuple(own) if isinstance(own, list) else own for key, own in value.items() if key in known}
    return kind(**given)


def _typed(kind: type, name: str, hint: Any, words: dict[str, Any]) -> dict[str, Any]:
    if hint in _TYPES:
        return {"type": _TYPES[hint], **words}
    if get_origin(hint) is tuple and get_args(hint)[1:] == (Ellipsis,) and get_args(hint)[0] in _TYPES:
        items = {"type": _TYPES[get_args(hint)[0]], **words.pop("items", {})}
        return {"type": "array", "items": items, "uniqueItems": True, **words}
    raise TypeError(f"{kind.__name__}.{name}: {hint} cannot be a setting")


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value

"""Is this content fit for its type?"""

import json
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from jsonschema.exceptions import ValidationError as JsonSchemaError

from tongyun.kernel.contracts import FieldError
from tongyun.kernel.facade import fault_of

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..models import Item
from .addresses.reading import problems_in

#: The longest value of one attribute, as JSON in UTF-8.
MAX_VALUE_BYTES = 65_536
#: The most that all attributes of one item may take.
MAX_ITEM_BYTES = 262_144
MAX_NAME = 200
#: The largest whole figure, either way: what a database and a page keep figures in holds no larger ones.
MAX_FIGURE = 10**300
#: So many choices are told to whoever chose none of them.
MOST_CHOICES = 12


#: What JSON does not write as it stands, of what can be printed.
ESCAPED = re.compile(r'["\\]')

_as_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def usable(types: Catalogue, key: str) -> TypeView | None:
    """The type if an item may be of it."""
    view = types.get(key)
    return None if view is None or view.abstract or view.retired else view


def name_problems(name: str) -> list[FieldError]:
    """What is wrong with an item's name."""
    if not name.strip():
        return [FieldError("/name", "名称不能为空")]
    if len(name) > MAX_NAME:
        return [FieldError("/name", f"名称不能超过 {MAX_NAME} 个字")]
    return [] if _storable(name) else [FieldError("/name", "名称含有不可存储的字符")]


def organisation_problems(organisation: UUID | None) -> list[FieldError]:
    """What is wrong with the organisation of an item; none at all is well."""
    if organisation is None:
        return []
    try:
        Item._meta.get_field("organisation").validate(organisation, None)
    except ValidationError:
        return [FieldError("/organisation", "没有这个组织")]
    return []


def attribute_problems(
    types: Catalogue, view: TypeView, attributes: Mapping[str, Any], held: Mapping[str, Any] | None = None
) -> list[FieldError]:
    """Everything in the attributes that the type's schema, or the database, cannot take; empty when all is well.

    What the item holds already (`held`) may stay although its dictionary no longer offers it.
    """
    problems: list[FieldError] = []
    known = view.schema["properties"]
    fit: dict[str, Any] = {}
    total = 0
    for name, value in attributes.items():
        size = size_of(value)
        if name in view.computed:
            problems.append(FieldError(pointer(name), "由平台计算，不能填写"))
        elif name not in known:
            problems.append(FieldError(pointer(name[:80]), f"模型“{view.title}”没有这个属性"))
        elif size is None:
            problems.append(FieldError(pointer(name), "含有不可存储的字符或数值"))
        elif size > MAX_VALUE_BYTES:
            problems.append(FieldError(pointer(name), f"超过 {MAX_VALUE_BYTES // 1024} KiB"))
        else:
            fit[name] = value
            total += size
    if total > MAX_ITEM_BYTES:
        problems.append(FieldError("/attributes", f"全部属性合计超过 {MAX_ITEM_BYTES // 1024} KiB"))
    validators, plain = types.validators(view.key), types.plain_checks(view.key)
    for name, value in fit.items():
        if name in plain and plain[name](value):
            continue
        problems += [
            FieldError(pointer(name, *error.absolute_path), reason_of(error))
            for error in validators[name].iter_errors(value)
            if error.validator != "x-dictionary" or held is None or not _stands(held.get(name), error.instance)
        ]
    problems += problems_in(view, fit, held)
    refused = {problem.path for problem in problems}
    missing = [pointer(name) for name in view.schema["required"] if name not in attributes]
    return problems + [FieldError(path, "必填") for path in missing if path not in refused]


def reason_of(error: JsonSchemaError) -> str:
    """What is wrong with a value, in words; for a choice, what may stand there."""
    titles = error.schema.get("x-enum", {}) if isinstance(error.schema, Mapping) else {}
    offered: Any = error.validator_value if error.validator == "enum" else []
    told = [titles[code]["zh-CN"] for code in offered if code in titles]
    return fault_of(error) + (f"，可填：{'、'.join(told)}" if 0 < len(told) <= MOST_CHOICES else "")


def _stands(before: Any, value: Any) -> bool:
    """Whether an attribute holds this very value already."""
    return value in before if isinstance(before, list) else value == before


def json_pointer(*parts: object) -> str:
    """The place that names and numbers lead to (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def pointer(*parts: object) -> str:
    """The place in an item's attributes."""
    return json_pointer("attributes", *parts)


def storable_text(text: str) -> str:
    """A machine's text without what PostgreSQL cannot keep (NUL, lone surrogates)."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()


def size_of(value: Any) -> int | None:
    """The bytes that a value takes as JSON in UTF-8; None for what a database cannot keep."""
    if type(value) is str and value.isprintable() and not ESCAPED.search(value):
        return len(value.encode()) + 2
    if not _storable(value):
        return None
    try:
        return len(_as_json(value).encode())
    except (TypeError, ValueError):
        return None


def _storable(value: Any) -> bool:
    if isinstance(value, str):
        return _encodable(value)
    if isinstance(value, dict):
        return all(isinstance(key, str) and _storable(key) and _storable(inner) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return all(_storable(inner) for inner in value)
    return not isinstance(value, int) or abs(value) <= MAX_FIGURE


def _encodable(text: str) -> bool:
    if "\x00" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True

"""Forms: JSON Schema 2020-12 objects. The same schema is validated here and rendered by the UI.

Beside the schema's own words a property may carry ``x-title`` (other languages), ``x-widget`` and ``x-sets``, which
writes the answer to the ticket itself: ``ticket.level``, ``ticket.rating`` or ``ticket.title``. ``x-dictionary``
lets one choose from a data dictionary of the kernel.
"""

from collections.abc import Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator, SchemaError
from jsonschema.exceptions import ValidationError

from tongyun.kernel.contracts import FieldError, Invalid
from tongyun.kernel.facade import FormValidator, fault_of, keyword_problems

SETTABLE: Final = {"ticket.level": "integer", "ticket.rating": "integer", "ticket.title": "string"}
"""What an answer may write to the ticket, and the type that its field must have."""

MAX_ERRORS: Final = 50

_NESTING: Final = ("properties", "items", "prefixItems", "allOf", "anyOf", "oneOf", "if", "then", "else")


def problems_of(schema: Any) -> list[str]:
    """Why a schema is no usable form; empty when it is."""
    if not isinstance(schema, dict) or schema.get("type") != "object":
        return ["表单必须是 type 为 object 的 JSON Schema"]
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        return [f"{_pointer(error)}：{error.message}"]
    found = [f"{where}：嵌套对象须声明 additionalProperties: false" for where in _open_objects(schema, "")]
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return [*found, "表单没有字段（properties）"]
    for name, field in properties.items():
        target = field.get("x-sets") if isinstance(field, dict) else None
        if target is not None and field.get("type") != SETTABLE.get(target):
            found.append(f"/properties/{name}：x-sets 不能是 {target}，或字段类型不符")
        if isinstance(field, dict):
            found += [f"/properties/{name}：{problem}" for problem in keyword_problems(field)]
    unknown = [name for name in schema.get("required", []) if name not in properties]
    return [*found, *(f"/required：表单没有字段 {name}" for name in unknown)]


def check(schema: Mapping[str, Any], data: Mapping[str, Any]) -> None:
    """Hold answers against a form.

    Raises:
        Invalid: fields that the form does not own, or values that break its rules, each at its place.
    """
    owned = schema.get("properties", {})
    foreign = [FieldError(f"/{name}", "表单没有这个字段") for name in data if name not in owned]
    errors = sorted(FormValidator(schema).iter_errors(dict(data)), key=lambda error: list(error.path))
    broken = [field for error in errors for field in _fields(error)]
    if foreign or broken:
        raise Invalid("invalid_form", "表单填写有误，请检查标出的字段。", [*foreign, *broken][:MAX_ERRORS])


def effects(schema: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers write to the ticket: ``{"level": 2}``."""
    written = {}
    for name, field in schema.get("properties", {}).items():
        target = field.get("x-sets")
        if target and data.get(name) is not None:
            written[target.removeprefix("ticket.")] = data[name]
    return written


def _open_objects(schema: Any, where: str) -> list[str]:
    """Nested objects that would take any field."""
    found: list[str] = []
    if isinstance(schema, list):
        for number, each in enumerate(schema):
            found.extend(_open_objects(each, f"{where}/{number}"))
    if not isinstance(schema, dict):
        return found
    if where and schema.get("type") == "object" and schema.get("additionalProperties") is not False:
        found.append(where)
    for word in _NESTING:
        inner = schema.get(word)
        if word == "properties" and isinstance(inner, dict):
            for name, each in inner.items():
                found.extend(_open_objects(each, f"{where}/properties/{name}"))
        elif inner is not None:
            found.extend(_open_objects(inner, f"{where}/{word}"))
    return found


def _fields(error: ValidationError) -> list[FieldError]:
    at = _pointer(error)
    if error.validator == "required":
        instance: Any = error.instance
        required: Any = error.validator_value
        missing = [name for name in required if name not in instance]
        return [FieldError(f"{at.rstrip('/')}/{name}", "必填") for name in missing]
    return [FieldError(at, fault_of(error))]


def _pointer(error: Any) -> str:
    return "/" + "/".join(str(part) for part in error.absolute_path)

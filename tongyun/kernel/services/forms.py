"""What a value that was filled into a form has wrong, by the form's JSON Schema."""

from collections.abc import Mapping
from typing import Any, cast

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError

from ..contracts import FieldError
from .dictionaries import FormValidator

_FAULTS = {
    "required": "必填",
    "type": "类型不符",
    "enum": "不在可选范围内",
    "oneOf": "不在可选范围内",
    "anyOf": "不在可选范围内",
    "const": "只能是 {limit}",
    "minLength": "至少 {limit} 个字",
    "maxLength": "不能超过 {limit} 个字",
    "minimum": "不能小于 {limit}",
    "maximum": "不能大于 {limit}",
    "exclusiveMinimum": "必须大于 {limit}",
    "exclusiveMaximum": "必须小于 {limit}",
    "multipleOf": "必须是 {limit} 的倍数",
    "minItems": "至少 {limit} 项",
    "maxItems": "不能超过 {limit} 项",
    "uniqueItems": "有重复项",
    "pattern": "格式不符",
    "format": "格式不符",
    "additionalProperties": "含有没有定义的内容",
    "None": "不能填写",  # the schema is just `false`
}


def fault_of(error: ValidationError) -> str:
    """What a JSON Schema refuses at a value, in words for the person who gave it."""
    if error.validator == "minLength" and error.validator_value == 1:
        return "不能为空"
    if "propertyNames" in error.absolute_schema_path:
        return f"“{str(error.instance)[:60]}”不能用作名称"
    words = _FAULTS.get(str(error.validator))
    return error.message[:200] if words is None else words.format(limit=error.validator_value)


def broken_fields(schema: Mapping[str, Any], value: Mapping[str, Any]) -> list[FieldError]:
    """Every field that the schema refuses, with the reason in words for the person who filled it in."""
    validator = FormValidator(dict(schema), format_checker=FormatChecker())
    return [_field(error) for error in sorted(validator.iter_errors(dict(value)), key=lambda error: list(error.path))]


def _field(error: ValidationError) -> FieldError:
    path = [str(part) for part in error.absolute_path]
    if error.validator == "required":
        path += [str(name) for name in cast(list[str], error.validator_value) if error.message.startswith(f"'{name}' ")]
    return FieldError("/" + "/".join(path), fault_of(error))

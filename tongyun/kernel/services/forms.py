"""What a value that was filled into a form has wrong, by the form's JSON Schema."""

from collections.abc import Mapping
from typing import Any, cast

from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError

from ..contracts import FieldError
from .dictionaries import FormValidator

_MESSAGES = {
    "required": "必填",
    "type": "类型不符",
    "enum": "不在可选范围内",
    "minLength": "至少 {limit} 个字",
    "maxLength": "不能超过 {limit} 个字",
    "minimum": "不能小于 {limit}",
    "maximum": "不能大于 {limit}",
    "minItems": "至少 {limit} 项",
    "maxItems": "不能超过 {limit} 项",
    "uniqueItems": "有重复项",
    "pattern": "格式不符",
    "format": "格式不符",
    "additionalProperties": "含有没有的设置项",
}


def broken_fields(schema: Mapping[str, Any], value: Mapping[str, Any]) -> list[FieldError]:
    """Every field that the schema refuses, with the reason in words for the person who filled it in."""
    validator = FormValidator(dict(schema), format_checker=FormatChecker())
    return [_field(error) for error in sorted(validator.iter_errors(dict(value)), key=lambda error: list(error.path))]


def _field(error: ValidationError) -> FieldError:
    message = _MESSAGES.get(str(error.validator), error.message[:200]).format(limit=error.validator_value)
    path = [str(part) for part in error.absolute_path]
    if error.validator == "required":
        path += [str(name) for name in cast(list[str], error.validator_value) if error.message.startswith(f"'{name}' ")]
    return FieldError("/" + "/".join(path), message)

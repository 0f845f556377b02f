"""The judge of forms and item types, and its keyword `x-dictionary`: a value is a code that may be chosen today.

{"type": "string", "x-dictionary": "network_zone"}
{"type": "array", "items": {"type": "string", "x-dictionary": "district", "x-dictionary-leaf": true}}
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.timezone import localdate
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from ...contracts import FieldError, Invalid
from .reading import dictionary, same_dictionary

KEYWORD = "x-dictionary"
LEAF = "x-dictionary-leaf"


def _chosen(validator: Any, key: Any, value: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
    """Refuse a code that cannot be chosen; what is no text is the business of `type`."""
    if not isinstance(value, str):
        return
    found = same_dictionary(key) if isinstance(key, str) else None
    if found is None or found.retired:
        yield ValidationError(f"没有可用的数据字典“{str(key)[:60]}”")
    elif value not in found.entries:
        yield ValidationError(f"数据字典“{found.title}”中没有这一项")
    elif not found.usable(value, localdate()):
        yield ValidationError(f"“{found.entries[value].title}”已停用或不在有效期内")
    elif schema.get(LEAF) and value in found.parents:
        yield ValidationError("须选到最末一级")


def _within(keyword: str) -> Callable[..., Iterator[ValidationError]]:
    """A reference that leads nowhere but into the schema itself: the library would fetch any other address."""
    follow = Draft202012Validator.VALIDATORS[keyword]

    def judge(validator: Any, place: Any, value: Any, schema: Mapping[str, Any]) -> Iterator[ValidationError]:
        if str(place).startswith("#"):
            yield from follow(validator, place, value, schema)
        else:
            yield ValidationError(f"{keyword} 只能引用本结构之内的位置")

    return judge


#: Draft 2020-12 that also understands dictionaries; every form and every item type is judged by it.
FormValidator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {KEYWORD: _chosen, **{word: _within(word) for word in ("$ref", "$dynamicRef")}}
)


def dictionaries_in(schema: Any) -> set[str]:
    """Every dictionary that a schema names, at any depth."""
    if isinstance(schema, list):
        return {key for part in schema for key in dictionaries_in(part)}
    if not isinstance(schema, Mapping):
        return set()
    own = {str(schema[KEYWORD])} if KEYWORD in schema else set()
    return own | {key for part in schema.values() for key in dictionaries_in(part)}


def require_dictionaries(schema: Any, path: str) -> None:
    """Raises Invalid when a schema of a pack names a dictionary that is not there."""
    known = {key: dictionary(key) for key in dictionaries_in(schema)}
    missing = sorted(key for key, found in known.items() if found is None or found.retired)
    if missing:
        text = f"没有数据字典 {'、'.join(missing)}"
        raise Invalid("unknown_dictionary", f"{path}：{text}。", [FieldError(path, text)])

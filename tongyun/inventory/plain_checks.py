"""What most attributes demand, asked in a fraction of the time that a validator takes: a text of some length, a figure
within bounds, one of some codes, a list of such. Only a yes counts; whatever is not sure is left to the validator.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from jsonschema import FormatChecker

from tongyun.kernel.facade import FormValidator

Check = Callable[[Any], bool]

KINDS: Mapping[str, type] = {"string": str, "integer": int, "boolean": bool, "array": list}
#: Keywords that are asked for here, by the kind of value that they are about.
ASKED = {
    "string": {"type", "enum", "minLength", "maxLength", "pattern", "format"},
    "integer": {"type", "minimum", "maximum"},
    "boolean": {"type"},
    "array": {"type", "items", "minItems", "maxItems", "uniqueItems"},
}
MOST = float("inf")


def plain_check(schema: Any, formats: FormatChecker) -> Check | None:
    """A question whose yes means that the schema takes a value; None when it demands more than is asked here."""
    if not isinstance(schema, Mapping):
        return None
    kind = schema.get("type")
    if (
        not isinstance(kind, str)
        or kind not in KINDS
        or (schema.keys() & FormValidator.VALIDATORS.keys()) - ASKED[kind]
    ):
        return None
    if kind == "string":
        return _text(schema, formats)
    if kind == "integer":
        low, high = schema.get("minimum", -MOST), schema.get("maximum", MOST)
        return lambda value: type(value) is int and low <= value <= high
    if kind == "boolean":
        return lambda value: type(value) is bool
    return _list(schema, formats)


def _text(schema: Mapping[str, Any], formats: FormatChecker) -> Check | None:
    low, high = schema.get("minLength", 0), schema.get("maxLength", MOST)
    codes = schema.get("enum")
    if codes is not None and not all(type(code) is str for code in codes):
        return None
    chosen = None if codes is None else frozenset(codes)
    pattern = re.compile(schema["pattern"]) if "pattern" in schema else None
    form = schema.get("format")

    def fits(value: Any) -> bool:
        return (
            type(value) is str
            and low <= len(value) <= high
            and (chosen is None or value in chosen)
            and (pattern is None or pattern.search(value) is not None)
            and (form is None or formats.conforms(value, form))
        )

    return fits


def _list(schema: Mapping[str, Any], formats: FormatChecker) -> Check | None:
    """A list whose entries are plain themselves; whether they differ is only asked of texts."""
    low, high, differ = schema.get("minItems", 0), schema.get("maxItems", MOST), bool(schema.get("uniqueItems"))
    entries = schema.get("items", {})
    each = plain_check(entries, formats)
    if each is None or (differ and entries.get("type") != "string"):
        return None

    def fits(value: Any) -> bool:
        return (
            type(value) is list
            and low <= len(value) <= high
            and all(map(each, value))
            and (not differ or len(set(value)) == len(value))
        )

    return fits

"""What becomes of the attributes of items when their type changes: small steps, said in the type, run once.

- {rename: memory, to: memory_bytes}
- {drop: old_code}
- {convert: floor, to: text}             text, number, integer, list (of texts), single (the only entry of a list)
- {map: level, values: {"1": L1}}
- {default: importance, value: normal}   where there is none
"""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from ...content.common import digest_of
from ..checking import MAX_FIGURE

NAME = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,59}$"}
TARGETS = ("text", "number", "integer", "list", "single")


def _step(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


#: JSON Schema of one step.
STEP = {
    "oneOf": [
        _step(["rename", "to"], rename=NAME, to=NAME),
        _step(["drop"], drop=NAME),
        _step(["convert", "to"], convert=NAME, to={"enum": list(TARGETS)}),
        _step(["map", "values"], map=NAME, values={"type": "object", "minProperties": 1}),
        _step(["default", "value"], default=NAME, value=True),
    ]
}

Step = Mapping[str, Any]


def new_steps(before: Iterable[Step], after: Iterable[Step]) -> list[Step]:
    """The steps that have not run yet: those that the version before did not have."""
    done = {digest_of(step) for step in before}
    return [step for step in after if digest_of(step) not in done]


def names_written(steps: Iterable[Step]) -> set[str]:
    """The attributes that get other values by the steps."""
    return {str(step[verb]) for step in steps for verb in ("convert", "map", "default") if verb in step} | {
        str(step["to"]) for step in steps if "rename" in step
    }


def renamed(steps: Iterable[Step], names: Iterable[str]) -> list[str]:
    """Names of attributes after the steps; one that is dropped is left out."""
    steps, found = list(steps), []
    for name in names:
        after: str | None = name
        for step in steps:
            if after is not None and step.get("rename") == after:
                after = str(step["to"])
            elif step.get("drop") == after:
                after = None
        if after is not None:
            found.append(after)
    return found


def migrated(steps: Iterable[Step], attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes after the steps. A value that a step cannot convert stays as it is: the schema says so then."""
    found = dict(attributes)
    for step in steps:
        if "rename" in step:
            if step["rename"] in found:
                held = found.pop(step["rename"])
                found.setdefault(step["to"], held)
        elif "drop" in step:
            found.pop(step["drop"], None)
        elif "convert" in step:
            if step["convert"] in found:
                found[step["convert"]] = _converted(found[step["convert"]], step["to"])
        elif "map" in step:
            if step["map"] in found:
                found[step["map"]] = _mapped(found[step["map"]], step["values"])
        elif found.get(step["default"]) is None:
            found[step["default"]] = step["value"]
    return found


def _converted(value: Any, target: str) -> Any:
    if target == "list":
        return value if isinstance(value, list) else [str(value)]
    if target == "single":
        return value[0] if isinstance(value, list) and len(value) == 1 else value
    if target == "text":
        return value if isinstance(value, str | list | dict) else str(value)
    figure = _figure(str(value).strip())
    if figure is None or (target == "integer" and isinstance(figure, float)):
        return value
    return figure


def _figure(text: str) -> int | float | None:
    """The figure that a text is; a whole one without loss, none for what JSON has no figure for."""
    try:
        whole = int(text)
    except ValueError:
        pass
    else:
        return whole if abs(whole) <= MAX_FIGURE else None
    try:
        figure = float(text)
    except ValueError:
        return None
    if not isfinite(figure):
        return None
    return int(figure) if figure.is_integer() else figure


def _mapped(value: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_mapped(entry, values) for entry in value]
    return values.get(str(value), value)

"""The words of an alert: a template with a few named places, filled without `str.format` (whose fields reach into
objects) and without anything else that could be talked into running code."""

import math
import re
from collections.abc import Mapping

PLACE = re.compile(r"\{([^{}]*)\}")
KNOWN = frozenset({"item.name", "item.type", "value"})
LABEL = re.compile(r"labels\.[a-zA-Z_][a-zA-Z0-9_]*")
MAX_LENGTH = 1000


def unknown_places(template: str) -> list[str]:
    """Names in braces that no alert can fill."""
    return [name for name in PLACE.findall(template) if name not in KNOWN and not LABEL.fullmatch(name)]


def summary_of(template: str, item_name: str, item_type: str, labels: Mapping[str, str], value: float | None) -> str:
    """The template with its places filled; a label that is missing leaves nothing behind."""
    known = {"item.name": item_name, "item.type": item_type, "value": readable(value)}

    def fill(place: re.Match[str]) -> str:
        name = place[1]
        if name.startswith("labels."):
            return labels.get(name.removeprefix("labels."), "")
        return known.get(name, place[0])

    return PLACE.sub(fill, template)[:MAX_LENGTH]


def readable(value: float | None) -> str:
    """A number as a person writes it: at most two decimals, whole where it is whole."""
    if value is None:
        return "无数据"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.2f}" if abs(value) >= 0.01 else f"{value:.2g}"

"""Attributes that the platform works out from others: `x-computed` with an expression, never Python (ADR 0026).

They are worked out when an item is read, so they are never stale and a new expression needs no migration; those that
are indexed are worked out again whenever the item is written. An expression that lacks an input has no value, unless it
asks for `null` itself.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from tongyun.kernel.contracts import utc_now
from tongyun.kernel.contracts.business_time import CHINA
from tongyun.kernel.contracts.expression import (
    Binary,
    ExpressionError,
    Items,
    Literal,
    Node,
    Path,
    Unary,
    evaluate,
    parse,
    roots,
)

from .contracts import TypeView

#: The name under which expressions find days as figures: `days.warranty_until - days.today`.
DAYS = "days"
TODAY = "today"
DIGITS = 4


class Days(Mapping[str, object]):
    """The days among an item's attributes as figures that can be subtracted; `today` is the day in China."""

    def __init__(self, attributes: Mapping[str, Any]) -> None:
        self._attributes = attributes

    def __getitem__(self, name: str) -> object:
        if name == TODAY:
            return utc_now().astimezone(CHINA).toordinal()
        try:
            return date.fromisoformat(str(self._attributes[name])[:10]).toordinal()
        except ValueError as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return iter((TODAY, *self._attributes))

    def __len__(self) -> int:
        return len(self._attributes) + 1


def computed_values(view: TypeView, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The computed attributes of an item with these attributes; what cannot be worked out is left out."""
    if not view.computed:
        return {}
    data = {**attributes, DAYS: Days(attributes)}
    worked_out = ((name, _value(view, name, expression, data)) for name, expression in view.computed.items())
    return {name: value for name, value in worked_out if value is not None}


def expression_fault(expression: str, known: Mapping[str, Any]) -> str | None:
    """What is wrong with an expression over these attributes, or None."""
    try:
        used = roots(parse(expression))
    except ExpressionError as error:
        return f"表达式有误（第 {error.position + 1} 个字符）"
    for name in sorted(used - {DAYS}):
        if name not in known:
            return f"表达式用到的属性“{name}”不存在"
        if "x-computed" in known[name]:
            return f"表达式不能再用算出的属性“{name}”"
        if "x-personal" in known[name]:
            return f"表达式不能使用个人信息“{name}”"
    return None


@lru_cache(maxsize=2048)
def inputs_of(expression: str) -> frozenset[str]:
    """The attributes that an expression tells something of."""
    parts = [leaf.parts for leaf in _leaves(parse(expression)) if isinstance(leaf, Path)]
    return frozenset(part[1] if part[0] == DAYS and len(part) > 1 else part[0] for part in parts) - {TODAY}


@lru_cache(maxsize=2048)
def _needed(expression: str) -> frozenset[str]:
    """The attributes that must be there; none for an expression that asks for null."""
    asks = any(isinstance(leaf, Literal) and leaf.value is None for leaf in _leaves(parse(expression)))
    return frozenset() if asks else inputs_of(expression)


def _leaves(node: Node) -> Iterator[Node]:
    match node:
        case Unary():
            yield from _leaves(node.operand)
        case Binary():
            yield from _leaves(node.left)
            yield from _leaves(node.right)
        case Items():
            for item in node.items:
                yield from _leaves(item)
        case _:
            yield node


def _value(view: TypeView, name: str, expression: str, data: Mapping[str, object]) -> Any:
    if any(data.get(needed) is None for needed in _needed(expression)):
        return None
    try:
        return _fitting(evaluate(expression, data), view.schema["properties"][name].get("type"))
    except ExpressionError:
        return None


def _fitting(value: object, kind: str) -> Any:
    """The value if it is of the attribute's type; figures are rounded."""
    if isinstance(value, bool):
        return value if kind == "boolean" else None
    if isinstance(value, int | float):
        if kind == "integer":
            return round(value)
        return round(value, DIGITS) if kind == "number" else None
    return value if isinstance(value, str) and kind == "string" else None

"""A SCIM filter as a question to the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from .filters import Both, Compare, Condition, Either, Not, Some, parse, wrong

_LOOKUPS = {"co": "icontains", "sw": "istartswith", "ew": "iendswith"}
_ORDERS = {"gt": "gt", "ge": "gte", "lt": "lt", "le": "lte"}
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Column:
    """An attribute that a column holds. `exact`: case counts (ids, external ids)."""

    name: str
    type: type = str
    exact: bool = False


@dataclass(frozen=True)
class Entries:
    """A list attribute: each entry's sub-attributes are columns, or constants such as its type."""

    entries: tuple[Mapping[str, Column | str | bool], ...]


Attributes = Mapping[str, Column | Entries]


def condition(text: str, attributes: Attributes, urns: tuple[str, ...]) -> Q:
    """The rows a filter means. Attribute names are those of `attributes` in lower case. Raises ScimError."""
    return _asked(parse(text), lambda path: _attribute(path, attributes, urns))


def _asked(found: Condition, look: Callable[[str], list[Column | str | bool]]) -> Q:
    match found:
        case Both(left, right):
            return _asked(left, look) & _asked(right, look)
        case Either(left, right):
            return _asked(left, look) | _asked(right, look)
        case Not(inner):
            return ~_asked(inner, look)
        case Compare(path, operator, value):
            return _any([_compared(each, operator, value) for each in look(path)])
        case Some(path, inner):
            entries = look(f"{path}[]")
            return _any([_asked(inner, _inside(each)) for each in entries])


def _any(questions: list[Q]) -> Q:
    found = NOTHING
    for question in questions:
        found |= question
    return found


def _inside(entry: Any) -> Callable[[str], list[Column | str | bool]]:
    def look(path: str) -> list[Column | str | bool]:
        own = entry.get(path.lower())
        if own is None:
            raise wrong(f"没有属性“{path[:60]}”")
        return [own]

    return look


def _attribute(path: str, attributes: Attributes, urns: tuple[str, ...]) -> list[Any]:
    plain = path.removesuffix("[]").lower()
    for urn in urns:
        plain = plain.removeprefix(f"{urn.lower()}:")
    name, _, sub = plain.partition(".")
    own = attributes.get(plain) or attributes.get(name)
    if isinstance(own, Entries):
        if path.endswith("[]"):
            return list(own.entries)
        found = [entry[sub or "value"] for entry in own.entries if (sub or "value") in entry]
        if found:
            return found
    if isinstance(own, Column) and plain in attributes and not path.endswith("[]"):
        return [own]
    raise wrong(f"没有属性“{path[:60]}”，或不能据以查找")


def _compared(own: Column | str | bool, operator: str, value: Any) -> Q:
    if not isinstance(own, Column):
        same = isinstance(value, type(own)) and str(own).lower() == str(value).lower()
        true = operator == "pr" or (operator == "eq" and same) or (operator == "ne" and not same)
        return ~NOTHING if true else NOTHING
    if operator == "pr":
        return ~Q(**{own.name: ""}) if own.type is str else Q(**{f"{own.name}__isnull": False})
    if operator == "ne":
        return ~_compared(own, "eq", value)
    if value is None:
        return Q(**{own.name: ""}) if own.type is str else Q(**{f"{own.name}__isnull": True})
    typed = _typed(own, operator, value)
    if typed is None:
        return NOTHING
    if operator == "eq":
        return Q(**{own.name if own.exact or own.type is not str else f"{own.name}__iexact": typed})
    if operator in _ORDERS:
        return Q(**{f"{own.name}__{_ORDERS[operator]}": typed})
    return Q(**{f"{own.name}__{_LOOKUPS[operator]}": typed})


def _typed(own: Column, operator: str, value: Any) -> Any:
    """The value as the column takes it; None: no row can have it. Raises ScimError for one of another type."""
    if own.type is str and isinstance(value, str):
        if "\x00" in value:
            raise wrong("含有 NUL 字符")
        return value
    if own.type is bool and isinstance(value, bool) and operator == "eq":
        return value
    if own.type is UUID and isinstance(value, str) and operator == "eq":
        try:
            return UUID(value)
        except ValueError:
            return None
    if own.type is datetime and isinstance(value, str) and operator in ("eq", *_ORDERS):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise wrong(f"“{value[:40]}”不是时间") from None
        if moment.tzinfo is None:
            raise wrong(f"“{value[:40]}”没有时区")
        return moment
    raise wrong(f"不能这样比较：{operator} {str(value)[:40]}")

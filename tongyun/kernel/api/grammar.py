"""The one grammar of all lists: paging by cursor, filters, sorting and search, done by the database.

    ?limit=50&cursor=…&sort=-created_at&q=nginx&state=open&severity__in=critical,major&created_at__gte=2026-11-01T00:00:00Z

A room declares a `Listing` (what may be filtered and sorted, and by which column) and answers with `page(...)`.
Anything a caller names that the listing does not declare is refused with the list of what it knows.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError as FieldRefused
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import is_naive, make_aware
from ninja import Schema
from pydantic import TypeAdapter, ValidationError

from ..contracts import FieldError, Invalid

T = TypeVar("T")
M = TypeVar("M", bound=Model)

DEFAULT_LIMIT = 50
MAX_LIMIT = 500
MAX_IN_VALUES = 200
RESERVED = frozenset({"limit", "cursor", "sort", "q"})
OPERATORS = {"": "exact", "in": "in", "gte": "gte", "lte": "lte", "not": "exact"}
#: What a database keeps in its widest integer.
INTEGERS = range(-(2**63), 2**63)


class Page(Schema, Generic[T]):
    """One page of a list. `next` is the cursor of the following page, or null at the end."""

    items: list[T]
    next: str | None
    total: int


@dataclass(frozen=True)
class Filter:
    """A field a caller may filter by: its column and the type of its values."""

    column: str
    type: Any = str
    description: str = ""

    @property
    def operators(self) -> tuple[str, ...]:
        """What may follow the name behind two underscores; "" is the name alone."""
        if self.column.endswith("__isnull"):
            return ("", "not")
        return ("", "not", "in", "gte", "lte") if self.type in (datetime, int, float) else ("", "not", "in")


@dataclass(frozen=True)
class Listing:
    """What one list understands. `sorts` maps public names to columns that are never null."""

    filters: Mapping[str, Filter]
    sorts: Mapping[str, str]
    default_sort: str
    search: tuple[str, ...] = ()
    extra: frozenset[str] = field(default_factory=frozenset)

    def parameters(self) -> list[dict[str, Any]]:
        """The OpenAPI description of the query parameters."""

        def parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
            return {"in": "query", "name": name, "required": False, "description": description, "schema": schema}

        described = [
            parameter(
                "limit", "每页条数", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
            ),
            parameter("cursor", "上一页返回的 next", {"type": "string"}),
            parameter(
                "sort",
                "排序字段，前加 - 为降序",
                {
                    "type": "string",
                    "enum": [s for name in self.sorts for s in (name, f"-{name}")],
                    "default": self.default_sort,
                },
            ),
        ]
        if self.search:
            described.append(parameter("q", "关键字", {"type": "string"}))
        for name, entry in self.filters.items():
            words = {
                "": entry.description or f"按 {name} 筛选",
                "not": f"{name} 不等于",
                "in": f"{name} 的多个值，以逗号分隔",
                "gte": f"{name} 不小于",
                "lte": f"{name} 不大于",
            }
            described.extend(
                parameter(f"{name}__{operator}" if operator else name, words[operator], {"type": "string"})
                for operator in entry.operators
            )
        return described


def page(
    request: HttpRequest,
    rows: QuerySet[M],
    listing: Listing,
    render: Callable[[list[M]], list[Any]],
) -> dict[str, Any]:
    """Apply the caller's filters, sort and cursor to `rows` and render one page of them."""
    rows = _filtered(request, rows, listing)
    total = rows.count()
    name = request.GET.get("sort") or listing.default_sort
    descending, column = name.startswith("-"), listing.sorts.get(name.removeprefix("-"))
    if column is None:
        raise _unknown("sort", name, listing.sorts)
    limit = _limit(request.GET.get("limit"))
    cursor = request.GET.get("cursor")
    if cursor:
        rows = rows.filter(_after(rows, cursor, column, descending))
    order = (f"-{column}", "-pk") if descending else (column, "pk")
    found = list(rows.order_by(*order)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return {
        "items": render(found),
        "next": _cursor(found[-1], column) if more else None,
        "total": total,
    }


def _filtered(request: HttpRequest, rows: QuerySet[M], listing: Listing) -> QuerySet[M]:
    for name in request.GET:
        if name in RESERVED or name in listing.extra:
            continue
        base, _, operator = name.partition("__")
        entry = listing.filters.get(base)
        if entry is None or operator not in entry.operators or name.endswith("__"):
            raise _unknown(name, name, listing.filters)
        condition = _condition(name, entry, operator, request.GET[name])
        rows = rows.exclude(condition) if operator == "not" else rows.filter(condition)
    words = (request.GET.get("q") or "").split()
    for word in words[:10] if listing.search else []:
        anywhere = Q()
        for column in listing.search:
            anywhere |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


def _condition(name: str, entry: Filter, operator: str, raw: str) -> Q:
    if operator == "in":
        parts = [part for part in raw.split(",") if part]
        if len(parts) > MAX_IN_VALUES:
            raise Invalid("bad_filter", f"{name} 最多 {MAX_IN_VALUES} 个值。", [FieldError(name, "值太多")])
        return Q(**{f"{entry.column}__in": [_value(name, entry, part) for part in parts]})
    if raw == "" and operator == "":
        return Q()
    if entry.column.endswith("__isnull"):
        return Q(**{entry.column: _value(name, entry, raw)})
    if raw == "null" and operator == "":
        return Q(**{f"{entry.column}__isnull": True})
    return Q(**{f"{entry.column}__{OPERATORS[operator]}": _value(name, entry, raw)})


def _value(name: str, entry: Filter, raw: str) -> Any:
    try:
        return _storable(TypeAdapter(entry.type).validate_strings(raw))
    except (ValidationError, ValueError, OverflowError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "超出范围或含有非法字符"
        raise Invalid("bad_filter", f"{name} 的值“{raw[:60]}”无效：{reason}", [FieldError(name, reason)]) from error


def _storable(value: Any) -> Any:
    """The value as every database takes it; raises ValueError or OverflowError for what one of them refuses.

    A moment without a zone is meant in China.
    """
    if isinstance(value, datetime):
        return (make_aware(value) if is_naive(value) else value).astimezone(UTC)
    if isinstance(value, str) and b"\x00" in value.encode():
        raise ValueError("NUL in a text")
    if isinstance(value, int) and value not in INTEGERS:
        raise OverflowError("too large for a database")
    return value


def _limit(raw: str | None) -> int:
    if not raw:
        return DEFAULT_LIMIT
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:9]) <= MAX_LIMIT:
        raise Invalid("bad_limit", f"limit 须为 1 到 {MAX_LIMIT} 的整数。", [FieldError("limit", "超出范围")])
    return int(raw)


def _unknown(path: str, name: str, known: Mapping[str, Any]) -> Invalid:
    detail = f"不认识“{name[:60]}”；可用：{', '.join(sorted(known)) or '（无）'}。"
    return Invalid("unknown_parameter", detail, [FieldError(path[:60], detail)])


def _cursor(row: Model, column: str) -> str:
    value: Any = row
    for part in column.split("__"):
        value = getattr(value, part)
    if isinstance(value, datetime):
        value = value.isoformat()
    elif isinstance(value, UUID):
        value = str(value)
    raw = json.dumps([value, str(row.pk)], ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _after(rows: QuerySet[M], cursor: str, column: str, descending: bool) -> Q:
    try:
        value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(value, (str, int, float)) or not isinstance(key, str):
            raise ValueError("not a cursor")
        value = _storable(_field(rows, column).to_python(value))
        row = _storable(rows.model._meta.pk.to_python(key))
    except (ValueError, TypeError, OverflowError, FieldRefused) as error:
        raise Invalid("bad_cursor", "cursor 无效，请从第一页重新开始。", [FieldError("cursor", "无效")]) from error
    beyond = "lt" if descending else "gt"
    return Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"pk__{beyond}": row})


def _field(rows: QuerySet[M], column: str) -> Any:
    """The field that a column of a listing ends in, of this table, a related one, or computed."""
    if column in rows.query.annotations:
        return rows.query.annotations[column].output_field
    *path, last = column.split("__")
    model: Any = rows.model
    for part in path:
        model = model._meta.get_field(part).related_model
    return model._meta.get_field(last)

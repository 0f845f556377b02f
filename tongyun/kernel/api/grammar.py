"""The one grammar of all lists: paging by cursor, filters, sorting and search, done by the database.

    ?limit=50&cursor=…&sort=-created_at&q=nginx&state=open&severity__in=critical,major&created_at__gte=2026-11-01T00:00:00Z

A room declares a `Listing` (what may be filtered and sorted, and by which column) and answers with `page(...)`.
Anything a caller names that the listing does not declare is refused with the list of what it knows.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
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
            described.append(parameter(name, entry.description or f"按 {name} 筛选", {"type": "string"}))
            described.append(parameter(f"{name}__in", f"{name} 的多个值，以逗号分隔", {"type": "string"}))
            if entry.type in (datetime, int, float):
                described.append(parameter(f"{name}__gte", f"{name} 不小于", {"type": "string"}))
                described.append(parameter(f"{name}__lte", f"{name} 不大于", {"type": "string"}))
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
    descending, column = name.startswith("-"), listing.sorts.get(name.lstrip("-"))
    if column is None:
        raise _unknown("sort", name, listing.sorts)
    limit = _limit(request.GET.get("limit"))
    cursor = request.GET.get("cursor")
    if cursor:
        rows = rows.filter(_after(cursor, column, descending))
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
        if entry is None or operator not in OPERATORS:
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
        parts = [part for part in raw.split(",") if part][:MAX_IN_VALUES]
        return Q(**{f"{entry.column}__in": [_value(name, entry, part) for part in parts]})
    if raw in ("null", "") and operator == "":
        return Q(**{f"{entry.column}__isnull": True}) if raw == "null" else Q()
    if entry.column.endswith("__isnull"):
        return Q(**{entry.column: _value(name, entry, raw)})
    return Q(**{f"{entry.column}__{OPERATORS[operator]}": _value(name, entry, raw)})


def _value(name: str, entry: Filter, raw: str) -> Any:
    if "\x00" in raw:
        raise Invalid("bad_filter", f"{name} 含有非法字符。", [FieldError(name, "含有非法字符")])
    try:
        return TypeAdapter(entry.type).validate_strings(raw)
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise Invalid("bad_filter", f"{name} 的值“{raw[:60]}”无效：{reason}", [FieldError(name, reason)]) from error


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


def _after(cursor: str, column: str, descending: bool) -> Q:
    try:
        value, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(value, (str, int, float)) or not isinstance(key, str):
            raise ValueError("not a cursor")
        if isinstance(value, str) and column.endswith("_at"):
            value = datetime.fromisoformat(value)
        UUID(key)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("bad_cursor", "cursor 无效，请从第一页重新开始。", [FieldError("cursor", "无效")]) from error
    beyond = "lt" if descending else "gt"
    return Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"pk__{beyond}": key})

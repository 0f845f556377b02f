"""The one grammar of all lists: paging by cursor, filters, sorting, search, field choice and export.

    ?limit=50&cursor=…&sort=-created_at,name&q=nginx&state=open&severity__in=critical,major&fields=id,name
    ?state=open&format=xlsx

A room declares a `Listing` (what may be filtered and sorted, by which column, and what is exported) and answers with
`page(...)`. Anything a caller names that the listing does not declare is refused with the list of what it knows.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast, get_args

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from pydantic import ValidationInfo, model_validator

from ..contracts import FieldError, Invalid
from ..services.permissions import hidden_fields
from ..services.privacy import reveal_rows
from .lists.conditions import filtered
from .lists.declaration import (
    DEFAULT_LIMIT,
    FORMATS,
    MAX_LIMIT,
    REVEAL,
    Column,
    Filter,
    Listing,
    Meaning,
    not_hidden,
    unknown,
)
from .lists.export import answer_columns, answer_file
from .lists.keyset import behind, cursor_of, ordered, position_from, sort_keys
from .lists.plans import along_the_order
from .lists.totals import total_of
from .shapes import Schema

__all__ = ["Column", "Filter", "Listing", "Meaning", "Page", "page", "picked"]

T = TypeVar("T")
M = TypeVar("M", bound=Model)

MAX_FIELDS = 100


class Page(Schema, Generic[T]):
    """One page of a list. `next` is the cursor of the following page, or null at the end.

    A `total` beyond 10,000 may be up to ten seconds old.
    """

    items: list[T]
    next: str | None
    total: int

    @model_validator(mode="after")
    def _fields_exist(self, info: ValidationInfo) -> "Page[T]":
        request = (info.context or {}).get("request")
        wanted = _wanted(request) if request is not None else ()
        if wanted:
            row = get_args(type(self).model_fields["items"].annotation)[0]
            hidden = hidden_fields(getattr(row, "resource", ""))
            fields = {entry.alias or name: entry for name, entry in row.model_fields.items()}
            known = {name: entry for name, entry in fields.items() if name not in hidden}
            for name in wanted:
                if name not in known:
                    raise unknown("fields", name, known)
        return self


def page(
    request: HttpRequest,
    rows: QuerySet[M],
    listing: Listing,
    render: Callable[[list[M]], list[Any]],
    columns: Sequence[Column] = (),
) -> dict[str, Any]:
    """Apply the caller's filters and sort to `rows`, and answer one page of them, or all of them as a file.

    `columns` are exported beside those of the listing: what only the query can know, such as the attributes of a type.
    """
    form = request.GET.get("format") or "json"
    if form not in (FORMATS if listing.columns else FORMATS[:1]):
        raise Invalid("bad_format", f"format 只能是 {'、'.join(FORMATS)}。", [FieldError("format", "不支持")])
    listing = listing.shown()
    rows = filtered(request, rows, listing)
    keys = sort_keys(rows, listing, request.GET.get("sort"))
    _reveal(request, listing, form)
    if form != "json":
        offered = (*listing.columns, *not_hidden(columns, listing.resource))
        wanted = _wanted(request)
        answer = (
            answer_columns(offered)
            if form == "columns"
            else answer_file(request, rows, keys, listing, offered, render, wanted)
        )
        return cast(dict[str, Any], answer)  # the framework sends a ready answer as it is
    total = total_of(rows)
    limit = _limit(request.GET.get("limit"))
    cursor = request.GET.get("cursor")
    part = behind(rows, keys, position_from(rows, keys, cursor)) if cursor else rows
    found = list(ordered(along_the_order(part, keys, total), keys)[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return {"items": render(found), "next": cursor_of(found[-1], keys) if more else None, "total": total}


def picked(request: HttpRequest, data: Any) -> Any:
    """A page with only the fields that the caller named; anything else as it is."""
    wanted = _wanted(request)
    if not wanted or not isinstance(data, dict) or not {"items", "next", "total"} <= data.keys():
        return data
    return {**data, "items": [{name: row[name] for name in wanted} for row in data["items"]]}


def _reveal(request: HttpRequest, listing: Listing, form: str) -> None:
    """Let an export that says why show personal data as they are."""
    reason = request.GET.get(REVEAL) if listing.personal else None
    if reason is None:
        return
    if form not in ("csv", "xlsx"):
        detail = "reveal 只用于导出；查看单个人的明文请用其 reveal 接口。"
        raise Invalid("reveal_exports_only", detail, [FieldError(REVEAL, detail)])
    reveal_rows(listing.title[0], request.path, reason)


def _wanted(request: HttpRequest) -> tuple[str, ...]:
    raw = request.GET.get("fields") or ""
    names = tuple(dict.fromkeys(part for part in raw.split(",") if part))
    if len(names) > MAX_FIELDS:
        raise Invalid("bad_fields", f"fields 最多 {MAX_FIELDS} 个。", [FieldError("fields", "太多")])
    return names


def _limit(raw: str | None) -> int:
    if not raw:
        return DEFAULT_LIMIT
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:9]) <= MAX_LIMIT:
        raise Invalid("bad_limit", f"limit 须为 1 到 {MAX_LIMIT} 的整数。", [FieldError("limit", "超出范围")])
    return int(raw)

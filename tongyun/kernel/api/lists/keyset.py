"""Order and position in a list: a cursor holds the values of the last row seen, so no page is counted off.

Rows without a value come last, up and down alike. The key of the row breaks ties, so each row comes once.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError as FieldRefused
from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from ...contracts import FieldError, Invalid
from .conditions import storable
from .declaration import MAX_SORT_KEYS, Listing, unknown

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class SortKey:
    """One column to sort by."""

    column: str
    descending: bool
    nullable: bool

    def order(self) -> OrderBy | str:
        """What the database sorts by; plain where no value is missing, so that a plain index serves."""
        if not self.nullable:
            return f"-{self.column}" if self.descending else self.column
        column = F(self.column)
        return column.desc(nulls_last=True) if self.descending else column.asc(nulls_last=True)

    def same(self, value: Any) -> Q:
        """Rows that stand beside the value."""
        return Q(**{f"{self.column}__isnull": True}) if value is None else Q(**{self.column: value})

    def behind(self, value: Any) -> Q | None:
        """Rows that stand behind the value; None when none can."""
        if value is None:
            return None
        beyond = Q(**{f"{self.column}__{'lt' if self.descending else 'gt'}": value})
        return beyond | Q(**{f"{self.column}__isnull": True}) if self.nullable else beyond

    def not_before(self, value: Any) -> Q:
        """A bound that an index can serve, where one exists."""
        if value is None or self.nullable:
            return Q()
        return Q(**{f"{self.column}__{'lte' if self.descending else 'gte'}": value})


def sort_keys(rows: QuerySet[M], listing: Listing, asked: str | None) -> tuple[SortKey, ...]:
    """The columns to sort by; a name the listing does not declare is refused."""
    names = (asked or listing.default_sort).split(",")
    if len(names) > MAX_SORT_KEYS:
        raise Invalid("bad_sort", f"最多按 {MAX_SORT_KEYS} 个字段排序。", [FieldError("sort", "字段太多")])
    keys = []
    for name in names:
        column = listing.sorts.get(name.removeprefix("-"))
        if column is None:
            raise unknown("sort", name, listing.sorts)
        keys.append(SortKey(column, name.startswith("-"), _nullable(rows, column)))
    return tuple(keys)


def ordered(rows: QuerySet[M], keys: tuple[SortKey, ...]) -> QuerySet[M]:
    """Rows in order, ties broken by their key."""
    return rows.order_by(*[key.order() for key in keys], "-pk" if keys[0].descending else "pk")


def behind(rows: QuerySet[M], keys: tuple[SortKey, ...], position: list[Any]) -> QuerySet[M]:
    """Rows behind a position: the values of the sort keys, and last the key of the row."""
    *values, row = position
    wanted, beside = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        beyond = key.behind(value)
        if beyond is not None:
            wanted |= beside & beyond
        beside &= key.same(value)
    wanted |= beside & Q(**{f"pk__{'lt' if keys[0].descending else 'gt'}": row})
    return rows.filter(keys[0].not_before(values[0]) & wanted)


def position_of(row: Model, keys: tuple[SortKey, ...]) -> list[Any]:
    """Where a row stands."""
    return [*(_reach(row, key.column) for key in keys), row.pk]


def batches(rows: QuerySet[M], keys: tuple[SortKey, ...], size: int, limit: int) -> Iterator[list[M]]:
    """All rows in order, `size` at a time and at most `limit`: each batch is a query of its own that ends at once."""
    part, left = ordered(rows, keys), limit
    while left > 0:
        found = list(part[: min(size, left)])
        if found:
            yield found
        if len(found) < size:
            return
        left -= len(found)
        part = ordered(behind(rows, keys, position_of(found[-1], keys)), keys)


def cursor_of(row: Model, keys: tuple[SortKey, ...]) -> str:
    """The cursor behind a row."""
    raw = json.dumps([_plain(value) for value in position_of(row, keys)], ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def position_from(rows: QuerySet[M], keys: tuple[SortKey, ...], cursor: str) -> list[Any]:
    """The position a cursor holds; one that is no cursor of this list is refused."""
    try:
        *values, row = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(values) != len(keys) or not isinstance(row, str):
            raise ValueError("not a cursor of this list")
        found = [_stored(rows, key, value) for key, value in zip(keys, values, strict=True)]
        return [*found, storable(rows.model._meta.pk.to_python(row))]
    except (ValueError, TypeError, OverflowError, FieldRefused, RecursionError) as error:
        raise Invalid("bad_cursor", "cursor 无效，请从第一页重新开始。", [FieldError("cursor", "无效")]) from error


def _stored(rows: QuerySet[M], key: SortKey, value: Any) -> Any:
    if value is None and key.nullable:
        return None
    if not isinstance(value, (str, int, float)):
        raise ValueError("not a cursor")
    return storable(_field(rows, key.column).to_python(value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _reach(row: Any, column: str) -> Any:
    for part in column.split("__"):
        row = getattr(row, part, None)
    return row


def _field(rows: QuerySet[M], column: str) -> Any:
    """The field that a column of a listing ends in, of this table, a related one, or computed."""
    if column in rows.query.annotations:
        return rows.query.annotations[column].output_field
    return _path(rows, column)[-1]


def _path(rows: QuerySet[M], column: str) -> list[Any]:
    model: Any = rows.model
    fields = []
    for part in column.split("__"):
        found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        fields.append(found)
        model = found.related_model
    return fields


def _nullable(rows: QuerySet[M], column: str) -> bool:
    return column not in rows.query.annotations and any(field.null for field in _path(rows, column))

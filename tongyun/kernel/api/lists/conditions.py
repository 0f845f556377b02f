"""A caller's filters and words as conditions of the database."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import is_naive, make_aware
from pydantic import TypeAdapter, ValidationError

from ...contracts import FieldError, Invalid
from ...services.permissions import allows, within
from ...services.privacy import REVEAL as MAY_REVEAL
from .declaration import RESERVED, REVEAL, Filter, Listing, unknown

M = TypeVar("M", bound=Model)

MAX_IN_VALUES = 200
MAX_WORDS = 10
LOOKUPS = {
    "": "exact",
    "not": "exact",
    "gt": "gt",
    "gte": "gte",
    "lt": "lt",
    "lte": "lte",
    "contains": "icontains",
    "starts": "istartswith",
}
#: What the database is asked to leave out instead of to find.
NEGATIONS = ("not", "not_in")
NULL = "null"
#: What a database keeps in its widest integer.
INTEGERS = range(-(2**63), 2**63)


def filtered(request: HttpRequest, rows: QuerySet[M], listing: Listing) -> QuerySet[M]:
    """Rows that the caller asks for; a name the listing does not declare is refused."""
    for name in request.GET:
        if name in RESERVED or name in listing.extra or (name == REVEAL and listing.personal):
            continue
        base, _, operator = name.partition("__")
        entry = listing.filters.get(base)
        if entry is None or operator not in entry.operators or name.endswith("__"):
            raise unknown(name, name, listing.filters)
        found = condition(name, entry, operator, request.GET[name])
        rows = rows.exclude(found) if operator in NEGATIONS and found else rows.filter(found)
    words = (request.GET.get("q") or "").split()
    whole = listing.personal_search if allows(MAY_REVEAL) else ()
    for word in words[:MAX_WORDS] if listing.search else []:
        anywhere = _exactly(word, whole)
        if listing.meaning is not None:
            anywhere |= listing.meaning.condition(word) or Q()
        for column in listing.search:
            anywhere |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(anywhere)
    return rows


def _exactly(word: str, columns: Sequence[str]) -> Q:
    """Personal data found by the whole of them, as far as the caller may look behind masks."""
    if not columns:
        return Q()
    return Q(*((column, word) for column in columns), _connector=Q.OR) & within(MAY_REVEAL, owner="id")


def storable(value: Any) -> Any:
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


def condition(name: str, entry: Filter, operator: str, raw: str) -> Q:
    """What a parameter asks of a column; what is to be left out is told as if it were to be found."""
    if operator in ("in", "not_in"):
        return _one_of(name, entry, [part for part in raw.split(",") if part])
    if raw == "" and operator == "":
        return Q()
    if operator == "null":
        return _missing(entry, _value(name, bool, raw))
    if entry.column.endswith("__isnull"):
        return Q(**{entry.column: _value(name, entry.type, raw)})
    if raw == NULL and operator in ("", "not"):
        return _missing(entry)
    return Q(**{f"{entry.column}__{LOOKUPS[operator]}": _value(name, entry.type, raw)})


def _one_of(name: str, entry: Filter, parts: Iterable[str]) -> Q:
    parts = list(parts)
    if len(parts) > MAX_IN_VALUES:
        raise Invalid("bad_filter", f"{name} 最多 {MAX_IN_VALUES} 个值。", [FieldError(name, "值太多")])
    listed = Q(**{f"{entry.column}__in": [_value(name, entry.type, part) for part in parts if part != NULL]})
    return listed | _missing(entry) if NULL in parts else listed


def _missing(entry: Filter, missing: bool = True) -> Q:
    """Rows without a value, or those with one; a text that has none is empty."""
    found = Q(**{f"{entry.column}__isnull": missing})
    if entry.type is not str:
        return found
    empty = Q(**{entry.column: ""})
    return found | empty if missing else found & ~empty


def _value(name: str, kind: Any, raw: str) -> Any:
    try:
        return storable(TypeAdapter(kind).validate_strings(raw))
    except (ValidationError, ValueError, OverflowError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "超出范围或含有非法字符"
        raise Invalid("bad_filter", f"{name} 的值“{raw[:60]}”无效：{reason}", [FieldError(name, reason)]) from error

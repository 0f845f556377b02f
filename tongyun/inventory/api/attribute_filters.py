"""Filters of the list of items by indexed attributes: `attributes.vendor=H3C`, `attributes.cpu_cores__gte=16`.

Each becomes a condition on the rows of `ItemValue`; several are joined by "and". The grammar is that of all lists.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tongyun.kernel.contracts import FieldError, Invalid
from tongyun.kernel.contracts.business_time import CHINA
from tongyun.kernel.facade import Filter, list_condition

from ..catalogue import Catalogue
from ..models import Item, ItemValue
from ..services.values import text_of
from ..type_queries import indexed_kinds

PREFIX = "attributes."
#: The types that a filter's value is read as, by the kind of the attribute, and the column of `ItemValue` it is for.
READ_AS: Mapping[str, tuple[Any, str]] = {
    "text": (str, "text"),
    "number": (float, "number"),
    "truth": (bool, "text"),
    "date": (date, "text"),
    "moment": (datetime, "text"),
}
NEGATIONS = ("not", "not_in")
NULL = "null"


def asked_for(request: HttpRequest) -> dict[str, str]:
    """The parameters that filter by an attribute."""
    return {name: value for name, value in request.GET.items() if name.startswith(PREFIX) and isinstance(value, str)}


def narrowed(rows: QuerySet[Item], types: Catalogue, keys: list[str], parameters: Mapping[str, str]) -> QuerySet[Item]:
    """The items whose attributes are as asked. `keys` are the types that the list is narrowed to, none for all.

    Raises Invalid for an attribute that is not indexed at any of them (or hidden), an operator or a value that does not
    fit; it tells what would.
    """
    if not parameters:
        return rows
    kinds = indexed_kinds(types, keys)
    for parameter, raw in parameters.items():
        name, operator, kind = _parts(parameter, kinds)
        if raw == "" and operator == "":
            continue
        values = ItemValue.objects.filter(name=name)
        if operator == "null" or (raw == NULL and operator in ("", "not")):
            held = Q(id__in=values.values("item_id"))
            missing = raw == "true" if operator == "null" else operator == ""
            rows = rows.exclude(held) if missing else rows.filter(held)
            continue
        found = values.filter(_condition(parameter, kind, operator, raw)).values("item_id")
        rows = rows.exclude(id__in=found) if operator in NEGATIONS else rows.filter(id__in=found)
    return rows


def _parts(parameter: str, kinds: Mapping[str, str]) -> tuple[str, str, str]:
    plain = parameter.removeprefix(PREFIX)
    name, operator = plain, ""
    if plain not in kinds:
        name, _, operator = plain.rpartition("__")
    offers = Filter("", READ_AS[kinds[name]][0]).operators if name in kinds else ()
    if operator not in offers or plain.endswith("__"):
        offered = "、".join(f"{PREFIX}{each}" for each in sorted(kinds)) or "（无）"
        detail = f"不能按“{parameter[:80]}”筛选；可用：{offered[:1000]}。"
        raise Invalid("unknown_parameter", detail, [FieldError(parameter[:80], detail)])
    return name, operator, kinds[name]


def _condition(parameter: str, kind: str, operator: str, raw: str) -> Q:
    """The condition on the rows of one attribute: read in the attribute's type, compared as rows are kept."""
    read_as, column = READ_AS[kind]
    if column == "number":
        return list_condition(parameter, Filter(column, read_as), operator, raw)
    parts = raw.split(",") if operator in ("in", "not_in") else [raw]
    kept = [_kept(parameter, kind, read_as, part) for part in parts if part]
    return list_condition(parameter, Filter(column), operator, ",".join(kept))


def _kept(parameter: str, kind: str, read_as: Any, raw: str) -> str:
    """A value as rows have it. A day may be asked for as a moment of it; a moment without a zone is meant in China."""
    if kind == "text":
        return text_of(kind, raw)
    plain = raw[:10] if kind == "date" else raw.lower() if kind == "truth" else raw
    list_condition(parameter, Filter("text", read_as), "", plain)  # refuses what is none
    if kind == "moment":
        moment = datetime.fromisoformat(plain)
        plain = (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).isoformat()
    return text_of(kind, plain)

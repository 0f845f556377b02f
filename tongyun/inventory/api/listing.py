"""The list of items: what it filters and sorts by, and the rows that a request asks for.

Whatever is about "the items of this filter" (the list, its labels, its statistics) asks here, so that one address means
the same items everywhere.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from tongyun.kernel.contracts import FieldError, Invalid
from tongyun.kernel.facade import Filter, Listing

from .. import queries
from ..catalogue import catalogue
from ..models import Item
from ..quality.evaluation import breaking
from ..quality.rules import Rule, known_rules
from . import columns
from .attribute_filters import asked_for, narrowed

ITEMS = Listing(
    filters={
        "id": Filter("id", UUID, "编号"),
        "lifecycle": Filter("lifecycle", description="生命周期：active、suspected、lost、retired"),
        "organisation": Filter("organisation_id", UUID, "所属组织"),
        "exact_type": Filter("type_id", description="模型，不含其下级模型"),
        "source": Filter("source", description="来源"),
        "last_seen_at": Filter("last_seen_at", datetime, "最近上报时间"),
        "updated_at": Filter("updated_at", datetime, "最近变更时间"),
        "created_at": Filter("created_at", datetime, "登记时间"),
    },
    sorts={"name": "name", "type": "type_id", "updated_at": "updated_at", "created_at": "created_at"},
    default_sort="name",
    search=("name",),
    extra=frozenset({"type", "type__in", "health", "health__in", "quality", "quality__in"}),
    columns=columns.ITEMS,
    title=("资源", "Items"),
    personal=True,
    resource=queries.RESOURCE,
)
#: The filters that reach beyond a column.
WIDER = (
    ("type", "模型，含其下级模型"),
    ("health", "健康状态：ok、warning、critical、unknown"),
    ("quality", "违反的数据质量规则；any 为任何一条"),
)
#: Stands for every rule of data quality.
ANY_RULE = "any"


def described(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments of a route with the filters that reach beyond a column in the description of the list."""
    for name, text in WIDER:
        for parameter, words in ((name, text), (f"{name}__in", f"{text}；多个值以逗号分隔")):
            entry = {"in": "query", "name": parameter, "required": False, "description": words}
            arguments["openapi_extra"]["parameters"].append({**entry, "schema": {"type": "string"}})
    return arguments


def asked_items(request: HttpRequest, listing: Listing = ITEMS) -> tuple[QuerySet[Item], Listing]:
    """The items in the caller's scope that the filters beyond a column leave, and the list that reads the others."""
    by_attribute = asked_for(request)
    rows = narrowed(_chosen(request), catalogue(), asked_types(request), by_attribute)
    return rows, replace(listing, extra=listing.extra | by_attribute.keys())


def asked_types(request: HttpRequest) -> list[str]:
    """The types that the request narrows the list to; none for all."""
    return _values(request, "type")


def _chosen(request: HttpRequest) -> QuerySet[Item]:
    rows = queries.seen_items().select_related("organisation")
    keys = asked_types(request)
    if keys:
        types = catalogue()
        rows = rows.filter(type_id__in={name for key in keys for name in types.subtypes(key)})
    states = _values(request, "health")
    if states:
        unknown = sorted(set(states) - set(queries.HEALTH_STATES))
        if unknown:
            detail = f"health 只能是 {'、'.join(queries.HEALTH_STATES)}。"
            raise Invalid("bad_filter", detail, [FieldError("health", detail)])
        rows = rows.filter(queries.in_health(states))
    rules = asked_rules(request)
    return rows if rules is None else breaking(rules, rows)


def asked_rules(request: HttpRequest) -> list[Rule] | None:
    """The rules of data quality that the items are to break; None when the request does not say. Raises Invalid for one
    that the caller does not know."""
    keys = _values(request, "quality")
    if not keys:
        return None
    if ANY_RULE in keys:
        return known_rules()
    rules = known_rules(keys)
    unknown = sorted(set(keys) - {rule.key for rule in rules})
    if unknown:
        detail = f"没有数据质量规则“{unknown[0][:80]}”。"
        raise Invalid("bad_filter", detail, [FieldError("quality", detail)])
    return rules


def _values(request: HttpRequest, name: str) -> list[str]:
    given = (request.GET.get(name) or "") + "," + (request.GET.get(f"{name}__in") or "")
    return [part for part in given.replace("\x00", "").split(",") if part]

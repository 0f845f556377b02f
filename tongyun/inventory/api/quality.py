"""Data quality: the score of the items that the list's own filters find, and the items that break rules."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from tongyun.kernel.facade import (
    Page,
    ShortMemory,
    current_actor,
    guarded,
    hidden_fields,
    is_hidden,
    list_filtered,
    organisation_names,
    page,
    reach_of,
)

from ..catalogue import catalogue
from ..errors import no_such_item
from ..models import Item
from ..quality.evaluation import breaking, broken_by
from ..quality.own import Owed, owed_by
from ..quality.rules import ASPECTS, WEIGHTS, Rule, known_rules, sorted_by_weight
from ..quality.scoring import Scores, Tally, scores, worst_first
from ..queries import LARGE, READ, RESOURCE, seen_items
from . import columns
from .listing import ITEMS, asked_items, asked_rules, described
from .quality_schemas import FlawedItemOut, OwnQualityOut, QualityFindingOut, QualityOut
from .rendering import type_titles, unhidden
from .statistics import filters_only, narrowed_query

router = Router(tags=["inventory"])

#: What names rules does not narrow their score.
BY_RULE = frozenset({"quality", "quality__in"})
QUALITY = replace(ITEMS, columns=(), extra=ITEMS.extra - BY_RULE)
FLAWED = replace(ITEMS, columns=columns.FLAWED_ITEMS, title=("数据质量问题", "Data-quality findings"), personal=False)
#: Of large estates the figures are kept for so many seconds: some twenty questions about all items make them.
KEPT_S = 30.0
NO_UNIT = ("未归属单位", "No organisation")

_known: ShortMemory[dict[str, Any]] = ShortMemory(KEPT_S, lambda found: int(found["checked"]) >= LARGE)


@router.get("/item-quality", response=QualityOut, **filters_only(QUALITY, BY_RULE))
def quality(request: HttpRequest) -> dict[str, Any]:
    """The quality of the data of items: the score as a whole, by rule, aspect, type and unit. A rule that looks at what
    the caller's role hides is not among them. Of large estates the figures may be half a minute old."""
    question = (reach_of(READ), hidden_fields(RESOURCE), tuple(sorted(request.GET.items())))
    return _known.of(question, lambda: _quality(request))


@router.get("/item-quality/own", response=OwnQualityOut, **guarded(READ))
def own_quality(request: HttpRequest) -> Owed:
    """What is to be mended at the items that name the caller as their owner (责任人)."""
    return owed_by(current_actor())


@router.get("/flawed-items", response=Page[FlawedItemOut], **described(guarded(READ, FLAWED)))
def flawed_items(request: HttpRequest) -> dict[str, Any]:
    """Items that break rules of data quality (any, unless `quality` names some), each with all that it breaks; filtered
    and sorted as the list of items is."""
    rows, listing = asked_items(request, FLAWED)
    if asked_rules(request) is None:
        rows = breaking(known_rules(), rows)
    return page(request, rows, listing, flawed_out)


@router.get("/items/{item_id}/findings", response=list[QualityFindingOut], **guarded(READ))
def findings(request: HttpRequest, item_id: UUID) -> list[dict[str, Any]]:
    """The rules of data quality that an item breaks, the weightiest first."""
    row = seen_items().filter(id=item_id).first()
    if row is None:
        raise no_such_item(item_id)
    return [_finding(rule) for rule in broken_by(sorted_by_weight(known_rules()), [row])[row.id]]


def flawed_out(items: list[Item]) -> list[dict[str, Any]]:
    """A page of items with what is wrong with them."""
    types, found = catalogue(), broken_by(sorted_by_weight(known_rules()), items)
    return [
        {
            "id": item.id,
            "name": item.name,
            "type": item.type_id,
            **type_titles(types, item.type_id),
            "lifecycle": item.lifecycle,
            "organisation": {"id": item.organisation.id, "name": item.organisation.name} if item.organisation else None,
            "owner": str(unhidden(item.attributes).get("owner") or ""),
            "severity": min((rule.severity for rule in found[item.id]), key=list(WEIGHTS).index, default="low"),
            "findings": [_finding(rule) for rule in found[item.id]],
            "told": "；".join(rule.title for rule in found[item.id]),
            "advised": "；".join(rule.advice for rule in found[item.id] if rule.advice),
            "updated_at": item.updated_at,
        }
        for item in items
    ]


def _quality(request: HttpRequest) -> dict[str, Any]:
    rows, listing = asked_items(request, QUALITY)
    rules = known_rules()
    found = scores(rules, list_filtered(request, rows, listing.shown()))
    whole = found.whole.weighed
    names_units = not is_hidden("organisation", hidden_fields(RESOURCE))
    return {
        **_score(found.whole, whole),
        "rules": _rules_out(request, rules, found),
        "aspects": [
            {"key": key, **_titles(columns.ASPECTS[key]), "query": None, **_score(found.aspects[key], whole)}
            for key in ASPECTS
            if key in found.aspects
        ],
        "types": _types_out(request, found),
        "organisations": _organisations_out(request, found) if names_units else [],
    }


def _rules_out(request: HttpRequest, rules: Collection[Rule], found: Scores) -> list[dict[str, Any]]:
    by_key = {rule.key: rule for rule in rules}
    return [
        {
            **_finding(by_key[key]),
            "weight": by_key[key].weight,
            "query": narrowed_query(request, {"quality": key}) if tally.broken else None,
            **_score(tally, found.whole.weighed),
        }
        for key, tally in worst_first(found.rules.items())
    ]


def _types_out(request: HttpRequest, found: Scores) -> list[dict[str, Any]]:
    types = catalogue()
    return [
        {
            "key": key,
            **_titles(tuple(type_titles(types, key).values())),
            "query": narrowed_query(request, {"exact_type": key}),
            **_score(tally, found.whole.weighed),
        }
        for key, tally in worst_first(found.types.items())
    ]


def _organisations_out(request: HttpRequest, found: Scores) -> list[dict[str, Any]]:
    names = organisation_names(key for key in found.organisations if key is not None)
    return [
        {
            "key": str(key) if key else None,
            **_titles((names.get(key, str(key)),) * 2 if key else NO_UNIT),
            "query": narrowed_query(request, {"organisation": str(key) if key else "null"}),
            **_score(tally, found.whole.weighed),
        }
        for key, tally in worst_first(found.organisations.items())
    ]


def _score(tally: Tally, whole: int) -> dict[str, Any]:
    return {
        "score": tally.score,
        "checked": tally.checked,
        "broken": tally.broken,
        "lost": round(100 * tally.lost / whole, 2) if whole else 0.0,
    }


def _titles(pair: tuple[str, ...]) -> dict[str, str]:
    return {"title": pair[0], "title_en": pair[1]}


def _finding(rule: Rule) -> dict[str, Any]:
    return {
        "key": rule.key,
        "title": rule.title,
        "title_en": rule.title_en,
        "advice": rule.advice,
        "advice_en": rule.advice_en,
        "aspect": rule.aspect,
        "severity": rule.severity,
    }

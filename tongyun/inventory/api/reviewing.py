"""Routes of the review queue: what a machine may not decide, and a person's decision."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router

from tongyun.kernel.contracts.personal import kind_named, mask
from tongyun.kernel.facade import BulkOut, Filter, Listing, Page, guarded, named_version, page, visible

from .. import queries
from ..catalogue import Catalogue, catalogue
from ..errors import no_such_case, no_such_item
from ..models import Item, RelationType, ReviewCase
from ..personal import masked_attributes
from ..services.checking import usable
from ..services.review.comparing import candidates_of, check_kind, compared, decidable
from ..services.review.deciding import assign_case, close_case, dismiss_case, dismiss_cases, register_case, reopen_case
from . import columns, rendering
from . import reviewing_schemas as schemas

WRITE = "inventory:write"

router = Router(tags=["inventory"])

REVIEW = Listing(
    filters={
        "open": Filter("closed_at__isnull", bool, "尚未处理"),
        "reason": Filter("reason", description="ambiguous、contradiction、invalid"),
        "type": Filter("type_key", description="模型"),
        "source": Filter("source", description="数据来源"),
        "outcome": Filter("outcome", description="assigned、registered、dismissed、closed"),
    },
    sorts={"created_at": "created_at", "seen_at": "seen_at", "closed_at": "closed_at"},
    default_sort="-created_at",
    search=("name", "detail"),
    columns=columns.REVIEW,
    title=("待核实资源", "Review cases"),
)


@router.get("/review-cases", response=Page[schemas.ReviewCaseOut], **guarded("inventory:read", REVIEW))
def review_cases(request: HttpRequest) -> dict[str, Any]:
    """Observations that a person has to look at."""
    return page(request, _seen(), REVIEW, _cases_out)


@router.post("/review-cases/dismiss", response=BulkOut, **guarded(WRITE))
def dismiss_several(request: HttpRequest, body: schemas.DismissManyIn) -> dict[str, Any]:
    """Dismiss several cases for one reason; each has its own result."""
    return {"results": dismiss_cases(body.ids, body.reason)}


@router.get("/review-cases/{case_id}", response=schemas.ReviewCaseDetailOut, **guarded("inventory:read"))
def review_case(request: HttpRequest, case_id: UUID, item: UUID | None = None) -> dict[str, Any]:
    """A case beside each item that it may be, and beside another one (`item`) that somebody thinks of."""
    case = _seen().filter(id=case_id).first()
    if case is None:
        raise no_such_case()
    return _detail_out(case, item)


@router.post("/review-cases/{case_id}/assign", response=schemas.ReviewCaseOut, **guarded(WRITE, versioned=True))
def assign(request: HttpRequest, case_id: UUID, body: schemas.AssignIn) -> dict[str, Any]:
    """Decide that the observation is about an item; it is brought up to date, and later observations go there."""
    return _cases_out([assign_case(case_id, body.item, named_version(request, body.version))])[0]


@router.post("/review-cases/{case_id}/register", response=schemas.ReviewCaseOut, **guarded(WRITE, versioned=True))
def register(request: HttpRequest, case_id: UUID, body: schemas.RegisterIn) -> dict[str, Any]:
    """Decide that the observation is about something new; it is made, and later observations go there."""
    version = named_version(request, body.version)
    return _cases_out([register_case(case_id, version, name=body.name, organisation=body.organisation)])[0]


@router.post("/review-cases/{case_id}/dismiss", response=schemas.ReviewCaseOut, **guarded(WRITE, versioned=True))
def dismiss(request: HttpRequest, case_id: UUID, body: schemas.DismissIn) -> dict[str, Any]:
    """Decide that the observation is nothing, and why; no machine asks again unless its content changes."""
    return _cases_out([dismiss_case(case_id, body.reason, named_version(request, body.version))])[0]


@router.post("/review-cases/{case_id}/reopen", response=schemas.ReviewCaseOut, **guarded(WRITE, versioned=True))
def reopen(request: HttpRequest, case_id: UUID, body: schemas.DecisionIn) -> dict[str, Any]:
    """Take a decision back; what it wrote stays and is reverted as a change."""
    return _cases_out([reopen_case(case_id, named_version(request, body.version))])[0]


@router.post("/review-cases/{case_id}/close", response=schemas.ReviewCaseOut, **guarded(WRITE))
def close(request: HttpRequest, case_id: UUID) -> dict[str, Any]:
    """Mark a case as dealt with elsewhere; it is asked again if it is still so a day later."""
    return _cases_out([close_case(case_id)])[0]


def _seen() -> QuerySet[ReviewCase]:
    return visible(ReviewCase.objects.all(), queries.READ)


def _cases_out(cases: Sequence[ReviewCase]) -> list[dict[str, Any]]:
    """A page of the queue; personal data in it stay masked, items out of sight are left out."""
    types = catalogue()
    named = {UUID(each) for case in cases for each in case.candidates}
    named |= {case.item_id for case in cases if case.item_id}
    hidden = queries.unseen(named)
    return [_case_out(types, case, hidden) for case in cases]


def _case_out(types: Catalogue, case: ReviewCase, hidden: frozenset[UUID]) -> dict[str, Any]:
    return {
        "id": case.id,
        "reason": case.reason,
        "reason_title": ReviewCase.Reason(case.reason).label,
        "detail": case.detail,
        "type": case.type_key,
        **rendering.type_titles(types, case.type_key),
        "name": case.name,
        "observation": {"attributes": _observed(types, case)},
        "whole": case.whole,
        "candidates": [each for each in case.candidates if UUID(each) not in hidden],
        "source": case.source,
        "created_at": case.created_at,
        "seen_at": case.seen_at,
        "closed_at": case.closed_at,
        "closed_by": case.closed_by,
        "outcome": case.outcome,
        "note": case.note,
        "item": None if case.item_id in hidden else case.item_id,
        "version": case.version,
    }


def _detail_out(case: ReviewCase, also: UUID | None) -> dict[str, Any]:
    types = catalogue()
    items = candidates_of(case, also)
    if also is not None and all(each.id != also for each in items):
        raise no_such_item(also)
    shown = _cases_out([case])[0]
    return {
        **shown,
        "relations": _relations_out(case),
        "compared": _compared_out(types, case, items, also),
        "elsewhere": len(shown["candidates"]) < len(case.candidates),
    }


def _compared_out(types: Catalogue, case: ReviewCase, items: list[Item], also: UUID | None) -> list[dict[str, Any]]:
    """Each item beside the observation; where nothing can be carried out any more, only what the item is."""
    rendered = rendering.items_out(items)
    if not case.whole or case.closed_at is not None or usable(types, case.type_key) is None:
        return [{"item": shown, "changes": {}, "withheld": {}, "open": False} for shown in rendered]
    sighting = decidable(types, case)
    answers = []
    for item, shown in zip(items, rendered, strict=True):
        if item.id == also:
            check_kind(types, sighting, item)
        found = compared(types, sighting, item)
        names = rendering.organisations_in([found.changes])
        withheld = rendering.unhidden(dict(found.withheld))
        changes = rendering.delta_out(types, item.type_id, found.changes, names)
        answers.append({"item": shown, "changes": changes, "withheld": withheld, "open": found.open})
    return answers


def _relations_out(case: ReviewCase) -> list[dict[str, Any]]:
    """The relations that were seen, to items in sight."""
    edges = [(key, UUID(target)) for key, target in case.observation.get("relations", ())]
    ends = queries.seen_items().in_bulk([target for _, target in edges])
    kinds = RelationType.objects.in_bulk([key for key, _ in edges])
    return [
        {
            "type": key,
            **rendering.titles_from(kinds[key], outwards=True),
            "item": target,
            "item_name": ends[target].name,
        }
        for key, target in edges
        if key in kinds and target in ends
    ]


def _observed(types: Catalogue, case: ReviewCase) -> dict[str, Any]:
    """What was seen, masked by what the type says; what it does not know, by its name."""
    told = rendering.unhidden(case.observation.get("attributes", {}))
    view = types.get(case.type_key)
    known = view.schema["properties"] if view else {}
    strange = {name: _masked_by_name(name, value) for name, value in told.items() if name not in known}
    return {**masked_attributes(types, case.type_key, told), **strange}


def _masked_by_name(name: str, value: Any) -> Any:
    kind = kind_named(name)
    return mask(kind, value) if kind and isinstance(value, str) else value

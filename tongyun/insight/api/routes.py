"""Routes of insight: what the contract takes for a ticket, and what is at risk now."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from tongyun.kernel.facade import guarded

from .. import queries
from . import render, schemas

router = Router(tags=["insight"])

DEFAULT_LIMIT, MAX_LIMIT = 50, 500


@router.get("/assessments/tickets/{uuid:ticket_id}", response=schemas.AssessmentOut, **guarded("assessment:read"))
def ticket_assessment(request: HttpRequest, ticket_id: UUID) -> dict[str, Any]:
    """What the contract takes for this ticket: sealed once it is closed, live until then."""
    assessment = queries.assessment_of(ticket_id)
    money = queries.money_of(assessment)
    return render.assessment(assessment, money)


@router.get("/assessments/at-risk", response=schemas.ThreatsOut, **guarded("assessment:read"))
def at_risk(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT) -> dict[str, Any]:
    """What open tickets can still lose, soonest first."""
    return render.threats(queries.threats(), limit)

"""Routes of substitution during leave."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import is_naive, make_aware
from ninja import Router, Status

from ..contracts import utc_now
from ..models import Substitution
from ..services.context import current_actor
from ..services.people.standing_in import arrange_substitution, cancel_substitution, seen_by
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas.people import SubstitutionIn, SubstitutionOut
from .security import SIGNED_IN, guarded

router = Router(tags=["people"])

SUBSTITUTIONS = Listing(
    filters={
        "absent": Filter("absent_id", UUID, "离岗人"),
        "substitute": Filter("substitute_id", UUID, "代理人"),
        "reason": Filter("reason"),
        "cancelled": Filter("cancelled_at__isnull", bool, "false 为已取消"),
        "starts_at": Filter("starts_at", datetime),
        "ends_at": Filter("ends_at", datetime),
    },
    sorts={"starts_at": "starts_at", "ends_at": "ends_at", "created_at": "created_at"},
    default_sort="-starts_at",
    search=("absent__name", "substitute__name"),
    columns=columns.SUBSTITUTIONS,
    title=("代理安排", "Substitutions"),
)


@router.get("/substitutions", response=Page[SubstitutionOut], **guarded(SIGNED_IN, SUBSTITUTIONS))
def substitutions(request: HttpRequest) -> dict[str, Any]:
    """Who stands in for whom: one's own, or all for whoever manages them."""
    return page(request, seen_by(current_actor()), SUBSTITUTIONS, lambda rows: [_shown(row) for row in rows])


@router.post("/substitutions", response={201: SubstitutionOut}, **guarded(SIGNED_IN))
def arrange(request: HttpRequest, body: SubstitutionIn) -> Status[dict[str, Any]]:
    """Let somebody stand in during one's leave; the substitute is told."""
    absent = body.absent_id or UUID(current_actor().id)
    starts_at, ends_at = _moment(body.starts_at), _moment(body.ends_at)
    row = arrange_substitution(absent, body.substitute_id, starts_at, ends_at, body.reason, body.note)
    return Status(201, _found(row.id))


@router.post("/substitutions/{substitution_id}/cancel", response=SubstitutionOut, **guarded(SIGNED_IN))
def cancel(request: HttpRequest, substitution_id: UUID) -> dict[str, Any]:
    """End a substitution now, or take it back before it begins."""
    return _found(cancel_substitution(substitution_id).id)


def _found(row_id: UUID) -> dict[str, Any]:
    rows = Substitution.objects.select_related("absent__organisation", "substitute__organisation")
    return _shown(rows.get(id=row_id))


def _shown(row: Substitution) -> dict[str, Any]:
    now = utc_now()
    state = "running"
    if row.cancelled_at is not None:
        state = "cancelled"
    elif row.ends_at <= now:
        state = "over"
    elif row.starts_at > now:
        state = "planned"
    return {**vars(row), "absent": row.absent, "substitute": row.substitute, "state": state}


def _moment(moment: datetime) -> datetime:
    """A moment without a zone is meant in China."""
    return make_aware(moment) if is_naive(moment) else moment

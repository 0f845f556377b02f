"""The audit trail."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from ..models import AuditRecord
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas.audit import AuditOut
from .security import guarded

router = Router(tags=["kernel"])

AUDIT = Listing(
    filters={
        "at": Filter("at", datetime),
        "seq": Filter("seq", int),
        "action": Filter("action"),
        "actor": Filter("actor_id"),
        "target_kind": Filter("target_kind"),
        "target": Filter("target_id"),
    },
    sorts={"at": "at", "seq": "seq"},
    default_sort="-seq",
    search=("actor_name", "target_label", "action"),
    columns=columns.AUDIT,
    title=("审计记录", "Audit trail"),
)


@router.get("/audit", response=Page[AuditOut], **guarded("audit:read", AUDIT))
def audit_trail(request: HttpRequest) -> dict[str, Any]:
    """The audit trail, newest first."""
    return page(request, AuditRecord.objects.all(), AUDIT, list)

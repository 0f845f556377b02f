"""The self-assessment for classified protection (等保自查)."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from ..services.mlps import assess
from .schemas.mlps import ControlOut
from .security import guarded

router = Router(tags=["kernel"])


@router.get("/mlps", response=list[ControlOut], **guarded("mlps:read"))
def self_assessment(request: HttpRequest) -> list[dict[str, Any]]:
    """Every control of level 3 for applications and data, looked at now."""
    return [
        {
            "number": entry.number,
            "section": entry.section.zh,
            "section_en": entry.section.en,
            "demand": entry.demand.zh,
            "demand_en": entry.demand.en,
            "verdict": entry.found.verdict,
            "there": [{"text": line.zh, "text_en": line.en} for line in entry.found.there],
            "missing": [{"text": line.zh, "text_en": line.en} for line in entry.found.missing],
            "code": entry.code,
            "evidence": entry.evidence.zh,
            "evidence_en": entry.evidence.en,
        }
        for entry in assess()
    ]

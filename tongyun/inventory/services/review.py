"""Put what a machine may not decide before a person."""

import json
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import NotFound, Ref, utc_now
from tongyun.kernel.facade import audit, require

from ..contracts import Observation
from ..models import ReviewCase
from .checking import storable_text

#: How often the "seen again" mark of an open case is written.
SEEN_EVERY = timedelta(minutes=10)


def file_case(
    reason: ReviewCase.Reason, observation: Observation, detail: str, candidates: tuple[UUID, ...] = ()
) -> None:
    """Ask a person. The same question is asked once; a closed one is asked again only if it is still so a day later."""
    question = [str(reason), observation.type, observation.name, detail, [str(item) for item in candidates]]
    digest = sha256(json.dumps(question, ensure_ascii=True).encode()).hexdigest()
    now = utc_now()
    case, made = ReviewCase.objects.get_or_create(
        digest=digest,
        defaults={
            "reason": reason,
            "detail": storable_text(detail),
            "type_key": observation.type[:80],
            "name": storable_text(observation.name)[:200],
            "observation": _plain(observation),
            "candidates": [str(item) for item in candidates],
            "source": observation.source[:40],
        },
    )
    if made:
        return
    if case.closed_at is not None and now - case.closed_at > timedelta(days=1):
        ReviewCase.objects.filter(id=case.id).update(closed_at=None, closed_by="", seen_at=now)
    elif now - case.seen_at > SEEN_EVERY:
        ReviewCase.objects.filter(id=case.id).update(seen_at=now)


@transaction.atomic
def close_case(case_id: UUID) -> ReviewCase:
    """A person has dealt with a case. Needs inventory:write; raises NotFound when there is none."""
    actor = require("inventory:write", organisation=None)
    case = ReviewCase.objects.select_for_update(no_key=True).filter(id=case_id).first()
    if case is None:
        raise NotFound("no_such_case", "没有这条待核对记录。")
    if case.closed_at is None:
        case.closed_at, case.closed_by = utc_now(), actor.name[:100]
        case.save()
        audit("review.close", Ref("review", str(case.id), case.name), {"closed": False}, {"closed": True})
    return case


def _plain(observation: Observation) -> dict[str, object]:
    """The observation as a person reads it: each value as JSON text, cut at 2,000 characters."""
    attributes = {
        storable_text(str(name))[:80]: storable_text(json.dumps(value, ensure_ascii=False, default=str))[:2000]
        for name, value in list(observation.attributes.items())[:200]
    }
    return {"attributes": attributes, "relations": [[key, str(target)] for key, target in observation.relations]}

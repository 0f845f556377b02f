"""Put what a machine may not decide before a person."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import F

from tongyun.kernel.contracts import utc_now

from ...contracts import IMPORTED, Observation, TypeView
from ...models import Item, ReviewCase
from ..checking import MAX_ITEM_BYTES, MAX_VALUE_BYTES, size_of, storable_text

#: How often the "seen again" mark of an open case is written.
SEEN_EVERY = timedelta(minutes=10)
#: A closed case is asked again when it is still so after this; one that was decided is not.
CLOSED_FOR = timedelta(days=1)
#: The most attributes, and the longest name of one, that are kept.
MAX_ATTRIBUTES, MAX_KEY = 200, 80

_as_json = json.JSONEncoder(ensure_ascii=True, sort_keys=True, default=str).encode


def file_case(
    view: TypeView,
    reason: ReviewCase.Reason,
    observation: Observation,
    detail: str,
    candidates: tuple[UUID, ...] = (),
) -> None:
    """Ask a person. The same question is asked once, and with what was seen last. What a person decided is not asked
    again until the content changes, or a person sends it; what was only closed, when it is still so a day later."""
    question = [str(reason), observation.type, observation.name, detail, [str(item) for item in candidates]]
    digest = sha256(json.dumps(question, ensure_ascii=True).encode()).hexdigest()
    now, content = utc_now(), _content(view, observation)
    fresh: dict[str, Any] = {
        "reason": reason,
        "detail": storable_text(detail),
        "type_key": observation.type[:80],
        "name": storable_text(observation.name)[:200],
        "candidates": [str(item) for item in candidates],
        "source": observation.source[:40],
        "content": content,
        "organisation_id": lambda: _organisation(observation, candidates),
        **_kept(observation),
    }
    case, made = ReviewCase.objects.get_or_create(digest=digest, defaults=fresh)
    if made:
        return
    if case.closed_at is None and case.content == content:
        if now - case.seen_at > SEEN_EVERY:
            ReviewCase.objects.filter(id=case.id).update(seen_at=now)
    elif case.closed_at is None or _is_asked_again(case, observation, content, now):
        # Not if somebody decides at this moment: the next observation looks at that.
        ReviewCase.objects.filter(id=case.id, version=case.version).update(
            **_kept(observation),
            content=content,
            source=observation.source[:40],
            organisation_id=_organisation(observation, candidates),
            seen_at=now,
            closed_at=None,
            closed_by="",
            outcome="",
            note="",
            item=None,
            version=F("version") + 1,
        )


def observation_of(case: ReviewCase) -> Observation:
    """What was seen, of a case that kept it whole."""
    kept = case.observation
    return Observation(
        case.type_key,
        case.name,
        kept["attributes"],
        tuple((key, UUID(target)) for key, target in kept["relations"]),
        case.source,
        UUID(kept["organisation"]) if kept["organisation"] else None,
    )


def _is_asked_again(case: ReviewCase, observation: Observation, content: str, now: datetime) -> bool:
    if case.outcome == ReviewCase.Outcome.CLOSED:
        return case.closed_at is not None and now - case.closed_at > CLOSED_FOR
    return content not in case.answered or observation.source == IMPORTED


def _organisation(observation: Observation, candidates: Collection[UUID]) -> UUID | None:
    """The organisation of everything that the case is about, if it is one."""
    about = {*candidates, *(target for _, target in observation.relations)}
    found = set(Item.objects.filter(id__in=about).values_list("organisation_id", flat=True))
    if observation.organisation is not None:
        found.add(observation.organisation)
    return found.pop() if len(found) == 1 else None


def _content(view: TypeView, observation: Observation) -> str:
    """A digest of what was seen, without what changes all the time."""
    lasting = {str(key): value for key, value in observation.attributes.items() if key not in view.volatile}
    given = {key: value for key, value in lasting.items() if value not in (None, "")}
    told = [given, [[key, str(target)] for key, target in observation.relations], str(observation.organisation)]
    return sha256(_as_json(told).encode()).hexdigest()


def _kept(observation: Observation) -> dict[str, Any]:
    """The observation as it was; where it is too large or cannot be stored, as a person reads it, each value cut."""
    attributes = {storable_text(str(name)): _storable(value) for name, value in observation.attributes.items()}
    sizes = [size_of(value) for value in attributes.values()]
    whole = (
        len(attributes) <= MAX_ATTRIBUTES
        and all(len(name) <= MAX_KEY for name in attributes)
        and all(size is not None and size <= MAX_VALUE_BYTES for size in sizes)
        and sum(size or 0 for size in sizes) <= MAX_ITEM_BYTES
    )
    kept = {
        "attributes": attributes if whole else _cut(attributes),
        "relations": [[key, str(target)] for key, target in observation.relations],
        "organisation": str(observation.organisation) if observation.organisation else None,
    }
    return {"observation": kept, "whole": whole}


def _cut(attributes: dict[str, Any]) -> dict[str, str]:
    return {
        name[:MAX_KEY]: storable_text(json.dumps(value, ensure_ascii=False, default=str))[:2000]
        for name, value in list(attributes.items())[:MAX_ATTRIBUTES]
    }


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, (list, tuple)):
        return [_storable(entry) for entry in value]
    return value

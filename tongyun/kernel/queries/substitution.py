"""Who stands in for whom at a moment. One query each, however long the chain."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from ..contracts import utc_now
from ..models import Substitution

Arrangement = Mapping[UUID, list[UUID]]


def substitutes_of(user_id: UUID, at: datetime | None = None) -> tuple[UUID, ...]:
    """Who stands in for a person at a moment (default: now); empty for one who is there.

    A substitute who is away too is followed to the one who stands in there.
    """
    return _present(user_id, _arrangement(at))


def with_substitutes(user_ids: Iterable[UUID], at: datetime | None = None) -> list[UUID]:
    """The same people, but those who are away replaced by whoever stands in; each once, in order."""
    arrangement = _arrangement(at)
    return list(dict.fromkeys(there for user in user_ids for there in _present(user, arrangement) or (user,)))


def stands_in_for(user_id: UUID, at: datetime | None = None) -> frozenset[UUID]:
    """Those for whom a person stands in at a moment (default: now)."""
    arrangement = _arrangement(at)
    return frozenset(absent for absent in arrangement if user_id in _present(absent, arrangement))


def _arrangement(at: datetime | None) -> Arrangement:
    """Each absent person's substitutes. An account that was switched off stands in for nobody."""
    now = at or utc_now()
    rows = Substitution.objects.filter(starts_at__lte=now, ends_at__gt=now, cancelled_at=None, substitute__active=True)
    arrangement: dict[UUID, list[UUID]] = defaultdict(list)
    for absent, substitute in rows.order_by("created_at", "id").values_list("absent_id", "substitute_id"):
        arrangement[absent].append(substitute)
    return arrangement


def _present(user: UUID, arrangement: Arrangement) -> tuple[UUID, ...]:
    """The people at the ends of the chains that begin at an absent one; should all be rings, its first links."""
    found: dict[UUID, None] = {}
    seen = {user}
    waiting = list(arrangement.get(user, ()))
    while waiting:
        person = waiting.pop(0)
        if person in seen:
            continue
        seen.add(person)
        if person in arrangement:
            waiting.extend(arrangement[person])
        else:
            found[person] = None
    return tuple(found) or tuple(arrangement.get(user, ()))

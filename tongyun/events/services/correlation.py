"""Which incident does a new alert belong to? Decided in memory over the few incidents that are young enough.

Three reasons to join, tried in this order: the same condition recovered a moment ago (flapping); an open, young
incident on the same item, or on one that runs on it or that it runs on; an incident on the same item that was resolved
a moment ago.
A host's alert takes over an incident that began with a service on that host: the host is nearer to the cause.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from ..models import Incident

JOIN_WITHIN = timedelta(minutes=10)
REOPEN_WITHIN = timedelta(minutes=2)


@dataclass
class Case:
    """An incident with what correlation needs to know of it; grows while a batch is placed."""

    incident: Incident
    items: set[UUID] = field(default_factory=set)
    recovered: dict[str, datetime] = field(default_factory=dict)

    def is_young(self, now: datetime) -> bool:
        """Whether it still takes in related alerts."""
        return self.incident.state == Incident.State.OPEN and now - self.incident.opened_at <= JOIN_WITHIN

    def just_resolved(self, now: datetime) -> bool:
        """Whether it would be opened again rather than followed by another."""
        return self.incident.resolved_at is not None and now - self.incident.resolved_at <= REOPEN_WITHIN

    def flaps(self, fingerprint: str, now: datetime) -> bool:
        """Whether this very condition was one of its alerts until a moment ago."""
        at = self.recovered.get(fingerprint)
        return at is not None and now - at <= REOPEN_WITHIN


@dataclass(frozen=True)
class Neighbours:
    """What an item runs on, and what runs on it."""

    hosts: frozenset[UUID] = frozenset()
    guests: frozenset[UUID] = frozenset()


ALONE = Neighbours()


@dataclass(frozen=True)
class Match:
    """The case an alert joins, and why. `absorbs`: the alert's item is nearer to the cause than the incident's."""

    case: Case
    reason: Literal["flapping", "same_item", "related"]
    absorbs: bool = False


def find(
    cases: Iterable[Case], fingerprint: str, item: UUID | None, neighbours: Neighbours, now: datetime
) -> Match | None:
    """The case an alert belongs to, or None when it opens its own."""
    cases = list(cases)
    for case in cases:
        if case.flaps(fingerprint, now) and (case.incident.state == Incident.State.OPEN or case.just_resolved(now)):
            return Match(case, "flapping")
    if item is None:
        return None
    for case in cases:
        if case.is_young(now) and item in case.items:
            return Match(case, "same_item")
    for case in cases:
        if case.is_young(now) and case.items & (neighbours.hosts | neighbours.guests):
            return Match(case, "related", absorbs=case.incident.item_id in neighbours.guests)
    for case in cases:
        if case.just_resolved(now) and item in case.items:
            return Match(case, "same_item")
    return None

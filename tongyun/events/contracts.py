"""What events shares with the rooms above: frozen types and the port they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from tongyun.kernel.contracts import Port

#: Worst first. An item is as bad as its worst alert.
SEVERITIES = ("critical", "major", "minor", "info")


def worse(first: str, second: str) -> str:
    """The worse of two severities."""
    return min(first, second, key=SEVERITIES.index)


@dataclass(frozen=True)
class Remedy:
    """A job that may cure what a rule found, on the item it found it on; `auto`: the platform may start it unasked.

    `key` is unique within an incident.
    """

    key: str
    title: str
    title_en: str
    job: str
    params: dict[str, Any]
    item_id: UUID | None
    auto: bool = False


@dataclass(frozen=True)
class AlertView:
    """One alert as other rooms may see it. `item_id` is None when its labels name no known item."""

    id: UUID
    fingerprint: str
    rule: str
    rule_title: str
    severity: str
    state: str
    unknown: bool
    item_id: UUID | None
    incident_id: UUID | None
    labels: dict[str, str]
    value: float | None
    summary: str
    started_at: datetime
    fired_at: datetime | None
    resolved_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str


@dataclass(frozen=True)
class TimelineEntry:
    """One line of an incident's history; entries are only ever added."""

    at: datetime
    kind: str
    actor: str
    text: str
    data: dict[str, Any]


@dataclass(frozen=True)
class IncidentView:
    """One incident; `contract_level` is 1 (worst) to 3, the fault level the contract counts it under."""

    id: UUID
    number: str
    title: str
    severity: str
    state: str
    item_id: UUID | None
    contract_level: int
    opened_at: datetime
    resolved_at: datetime | None
    remedies: tuple[Remedy, ...] = ()
    alerts: tuple[AlertView, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()


@dataclass(frozen=True)
class Holder:
    """A person as much as a label needs."""

    id: UUID
    name: str


@dataclass(frozen=True)
class WaitingGroup:
    """A group of which somebody has to take a ticket up, as people read it."""

    title: str
    title_en: str


@dataclass(frozen=True)
class TicketRef:
    """The ticket that carries an incident, and who has it now: a person, or the group that it waits for.

    A closed ticket keeps whoever had it last.
    """

    id: UUID
    number: str
    state: str
    assignee: Holder | None = None
    waiting_for: WaitingGroup | None = None


class TicketDesk(Protocol):
    """Knows which ticket carries which incident; the room `process` answers."""

    def ticket_of(self, incident_ids: Sequence[UUID]) -> dict[UUID, TicketRef]:
        """Tickets by incident; incidents without one are left out. Two queries, however many."""


ticket_desk: Port[TicketDesk] = Port("events.ticket_desk")

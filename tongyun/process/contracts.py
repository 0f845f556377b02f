"""What process shares with the rooms above: frozen types without a framework. Times are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from .clocks import Clock, ClockState, Interval

TICKET_OPENED: Final = "ticket.opened"
"""Outbox: {ticket_id, number, kind, title, level, incident_id, item_id, opened_at}."""
TICKET_STEP: Final = "ticket.step"
"""Outbox: {ticket_id, number, kind, step, by}: a person has completed a step."""
TICKET_RESOLVED: Final = "ticket.resolved"
"""Outbox: {ticket_id, number, kind, level, incident_id, at}."""
TICKET_CLOSED: Final = "ticket.closed"
"""Outbox: {ticket_id, number, kind, level, incident_id, rating, at}."""
SLA_WARNING: Final = "ticket.sla.warning"
"""Outbox: {ticket_id, number, kind, level, clock, due_at}."""
SLA_BREACHED: Final = "ticket.sla.breached"
"""Outbox: {ticket_id, number, kind, level, clock, due_at}."""


@dataclass(frozen=True)
class TicketEventView:
    """A line of a ticket's log."""

    id: UUID
    at: datetime
    kind: str
    actor: str
    text: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class TicketView:
    """A ticket as other rooms may see it, its clocks computed at the moment of the question.

    ``events`` is the whole log in order; ``data`` holds the answers of each step.
    """

    id: UUID
    number: str
    kind: str
    title: str
    state: str
    level: int
    level_title: str
    item_id: UUID | None
    incident_id: UUID | None
    organisation_id: UUID | None
    assignee_id: UUID | None
    opened_at: datetime
    recovered_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    rating: int | None
    clocks: tuple[Clock, ...]
    events: tuple[TicketEventView, ...]
    data: Mapping[str, Any]

    def clock(self, key: str) -> Clock | None:
        """The clock of this key, ``response`` or ``solve``; None while it has not started."""
        return next((clock for clock in self.clocks if clock.key == key), None)


__all__ = [
    "SLA_BREACHED",
    "SLA_WARNING",
    "TICKET_CLOSED",
    "TICKET_OPENED",
    "TICKET_RESOLVED",
    "TICKET_STEP",
    "Clock",
    "ClockState",
    "Interval",
    "TicketEventView",
    "TicketView",
]

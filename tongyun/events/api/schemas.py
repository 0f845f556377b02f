"""Shapes of the events API."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import RowsIn, Schema

Severity = Literal["critical", "major", "minor", "info"]


class AlertItemOut(Schema):
    """An item, as much as a label needs."""

    id: UUID
    name: str
    type: str


class IncidentRefOut(Schema):
    """An incident, as much as a link needs."""

    id: UUID
    number: str


class TicketHolderOut(Schema):
    """Who has a ticket."""

    id: UUID
    name: str


class WaitingGroupOut(Schema):
    """The group that a ticket waits for."""

    title: str
    title_en: str


class IncidentTicketOut(Schema):
    """The ticket of an incident and who has it now: a person, or nobody yet of the group that it waits for."""

    id: UUID
    number: str
    state: Literal["open", "resolved", "closed"]
    assignee: TicketHolderOut | None
    waiting_for: WaitingGroupOut | None


class AlertOut(Schema):
    """One alert. `unknown` means its data stopped: the state shown is the last one that was known."""

    id: UUID
    fingerprint: str
    rule: str
    rule_title: str
    rule_title_en: str
    severity: Severity
    state: Literal["pending", "firing", "resolved"]
    unknown: bool
    item: AlertItemOut | None
    incident: IncidentRefOut | None
    ticket: IncidentTicketOut | None
    summary: str
    labels: dict[str, str]
    value: float | None
    started_at: datetime
    fired_at: datetime | None
    resolved_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str


class AcknowledgeIn(RowsIn):
    """Which alerts were seen, and what there is to say about them."""

    note: str = Field(default="", max_length=500)


class IncidentOut(Schema):
    """One incident in a list."""

    id: UUID
    number: str
    title: str
    severity: Severity
    state: Literal["open", "resolved"]
    contract_level: int
    item: AlertItemOut | None
    ticket: IncidentTicketOut | None
    opened_at: datetime
    resolved_at: datetime | None


class IncidentTimelineOut(Schema):
    """One line of a timeline."""

    at: datetime
    kind: str
    actor: str
    text: str
    data: dict[str, Any]


class IncidentRemedyOut(Schema):
    """A job that may cure it."""

    key: str
    title: str
    title_en: str
    job: str
    params: dict[str, Any]
    item_id: UUID | None
    auto: bool


class IncidentDetailOut(IncidentOut):
    """One incident with everything about it."""

    alerts: list[AlertOut]
    timeline: list[IncidentTimelineOut]
    remedies: list[IncidentRemedyOut]


class RuleOut(Schema):
    """One rule and whether it can be evaluated. Durations in seconds."""

    id: UUID
    pack: str
    key: str
    title: str
    title_en: str
    expr: str
    for_s: float
    keep_firing_s: float
    interval_s: float
    severity: Severity
    contract_level: int
    opens_incident: bool
    no_data: Literal["hold", "alert", "resolve"]
    enabled: bool
    last_error: str
    failing_since: datetime | None

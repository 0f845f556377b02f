"""Shapes of the process API."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema


class PartyOut(Schema):
    """A person or an organisation, as much as a label needs."""

    id: UUID
    name: str


class TicketItemOut(Schema):
    """The item that a ticket is about."""

    id: UUID
    name: str
    type: str


class TicketIncidentOut(Schema):
    """The incident that a ticket carries."""

    id: UUID
    number: str
    title: str
    severity: Literal["critical", "major", "minor", "info"]
    state: Literal["open", "resolved"]


class IntervalOut(Schema):
    """A half-open part of a clock's life; ``reason`` says why an uncounted one was left out."""

    from_: datetime = Field(alias="from")
    to: datetime
    counted: bool
    reason: str


class ClockOut(Schema):
    """A service-level clock at the moment of the answer. Durations are seconds of service time.

    ``breached`` means that the target was used up, whether the clock still runs or was met too late (``met_at``).
    ``due_at`` is null while the clock is paused, and when its calendar does not know a year: ``problem`` says so then.
    ``counting`` tells whether service time runs at this moment.
    """

    key: str
    title: str
    title_en: str
    target_s: float
    elapsed_s: float
    remaining_s: float
    due_at: datetime | None
    state: Literal["running", "paused", "met", "breached"]
    met_at: datetime | None
    intervals: list[IntervalOut]
    counting: bool
    problem: str


class TaskOut(Schema):
    """An open to-do of a ticket; ``form`` is a JSON Schema 2020-12, or null when there is nothing to fill in.

    ``candidates`` is the key of the group that may claim it (empty: everybody who handles tickets) and
    ``candidates_title`` that group as people read it.
    """

    id: UUID
    key: str
    title: str
    assignee: PartyOut | None
    candidates: str
    candidates_title: str
    candidates_title_en: str
    form: dict[str, Any] | None
    data: dict[str, Any]
    due_at: datetime | None
    can_act: bool


class TimelineOut(Schema):
    """A line of a ticket's log."""

    at: datetime
    kind: str
    actor: str
    text: str
    data: dict[str, Any]


class RunRefOut(Schema):
    """A job run that a remedy started."""

    id: UUID
    state: str


class RemedyOut(Schema):
    """A job that may cure what the ticket is about."""

    key: str
    title: str
    title_en: str
    auto: bool
    run: RunRefOut | None


class StartedRemedyOut(Schema):
    """The run that was started."""

    run: RunRefOut


class TicketRowOut(Schema):
    """A ticket in a list."""

    id: UUID
    number: str
    kind: str
    title: str
    state: Literal["open", "resolved", "closed"]
    level: int
    level_title: str
    level_title_en: str
    item: TicketItemOut | None
    incident: TicketIncidentOut | None
    organisation: PartyOut | None
    assignee: PartyOut | None
    opened_at: datetime
    recovered_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    rating: int | None
    step: str
    clocks: list[ClockOut]


class EarlierStepOut(Schema):
    """A step that the process can be returned to."""

    key: str
    title: str


class DoneTaskOut(Schema):
    """A to-do that was completed: its form and the answers, for reading."""

    id: UUID
    key: str
    title: str
    form: dict[str, Any] | None
    data: dict[str, Any]
    done_at: datetime
    done_by: PartyOut | None


class TicketOut(TicketRowOut):
    """A whole ticket."""

    tasks: list[TaskOut]
    done: list[DoneTaskOut]
    timeline: list[TimelineOut]
    remedies: list[RemedyOut]
    earlier_steps: list[EarlierStepOut]
    data: dict[str, Any]


class InboxTicketOut(Schema):
    """The ticket of a to-do, as much as the inbox needs."""

    id: UUID
    number: str
    kind: str
    title: str
    state: Literal["open", "resolved", "closed"]
    level: int
    level_title: str
    level_title_en: str


class InboxOut(Schema):
    """A to-do of the signed-in user."""

    id: UUID
    key: str
    title: str
    ticket: InboxTicketOut
    assignee: PartyOut | None
    candidates: str
    candidates_title: str
    candidates_title_en: str
    due_at: datetime | None
    created_at: datetime


class DiagramOut(Schema):
    """A process and where it stands: ids of elements that were passed, and of those that hold a token."""

    bpmn: str
    done: list[str]
    current: list[str]


class LevelOut(Schema):
    """A level of service; ``targets`` are seconds by clock."""

    level: int
    title: str
    title_en: str
    meaning: str
    meaning_en: str
    targets: dict[str, int]


class KindOut(Schema):
    """A kind of ticket that can be opened."""

    key: str
    title: str
    levels: list[LevelOut]


class TicketIn(Schema):
    """A ticket opened by hand."""

    kind: str = Field(default="incident", max_length=80)
    title: str = Field(min_length=1, max_length=500)
    summary: str = Field(default="", max_length=5000)
    level: int = Field(default=3, ge=1, le=9)
    item: UUID | None = None
    #: Uploaded before, by the same person (`POST /files`).
    files: list[UUID] = Field(default_factory=list, max_length=20)


class AnswersIn(Schema):
    """The answers of a to-do's form."""

    data: dict[str, Any] = Field(default_factory=dict)


class TransferIn(Schema):
    """Who shall have the to-do, and why."""

    user: UUID
    reason: str = Field(default="", max_length=1000)


class ReturnIn(Schema):
    """The step to go back to, and why."""

    step: str = Field(max_length=80)
    reason: str = Field(min_length=1, max_length=1000)


class CommentIn(Schema):
    """Words for the timeline."""

    text: str = Field(min_length=1, max_length=5000)

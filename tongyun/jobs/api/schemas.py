"""Shapes of the jobs API."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema

RunState = Literal["queued", "running", "succeeded", "failed", "cancelled", "lost"]


class JobOut(Schema):
    """One job that may be run; `parameters` is a JSON Schema."""

    key: str
    title: str
    title_en: str
    pack: str
    target_type: str
    interpreter: Literal["sh", "python3"]
    parameters: dict[str, Any]
    timeout_s: int
    dangerous: bool
    script: str


class RunItemOut(Schema):
    """An item, as much as a label needs."""

    id: UUID
    name: str
    type: str


class SourceOut(Schema):
    """What asked for a run."""

    kind: str
    id: str
    label: str


class RunTicketOut(Schema):
    """The ticket that asked for a run."""

    id: str
    number: str


class TargetOut(Schema):
    """One attempt on one item; `truncated` means that there was more output than is kept (1 MiB)."""

    id: UUID
    item: RunItemOut | None
    state: RunState
    attempt: int
    exit_code: int | None
    error: str
    output: str
    truncated: bool
    started_at: datetime | None
    finished_at: datetime | None


class RunOut(Schema):
    """One run in a list."""

    id: UUID
    number: str
    job: str
    title: str
    state: RunState
    requested_by: str
    source: SourceOut | None
    ticket: RunTicketOut | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class RunDetailOut(RunOut):
    """One run with what happened where."""

    script: str
    parameters: dict[str, Any]
    cancel_requested_at: datetime | None
    targets: list[TargetOut]


class StartIn(Schema):
    """Where to run a job and with what; the same `key` never starts a second run."""

    targets: list[UUID] = Field(min_length=1, max_length=500)
    parameters: dict[str, Any] = Field(default_factory=dict)
    key: str | None = Field(default=None, min_length=1, max_length=100)
    confirmed: bool = False

"""What jobs shares with the rooms above: frozen types, no framework."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tongyun.kernel.contracts import Ref

RUN_STARTED = "jobs.run.started"
RUN_FINISHED = "jobs.run.finished"


@dataclass(frozen=True)
class TargetView:
    """One attempt on one item. `output` is the text so far, at most 1 MiB of it."""

    id: UUID
    item_id: UUID
    state: str
    attempt: int
    exit_code: int | None
    error: str
    output: str
    truncated: bool
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True)
class RunView:
    """One run of a job. `state` follows from the latest attempt on each item; `source` is what asked for it."""

    id: UUID
    number: str
    job: str
    title: str
    state: str
    requested_by: str
    source: Ref | None
    parameters: dict[str, Any]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    targets: tuple[TargetView, ...] = ()

"""Shapes of the audit trail."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ..shapes import Schema


class AuditChangeOut(Schema):
    """One field of a difference: `type` says how to read it; a field that came to be has no `old`."""

    type: str
    old: Any = None
    new: Any = None


class AuditOut(Schema):
    """One link of the audit chain."""

    id: UUID
    stream: str
    seq: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    ip: str
    request_id: str
    action: str
    target_kind: str
    target_id: str
    target_label: str
    changes: dict[str, AuditChangeOut]
    previous: str
    digest: str


class FindingOut(Schema):
    """Where a chain does not hold."""

    stream: str
    seq: int
    reason: str


class AuditCheckOut(Schema):
    """A walk along the chains. `total` may grow while it runs."""

    id: UUID
    state: str
    whole: bool
    checked: int
    total: int
    findings: list[FindingOut]
    by: str
    started_at: datetime
    finished_at: datetime | None


class StreamOut(Schema):
    """One chain: how long it is, and up to where it is archived and anchored."""

    stream: str
    seq: int
    digest: str
    archived: int
    anchored: int
    anchored_at: datetime | None


class AuditStateOut(Schema):
    """Whether the trail holds, and which key signs its anchors and exports."""

    check: AuditCheckOut | None
    running: AuditCheckOut | None
    streams: list[StreamOut]
    online_days: int
    public_key: str


class CheckIn(Schema):
    """Which walk is wanted: everything, or what came since the last anchors."""

    whole: bool = True


class ExportIn(Schema):
    """How the links that a search found are to be written."""

    format: Literal["csv", "jsonl"] = "csv"

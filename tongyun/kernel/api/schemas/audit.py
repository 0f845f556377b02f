"""Shapes of the audit trail."""

from datetime import datetime
from uuid import UUID

from ninja import Schema


class AuditOut(Schema):
    """One link of the audit chain."""

    id: UUID
    stream: str
    seq: int
    at: datetime
    actor_kind: str
    actor_name: str
    ip: str
    request_id: str
    action: str
    target_kind: str
    target_id: str
    target_label: str
    delta: dict[str, list[object]]

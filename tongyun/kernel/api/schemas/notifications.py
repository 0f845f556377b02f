"""Shapes of messages to people."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ..shapes import Schema


class NotificationOut(Schema):
    """One message to the signed-in user."""

    id: UUID
    title: str
    body: str
    href: str
    level: Literal["info", "warning", "critical"]
    category: str
    created_at: datetime
    read_at: datetime | None


class ReadIn(Schema):
    """Which messages were read; null means all."""

    ids: list[UUID] | None = None


class ReadOut(Schema):
    """How many were unread before."""

    changed: int

"""What a worker hands to a handler."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Message:
    """One outbox message: a fact that was committed with the change that caused it."""

    id: UUID
    topic: str
    payload: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class Task:
    """One durable task as its handler sees it. `attempt` starts at 1."""

    id: UUID
    handler: str
    key: str
    payload: dict[str, Any]
    due_at: datetime
    attempt: int

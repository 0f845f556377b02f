"""Shapes of the import of organisations and people."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema


class ImportOut(Schema):
    """One uploaded table: how far it is, and how many rows would do what."""

    id: UUID
    kind: Literal["organisations", "users"]
    file_name: str
    state: Literal["waiting", "checking", "refused", "checked", "applying", "applied", "failed", "cancelled"]
    problem: str
    total: int
    done: int
    creates: int
    updates: int
    unchanged: int
    errors: int
    actor_name: str
    created_at: datetime
    applied_at: datetime | None


class MessageOut(Schema):
    """What is wrong at a column."""

    column: str
    message: str


class ImportRowOut(Schema):
    """What was found in one row; `changes` is {field: [old, new]}."""

    id: UUID
    number: int
    verdict: Literal["create", "update", "unchanged", "error"]
    cells: dict[str, str]
    messages: list[MessageOut]
    changes: dict[str, list[Any]]

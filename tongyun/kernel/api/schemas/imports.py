"""Shapes of tables that are imported: of organisations and people, and what any table would do row by row."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ..shapes import Schema


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


class PlannedRowOut(Schema):
    """What a row of a table would do; `changes` is {field: [old, new]}."""

    number: int
    verdict: Literal["create", "update", "unchanged", "error"]
    cells: dict[str, str]
    messages: list[MessageOut]
    changes: dict[str, list[Any]]


class ImportRowOut(PlannedRowOut):
    """What was found in a row of a file that is kept."""

    id: UUID

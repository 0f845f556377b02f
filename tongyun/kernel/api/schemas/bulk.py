"""Shapes of every bulk action."""

from uuid import UUID

from pydantic import Field

from ..shapes import Schema


class RowsIn(Schema):
    """The rows that are meant."""

    ids: list[UUID] = Field(min_length=1, max_length=500)


class RowResultOut(Schema):
    """What became of one row."""

    id: UUID
    ok: bool
    code: str
    message: str


class BulkOut(Schema):
    """What became of each row, in the order they were named."""

    results: list[RowResultOut]

"""Shapes of bearer tokens."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ..shapes import Schema
from .people import NamedOut


class TokenIn(Schema):
    """A bearer token to be made. `scopes` narrows it to some of its owner's permissions; null gives all of them."""

    kind: Literal["agent", "user"]
    name: str = Field(min_length=1, max_length=100)
    scopes: list[str] | None = Field(default=None, max_length=200)
    days: int | None = Field(default=None, ge=1, le=730)


class TokenOut(Schema):
    """The token's value, shown this once."""

    id: UUID
    token: str


class TokenRowOut(Schema):
    """A token in a list; its value is not kept."""

    id: UUID
    kind: Literal["agent", "user"]
    name: str
    user: NamedOut | None
    scopes: list[str] | None
    state: Literal["active", "expired", "revoked"]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_used_ip: str

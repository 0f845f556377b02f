"""Shapes of bearer tokens."""

from typing import Literal

from ninja import Schema
from pydantic import Field


class TokenIn(Schema):
    """A bearer token to be made."""

    kind: Literal["agent", "user"]
    name: str = Field(min_length=1, max_length=100)


class TokenOut(Schema):
    """The token's value, shown this once."""

    token: str

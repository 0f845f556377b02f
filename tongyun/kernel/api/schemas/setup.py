"""Shapes of set-up and of the three administrators."""

from typing import Literal

from pydantic import Field

from ..shapes import Schema
from .people import UserOut
from .session import SessionOut

Seat = Literal["system", "security", "audit"]


class SetupStateOut(Schema):
    """Whether the first administrator is still to be made."""

    required: bool


class SeatIn(Schema):
    """Who takes the seat that a link is for."""

    token: str = Field(max_length=200)
    username: str = Field(pattern=r"^[A-Za-z0-9_.\-]{2,64}$")
    name: str = Field(min_length=1, max_length=100)
    password: str = Field(max_length=400)


class SetupIn(SeatIn):
    """The first administrator and the organisation at the root.

    `second_factor`: the three administrators must sign in with two factors, the first one enrols at once.
    """

    organisation: str = Field(min_length=1, max_length=200)
    second_factor: bool = True


class SeatLinkOut(Schema):
    """A one-time link, shown this once."""

    seat: Seat
    href: str


class SetupOut(SessionOut):
    """The new session, and the links to hand to the other two administrators."""

    links: list[SeatLinkOut]


class SeatOut(Schema):
    """One of the three administrators and who holds the seat."""

    seat: Seat
    users: list[UserOut]

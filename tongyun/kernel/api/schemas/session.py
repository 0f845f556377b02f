"""Shapes of set-up and of signing in."""

from typing import Literal

from ninja import Schema
from pydantic import Field

from .people import UserOut


class SetupStateOut(Schema):
    """Whether the first administrator is still to be made."""

    required: bool


class SetupIn(Schema):
    """The first administrator."""

    token: str = Field(max_length=200)
    username: str = Field(pattern=r"^[A-Za-z0-9_.\-]{2,64}$")
    name: str = Field(min_length=1, max_length=100)
    password: str = Field(max_length=400)
    organisation: str = Field(min_length=1, max_length=200)


class SignInIn(Schema):
    """Name and password."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=400)


class SessionOut(Schema):
    """Who is signed in and what that one may do."""

    user: UserOut
    permissions: list[str]
    locale: str


class PreferencesIn(Schema):
    """What a user may set for themselves."""

    locale: Literal["zh-CN", "en-US"]

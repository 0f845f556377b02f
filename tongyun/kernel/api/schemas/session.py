"""Shapes of signing in."""

from typing import Literal

from pydantic import Field

from ..shapes import Schema
from .people import UserOut


class SignInIn(Schema):
    """Name and password."""

    username: str = Field(max_length=64)
    password: str = Field(max_length=400)


class SessionOut(Schema):
    """Who is signed in and what that one may do."""

    user: UserOut
    permissions: list[str]
    locale: str
    #: What is still due before the session may be used.
    stage: Literal["ready", "second-factor", "enrol", "password"]
    #: Second factors this user can give, or, in stage `enrol`, none.
    methods: list[Literal["totp", "webauthn", "recovery"]]


class PreferencesIn(Schema):
    """What a user may set for themselves."""

    locale: Literal["zh-CN", "en-US"]

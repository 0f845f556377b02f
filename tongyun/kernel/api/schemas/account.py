"""Shapes of one's own account: password, second factors, sessions."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ..shapes import Schema
from .people import UserOut

Method = Literal["totp", "webauthn", "recovery"]


class PasskeyOut(Schema):
    """A passkey, without its key."""

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None


class AccountOut(Schema):
    """How somebody signs in."""

    has_password: bool
    password_changed_at: datetime
    password_expires_at: datetime | None
    password_rules: str
    methods: list[Method]
    second_factor_needed: bool
    authenticator_since: datetime | None
    passkeys: list[PasskeyOut]
    passkeys_available: bool
    recovery_codes_left: int


class PasswordIn(Schema):
    """The present password and the one to come."""

    old: str = Field(max_length=400)
    new: str = Field(max_length=400)


class OwnSessionOut(Schema):
    """A place where the user is signed in."""

    id: UUID
    ip: str
    user_agent: str
    method: str
    second_factor: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool


class SessionRowOut(Schema):
    """A place where somebody is signed in. `second_factor` is empty where none was given."""

    id: UUID
    user: UserOut
    ip: str
    user_agent: str
    method: str
    second_factor: str
    stage: Literal["ready", "second-factor", "enrol", "password"]
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class AccountSecurityOut(Schema):
    """How safe an account is, for the security administrator."""

    locked_until: datetime | None
    failed_logins: int
    methods: list[Method]
    second_factor_needed: bool
    password_changed_at: datetime
    must_change_password: bool
    administrator: bool = Field(description="是否为三员之一：密码只能在服务器上重置")
    sessions: list[SessionRowOut]


class ResetIn(Schema):
    """Why a password is reset, and how it was made sure who asked."""

    reason: str = Field(max_length=300)


class EndedOut(Schema):
    """How many sessions ended."""

    ended: int


class ProofIn(Schema):
    """A proof of identity: the password, a code, or what a passkey signed."""

    password: str = Field(default="", max_length=400)
    method: Method | None = None
    code: str = Field(default="", max_length=40)
    credential: dict[str, Any] | None = None


class SecondFactorIn(Schema):
    """The second factor at sign-in."""

    method: Method
    code: str = Field(default="", max_length=40)
    credential: dict[str, Any] | None = None


class AuthenticatorOut(Schema):
    """A new secret for an authenticator app, shown until it is confirmed."""

    secret: str
    address: str
    picture: str


class CodeIn(Schema):
    """A code of the app."""

    code: str = Field(max_length=10)


class PasskeyIn(Schema):
    """What the browser made, and how the user calls it."""

    name: str = Field(min_length=1, max_length=60)
    credential: dict[str, Any]


class RecoveryCodesOut(Schema):
    """Recovery codes, shown this once; empty when the user already has some."""

    codes: list[str]

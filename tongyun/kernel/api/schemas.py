"""Shapes of the kernel's API."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field


class HealthPartOut(Schema):
    """One part of the installation."""

    key: str
    name: str
    state: Literal["ok", "degraded", "down", "unknown"]
    detail: str
    advice: str


class HealthOut(Schema):
    """The installation as a whole: down without its database, degraded while any other part is not ok."""

    status: Literal["ok", "degraded", "down"]
    version: str
    parts: list[HealthPartOut]


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


class OrganisationOut(Schema):
    """An organisation, as much as a label needs."""

    id: UUID
    name: str


class UserOut(Schema):
    """A person, as much as a label needs."""

    id: UUID
    username: str
    name: str
    organisation: OrganisationOut | None
    active: bool


class SessionOut(Schema):
    """Who is signed in and what that one may do."""

    user: UserOut
    permissions: list[str]
    locale: str


class PreferencesIn(Schema):
    """What a user may set for themselves."""

    locale: Literal["zh-CN", "en-US"]


class NotificationOut(Schema):
    """One message to the signed-in user."""

    id: UUID
    title: str
    body: str
    href: str
    level: Literal["info", "warning", "critical"]
    category: str
    created_at: datetime
    read_at: datetime | None


class ReadIn(Schema):
    """Which messages were read; null means all."""

    ids: list[UUID] | None = None


class ReadOut(Schema):
    """How many were unread before."""

    changed: int


class SearchHitOut(Schema):
    """One row of the palette."""

    kind: str
    id: str
    title: str
    subtitle: str
    href: str


class AuditOut(Schema):
    """One link of the audit chain."""

    id: UUID
    stream: str
    seq: int
    at: datetime
    actor_kind: str
    actor_name: str
    ip: str
    request_id: str
    action: str
    target_kind: str
    target_id: str
    target_label: str
    delta: dict[str, list[object]]


class TokenIn(Schema):
    """A bearer token to be made."""

    kind: Literal["agent", "user"]
    name: str = Field(min_length=1, max_length=100)


class TokenOut(Schema):
    """The token's value, shown this once."""

    token: str

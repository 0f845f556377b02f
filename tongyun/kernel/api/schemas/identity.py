"""Shapes of identity providers and of signing in through them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ..shapes import Schema

Kind = Literal["oidc", "saml", "cas", "ldap", "scim"]


class SignInOptionOut(Schema):
    """A way to sign in, as a stranger may know it. `way`: `redirect` sends the browser away, `password` asks here."""

    key: str
    title: str
    title_en: str
    kind: Kind
    way: Literal["redirect", "password"]


class DirectorySignInIn(Schema):
    """Name and password of a directory."""

    username: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=400)


class ProviderKindOut(Schema):
    """A kind of provider, with the form of its settings."""

    kind: Kind
    title: str
    title_en: str
    form: dict[str, Any]


class ProviderOut(Schema):
    """A provider as an administrator sees it; secrets are only named, never given out."""

    id: UUID
    key: str
    kind: Kind
    title: str
    title_en: str
    enabled: bool
    provisions: bool
    position: int
    people: int
    version: int
    synced_at: datetime | None
    sync_report: dict[str, Any]


class ProviderDetailOut(ProviderOut):
    """The same with its settings, and the addresses that must be entered on the other side."""

    settings: dict[str, Any]
    secrets: list[str]
    addresses: dict[str, str]


class ProviderFields(Schema):
    """What every kind has."""

    title: str = Field(min_length=1, max_length=60)
    title_en: str = Field("", max_length=60)
    enabled: bool = False
    provisions: bool = False
    position: int = Field(0, ge=0, le=1000)


class ProviderIn(ProviderFields):
    """A provider to be made."""

    key: str = Field(max_length=40)
    kind: Kind
    settings: dict[str, Any] = Field(default_factory=dict)


class ProviderChangeIn(ProviderFields):
    """A provider to be changed; a secret left out or empty stays as it is."""

    version: int | None = Field(None, ge=1)
    settings: dict[str, Any]


class StepOut(Schema):
    """One step of testing a connection."""

    title: str
    title_en: str
    ok: bool
    detail: str

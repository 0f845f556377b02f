"""Shapes of channels, of the delivery log and of everybody's wishes."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ..shapes import Schema
from .people import NamedOut

Level = Literal["info", "warning", "critical"]


class ChannelKindOut(Schema):
    """A kind of channel and the form of its settings."""

    key: str
    title: str
    title_en: str
    audience: Literal["person", "group"]
    per_minute: int
    form: dict[str, Any]


class ChannelOut(Schema):
    """A channel. `circuit` is open while nothing is sent because it keeps failing; secrets are never shown."""

    id: UUID
    name: str
    kind: str
    audience: Literal["person", "group"]
    enabled: bool
    settings: dict[str, Any]
    categories: list[str]
    level: Level
    per_minute: int
    circuit: Literal["closed", "open"]
    opened_at: datetime | None
    retry_at: datetime | None
    failures: int
    last_error: str
    last_success_at: datetime | None
    waiting: int
    version: int


class ChannelIn(Schema):
    """What an administrator enters. A secret given back as it was shown stays as it is."""

    name: str = Field(min_length=1, max_length=100)
    enabled: bool = True
    settings: dict[str, Any]
    categories: list[str] = Field(default_factory=list, max_length=50)
    level: Level = "warning"
    per_minute: int | None = Field(None, ge=0, le=100_000)


class ChannelChangeIn(ChannelIn):
    """What a channel is to be. `version` may stand in `If-Match` instead."""

    version: int | None = None


class NewChannelIn(ChannelIn):
    """A channel to be made."""

    kind: str = Field(max_length=20)


class DeliveryOut(Schema):
    """One message on its way to one recipient; without a person it went to a group."""

    id: UUID
    channel_id: UUID | None
    channel_name: str
    user: NamedOut | None
    title: str
    level: Level
    category: str
    state: Literal["waiting", "sending", "sent", "failed", "skipped"]
    held: str
    tries: int
    next_at: datetime
    error: str
    folded: bool
    created_at: datetime
    finished_at: datetime | None


class CategoryOut(Schema):
    """What messages are about."""

    key: str
    title: str
    title_en: str


class ReachOut(Schema):
    """A way a person can be told. `floor` is the least level where nobody chose; `reachable`: an address is known."""

    key: str
    name: str
    kind: str
    floor: Level
    reachable: bool


class PreferenceOut(Schema):
    """How somebody wants to be told, what the administrator has set, and what there is to choose from."""

    value: dict[str, Any]
    default: dict[str, Any]
    version: int
    categories: list[CategoryOut]
    channels: list[ReachOut]


class PreferenceIn(Schema):
    """A new choice."""

    value: dict[str, Any]
    version: int | None = None

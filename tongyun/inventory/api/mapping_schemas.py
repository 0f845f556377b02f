"""Shapes of port mappings."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema

from .address_schemas import ItemNameOut
from .schemas import Strict

Protocol = Literal["tcp", "udp", "any"]


class PortMappingOut(Schema):
    """An address and port outside that lead inside; port 0 is every port. `item` is the device that translates,
    `leads_to` are items that have the address inside, as far as they are in the caller's scope."""

    id: UUID
    label: str
    outside: str
    outside_port: int
    inside: str
    inside_port: int
    inside_zone: str
    inside_zone_title: str
    inside_zone_title_en: str
    protocol: Protocol
    purpose: str
    owner: str
    reference: str
    until: date | None
    item: ItemNameOut | None
    leads_to: list[ItemNameOut]
    organisation: ItemNameOut | None
    updated_at: datetime
    version: int


class PortMappingIn(Strict):
    """A mapping that is to be made."""

    outside: str = Field(max_length=64)
    outside_port: int = Field(default=0, ge=0, le=65_535)
    inside: str = Field(max_length=64)
    inside_port: int = Field(default=0, ge=0, le=65_535)
    inside_zone: str = Field(default="", max_length=80)
    protocol: Protocol = "tcp"
    purpose: str = Field(default="", max_length=200)
    owner: str = Field(default="", max_length=100)
    reference: str = Field(default="", max_length=100)
    until: date | None = None
    item: UUID | None = None
    organisation: UUID | None = None


class PortMappingPatchIn(Strict):
    """What changes of a mapping; what is not named stays."""

    version: int | None = Field(default=None, ge=1)
    outside: str | None = Field(default=None, max_length=64)
    outside_port: int | None = Field(default=None, ge=0, le=65_535)
    inside: str | None = Field(default=None, max_length=64)
    inside_port: int | None = Field(default=None, ge=0, le=65_535)
    inside_zone: str | None = Field(default=None, max_length=80)
    protocol: Protocol | None = None
    purpose: str | None = Field(default=None, max_length=200)
    owner: str | None = Field(default=None, max_length=100)
    reference: str | None = Field(default=None, max_length=100)
    until: date | None = None
    item: UUID | None = None
    organisation: UUID | None = None

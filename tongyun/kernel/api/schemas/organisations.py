"""Shapes of the organisation tree."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from ..shapes import Schema
from .people import OrganisationOut

Kind = Literal["authority", "department", "provider", "supervisor"]
Division = Literal["province", "city", "county", "township", ""]


class OrganisationContactOut(Schema):
    """Somebody to call at a unit."""

    name: str
    role: str = ""
    phone: str = ""
    mail: str = ""


class OrganisationContactIn(Schema):
    """Somebody to call at a unit, as it is entered."""

    name: str = Field(max_length=100)
    role: str = Field(default="", max_length=100)
    phone: str = Field(default="", max_length=40)
    mail: str = Field(default="", max_length=300)


class TreeNodeOut(Schema):
    """A unit as the tree shows it; the list is in the order of the tree, parents first."""

    id: UUID
    code: str
    name: str
    short_name: str
    kind: Kind
    division_level: Division
    parent_id: UUID | None
    active: bool
    merged_into: UUID | None
    people: int
    people_below: int


class OrganisationRowOut(Schema):
    """A unit as a list shows it."""

    id: UUID
    code: str
    name: str
    short_name: str
    kind: Kind
    division_level: Division
    division_code: str
    uscc: str
    parent: OrganisationOut | None
    valid_from: date | None
    valid_to: date | None
    active: bool
    version: int


class OrganisationDetailOut(OrganisationRowOut):
    """Everything of a unit. `path` is what stands above it, the root first, itself last."""

    duties: str
    contacts: list[OrganisationContactOut]
    position: int
    path: list[OrganisationOut]
    merged_into: OrganisationOut | None
    merged: list[OrganisationOut]
    children: int
    people: int
    people_below: int
    created_at: datetime


class OrganisationIn(Schema):
    """A unit that is to be made."""

    code: str = Field(max_length=64)
    name: str = Field(max_length=200)
    parent_id: UUID | None = None
    short_name: str = Field(default="", max_length=60)
    kind: Kind = "department"
    division_level: Division = ""
    division_code: str = Field(default="", max_length=12)
    uscc: str = Field(default="", max_length=18)
    duties: str = Field(default="", max_length=10_000)
    contacts: list[OrganisationContactIn] = Field(default_factory=list, max_length=20)
    position: int = Field(default=0, ge=-1_000_000, le=1_000_000)
    valid_from: date | None = None


class OrganisationPatchIn(Schema):
    """What is to change; what is not sent stays. `version` may stand in `If-Match` instead."""

    version: int | None = None
    reason: str = Field(default="", max_length=300)
    name: str | None = Field(default=None, max_length=200)
    short_name: str | None = Field(default=None, max_length=60)
    kind: Kind | None = None
    division_level: Division | None = None
    division_code: str | None = Field(default=None, max_length=12)
    uscc: str | None = Field(default=None, max_length=18)
    duties: str | None = Field(default=None, max_length=10_000)
    contacts: list[OrganisationContactIn] | None = Field(default=None, max_length=20)
    position: int | None = Field(default=None, ge=-1_000_000, le=1_000_000)
    valid_from: date | None = None


class MoveIn(Schema):
    """The new parent; null makes the unit a root."""

    parent_id: UUID | None
    reason: str = Field(default="", max_length=300)


class MergeIn(Schema):
    """The unit that takes over."""

    into: UUID
    reason: str = Field(max_length=300)


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=300)


class VersionOut(Schema):
    """What something was during `[since, until)`; `until` is null for the present."""

    id: UUID
    since: datetime
    until: datetime | None
    change: str
    reason: str
    actor_name: str
    state: dict[str, Any]


class MemberThenOut(Schema):
    """Somebody who belonged to a unit at a moment."""

    id: UUID
    username: str
    name: str

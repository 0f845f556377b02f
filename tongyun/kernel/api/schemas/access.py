"""Shapes of permissions, roles, grants and explanations."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from ..shapes import Schema
from .people import OrganisationOut, UserOut

Realm = Literal["business", "system", "security", "audit"]
Scope = Literal["own", "organisation", "below", "named", "all"]
HolderKind = Literal["user", "group", "post"]


class PermissionOut(Schema):
    """One right that code checks."""

    key: str
    title_zh: str
    title_en: str
    realm: Literal["business", "shared", "system", "security", "audit"]
    scoped: bool


class HideableFieldOut(Schema):
    """A field that a role may hide."""

    name: str
    title_zh: str
    title_en: str


class HideableOut(Schema):
    """The fields of a resource that a role may hide."""

    resource: str
    title_zh: str
    title_en: str
    fields: list[HideableFieldOut]


class RoleIn(Schema):
    """What a role is to be."""

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$")
    title: str = Field(min_length=1, max_length=100)
    title_en: str = Field("", max_length=100)
    description: str = Field("", max_length=500)
    realm: Literal["business", "system"] = "business"
    permissions: list[str] = Field(max_length=500)
    hidden: dict[str, list[str]] = Field(default_factory=dict)


class RoleChangeIn(RoleIn):
    """What a role is to become."""

    version: int | None = None


class RoleOut(Schema):
    """A role."""

    id: UUID
    key: str
    title: str
    title_en: str
    description: str
    realm: Realm
    permissions: list[str]
    hidden: dict[str, list[str]]
    built_in: bool
    grants: int
    version: int


class RangeIn(Schema):
    """How far a grant reaches; `organisations` goes with `named`."""

    scope: Scope
    organisations: list[UUID] = Field(default_factory=list, max_length=500)


class GrantIn(RangeIn):
    """Who gets which role."""

    holder_kind: HolderKind
    holder: UUID
    role: UUID


class GrantChangeIn(RangeIn):
    """How far a grant is to reach."""

    version: int | None = None


class HolderOut(Schema):
    """Who holds a grant."""

    kind: HolderKind
    id: UUID
    name: str


class RoleRefOut(Schema):
    """A role, as much as a label needs."""

    id: UUID
    key: str
    title: str
    title_en: str
    realm: Realm


class GrantOut(Schema):
    """Somebody holds a role within a scope."""

    id: UUID
    holder: HolderOut
    role: RoleRefOut
    scope: Scope
    organisations: list[OrganisationOut]
    granted_by: str
    created_at: datetime
    version: int


class ReasonOut(Schema):
    """One grant whose role has the permission, and what it does here."""

    grant: UUID
    role: str
    via: HolderKind
    via_name: str
    scope: Scope
    effect: Literal["gives", "out_of_scope", "not_for_all", "idle"]
    reason: str


class ExplanationOut(Schema):
    """Why a user can or cannot do something, and by which roles it could be given."""

    user: UserOut
    permission: PermissionOut
    allowed: bool
    answer: str
    reasons: list[ReasonOut]
    roles: list[RoleRefOut]

"""Shapes of people, groups, posts and substitutes."""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from ..hiding import Hiding
from ..shapes import Schema


class OrganisationOut(Schema):
    """An organisation, as much as a label needs."""

    id: UUID
    name: str


class UserOut(Hiding):
    """A person, as much as a label needs."""

    resource: ClassVar[str] = "user"

    id: UUID
    username: str
    name: str
    organisation: OrganisationOut | None
    active: bool


class NamedOut(Schema):
    """A group, a post or whatever else has a name, as much as a label needs."""

    id: UUID
    name: str


class AppointmentOut(Schema):
    """A person holds a post in a unit during `[since, until)`."""

    id: UUID
    user: UserOut
    post: NamedOut
    organisation: OrganisationOut
    since: date
    until: date | None


class ContactOut(Hiding):
    """How to reach a person."""

    resource: ClassVar[str] = "user"

    phone: str
    landline: str
    mail: str


class UserRowOut(UserOut):
    """A person as the list shows one. `posts` are those held today, each as `岗位 · 机构`; phones and mail are masked,
    but for one's own."""

    employee_no: str
    phone: str
    landline: str
    mail: str
    posts: list[str]
    valid_to: date | None
    away_until: datetime | None
    created_at: datetime
    version: int


class UserDetailOut(UserRowOut):
    """Everything of a person. `organisation_path` names what stands above the unit, the root first."""

    organisation_path: list[str]
    appointments: list[AppointmentOut]
    groups: list[NamedOut]
    substitutes: list[UserOut]
    locale: str
    can_sign_in: bool
    opened: bool = Field(description="账号已由本人启用：有或曾有密码、统一认证身份或登录")


class UserIn(Schema):
    """An account that is to be made."""

    username: str = Field(max_length=64)
    name: str = Field(max_length=100)
    organisation_id: UUID
    employee_no: str = Field(default="", max_length=40)
    phone: str = Field(default="", max_length=32)
    landline: str = Field(default="", max_length=32)
    mail: str = Field(default="", max_length=200)
    valid_to: date | None = None
    locale: Literal["zh-CN", "en-US"] = "zh-CN"


class UserPatchIn(Schema):
    """What is to change; what is not sent stays. `version` may stand in `If-Match` instead."""

    version: int | None = None
    reason: str = Field(default="", max_length=300)
    name: str | None = Field(default=None, max_length=100)
    organisation_id: UUID | None = None
    employee_no: str | None = Field(default=None, max_length=40)
    phone: str | None = Field(default=None, max_length=32)
    landline: str | None = Field(default=None, max_length=32)
    mail: str | None = Field(default=None, max_length=200)
    valid_to: date | None = None
    locale: Literal["zh-CN", "en-US"] | None = None


class InvitationOut(Schema):
    """The path of the one-time link, shown this once."""

    path: str
    expires_at: datetime


class AcceptIn(Schema):
    """The password that an invited person chose."""

    token: str = Field(max_length=200)
    password: str = Field(max_length=400)


class GroupOut(Schema):
    """A group and how many active people are in it."""

    id: UUID
    code: str
    name: str
    description: str
    organisation: OrganisationOut | None
    active: bool
    members: int
    version: int


class GroupIn(Schema):
    """A group that is to be made."""

    code: str = Field(max_length=64)
    name: str = Field(max_length=100)
    description: str = Field(default="", max_length=2000)
    organisation_id: UUID | None = None


class GroupPatchIn(Schema):
    """What is to change; what is not sent stays. `version` may stand in `If-Match` instead."""

    version: int | None = None
    name: str | None = Field(default=None, max_length=100)
    description: str | None = Field(default=None, max_length=2000)
    organisation_id: UUID | None = None
    active: bool | None = None


class MembersIn(Schema):
    """Who is to come in, and who is to go."""

    add: list[UUID] = Field(default_factory=list, max_length=5000)
    remove: list[UUID] = Field(default_factory=list, max_length=5000)


class PostOut(Schema):
    """A post and how many hold it today."""

    id: UUID
    code: str
    name: str
    description: str
    position: int
    active: bool
    holders: int
    version: int


class PostIn(Schema):
    """A post that is to be made."""

    code: str = Field(max_length=64)
    name: str = Field(max_length=100)
    description: str = Field(default="", max_length=2000)
    position: int = Field(default=0, ge=-1_000_000, le=1_000_000)


class PostPatchIn(Schema):
    """What is to change; what is not sent stays. `version` may stand in `If-Match` instead."""

    version: int | None = None
    name: str | None = Field(default=None, max_length=100)
    description: str | None = Field(default=None, max_length=2000)
    position: int | None = Field(default=None, ge=-1_000_000, le=1_000_000)
    active: bool | None = None


class AppointmentIn(Schema):
    """Who is to hold which post where, from when."""

    user_id: UUID
    post_id: UUID
    organisation_id: UUID
    since: date
    until: date | None = None


class EndIn(Schema):
    """The day an appointment ends; today when none is named."""

    on: date | None = None


class SubstitutionOut(Schema):
    """Somebody stands in for a person who is away during `[starts_at, ends_at)`."""

    id: UUID
    absent: UserOut
    substitute: UserOut
    starts_at: datetime
    ends_at: datetime
    reason: Literal["leave", "sick", "travel", "training", "other"]
    note: str
    state: Literal["planned", "running", "over", "cancelled"]
    cancelled_at: datetime | None
    created_at: datetime


class SubstitutionIn(Schema):
    """A substitution that is to be arranged; without `absent_id` one's own."""

    absent_id: UUID | None = None
    substitute_id: UUID
    starts_at: datetime
    ends_at: datetime
    reason: Literal["leave", "sick", "travel", "training", "other"] = "leave"
    note: str = Field(default="", max_length=300)

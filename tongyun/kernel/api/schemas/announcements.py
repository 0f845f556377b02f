"""Shapes of boards and announcements."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ..hiding import Hiding
from ..shapes import Schema
from .dictionaries import Position
from .people import NamedOut, OrganisationOut

AnnouncementState = Literal["draft", "in_review", "scheduled", "published", "withdrawn", "expired"]


class BoardOut(Schema):
    """A board, as much as a label needs."""

    id: UUID
    key: str
    title: str
    title_en: str


class BoardDetailOut(BoardOut):
    """A board with who reads it: everyone, or those of units (with all below) and the holders of roles."""

    description: str
    position: int
    everyone: bool
    organisations: list[OrganisationOut]
    roles: list[NamedOut]
    reviewed: bool
    retired: bool
    readers: int
    version: int


class BoardIn(Schema):
    """A new board."""

    key: str
    title: str
    title_en: str = ""
    description: str = ""
    position: Position = 0
    everyone: bool = True
    organisations: list[UUID] = []
    roles: list[UUID] = []
    reviewed: bool = True


class BoardPatchIn(Schema):
    """What changes of a board."""

    version: int | None = None
    title: str | None = None
    title_en: str | None = None
    description: str | None = None
    position: Position | None = None
    everyone: bool | None = None
    organisations: list[UUID] | None = None
    roles: list[UUID] | None = None
    reviewed: bool | None = None
    retired: bool | None = None


class AnnouncementRowOut(Schema):
    """An announcement in its readers' list. `read_at` is when the caller read it."""

    id: UUID
    board: BoardOut
    title: str
    summary: str
    published_at: datetime | None
    pinned: bool
    must_read: bool
    read_at: datetime | None
    author_name: str
    organisation: OrganisationOut | None


class AnnouncementOut(AnnouncementRowOut):
    """An announcement to read. `body` is clean HTML."""

    body: str
    state: AnnouncementState
    expires_at: datetime | None
    version: int


class DeskRowOut(Schema):
    """An announcement as those see it who look after it."""

    id: UUID
    board: BoardOut
    title: str
    summary: str
    state: AnnouncementState
    pinned: bool
    must_read: bool
    publish_at: datetime | None
    expires_at: datetime | None
    published_at: datetime | None
    organisation: OrganisationOut | None
    author_name: str
    reviewer_name: str
    reviewed_at: datetime | None
    remark: str
    updated_at: datetime
    version: int


class DeskOut(DeskRowOut):
    """All of it, with how many read its board and how many of them have read it.

    `needs_review`: submitting it asks for a review; on a board without review it publishes.
    """

    body: str
    readers: int
    read: int
    may_review: bool
    needs_review: bool


class AnnouncementIn(Schema):
    """A new draft. `body` is HTML; what is not allowed in it is taken out."""

    board_id: UUID
    title: str
    body: str = ""
    pinned: bool = False
    must_read: bool = False
    publish_at: datetime | None = None
    expires_at: datetime | None = None


class AnnouncementPatchIn(Schema):
    """What changes of a draft; the two moments may become null."""

    version: int | None = None
    board_id: UUID | None = None
    title: str | None = None
    body: str | None = None
    pinned: bool | None = None
    must_read: bool | None = None
    publish_at: datetime | None = None
    expires_at: datetime | None = None


class AnnouncementReasonIn(Schema):
    """Why it is sent back or taken down."""

    reason: str


class PinIn(Schema):
    """Whether it stays at the top."""

    pinned: bool


class ReaderOut(Hiding):
    """Somebody who should read it; `read_at` is null for whoever has not."""

    resource: ClassVar[str] = "user"

    id: UUID
    username: str
    name: str
    organisation: OrganisationOut | None
    read_at: datetime | None


class RemindedOut(Schema):
    """How many people were told again."""

    people: int

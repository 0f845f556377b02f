"""Shapes of files."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ..shapes import Schema

State = Literal["waiting", "ready", "quarantined", "removed"]


class AttachedFileOut(Schema):
    """A file on a record. `size` in bytes; `preview` says how it can be shown without downloading it."""

    id: UUID
    name: str
    extension: str
    media_type: str
    size: int
    sha256: str
    sm3: str
    state: State
    scanned: bool
    finding: str
    has_thumbnail: bool
    preview: Literal["image", "pdf", "text", ""]
    field: str
    owner_id: UUID | None
    owner_name: str
    uploaded_at: datetime


class RecordFilesOut(Schema):
    """The files on a record, and what the caller may do there."""

    items: list[AttachedFileOut]
    can_add: bool
    can_remove: bool


class FileRulesOut(Schema):
    """What may be uploaded; `max_bytes` a file."""

    max_bytes: int
    extensions: list[str]
    per_record: int
    scanned: bool


class FileTextOut(Schema):
    """The beginning of a text file."""

    text: str
    encoding: str
    truncated: bool


class StoredFileOut(AttachedFileOut):
    """A file as whoever keeps the storage sees it."""

    target_kind: str
    target_id: UUID | None
    target_label: str
    page: str
    scanner: str
    scanned_at: datetime | None
    removed_at: datetime | None
    removed_by: str


class FileStateSumOut(Schema):
    """How many files are in a state, and their bytes."""

    state: State
    count: int
    bytes: int


class FileUsageOut(Schema):
    """What the storage holds, and where."""

    place: str
    scanner: str
    states: list[FileStateSumOut]

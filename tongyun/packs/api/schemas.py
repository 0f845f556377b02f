"""Shapes of packs."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from tongyun.kernel.facade import Schema


class PackFindingOut(Schema):
    """What a check found."""

    path: str
    message: str
    line: int | None
    severity: str


class PackOut(Schema):
    """A pack. `version` is in use, `available` on disk; `pending` files differ, `conflicts` edits wait for a person."""

    id: str
    title: str
    title_en: str
    description: str
    version: str
    available: str
    maturity: str
    state: Literal["new", "ok", "refused", "retired", "missing"]
    needs: list[str]
    provides: list[str]
    locales: list[str]
    findings: list[PackFindingOut]
    applied_at: datetime | None
    files: int
    pending: int
    edits: int
    conflicts: int


class PackFileOut(Schema):
    """A file of a pack; `state` is what applying would do with it."""

    kind: str
    id: str
    path: str
    state: Literal["current", "added", "changed", "retired"]
    editable: bool
    edits: int
    conflicts: int


class SlotOut(Schema):
    """A value, or that there is none."""

    present: bool
    value: Any = None


class ValueChangeOut(Schema):
    """One value that an upgrade would change."""

    path: str
    old: SlotOut
    new: SlotOut


class FileChangeOut(Schema):
    """What applying would change of one file."""

    kind: str
    id: str
    action: Literal["added", "changed", "retired"]
    values: list[ValueChangeOut]


class SiteEditOut(Schema):
    """What this site changed: from the value `was` that it saw, to `value`; `shipped` stands there now."""

    kind: str
    file: str
    path: str
    state: Literal["edited", "same", "conflict", "gone"]
    was: SlotOut
    shipped: SlotOut
    value: SlotOut
    origin: str
    changed_by: str


class PackDetailOut(PackOut):
    """Everything of a pack."""

    contents: list[PackFileOut]
    changes: list[FileChangeOut]
    site_edits: list[SiteEditOut]


class FieldOut(Schema):
    """One value of a file with its rule."""

    path: str
    group: str
    help: str
    kind: Literal["boolean", "integer", "number", "string", "choice", "data"]
    choices: list[Any]
    minimum: float | None
    maximum: float | None
    required: bool
    default: SlotOut
    shipped: SlotOut
    value: SlotOut


class PackFileDetailOut(Schema):
    """A file as this site uses it. `version` is of the edits made on the page, for If-Match."""

    pack: str
    kind: str
    id: str
    version: int
    changed_by: str
    changed_at: datetime | None
    fields: list[FieldOut]
    edits: list[SiteEditOut]


class EditIn(Schema):
    """A value for a place; without one, what is shipped there is taken away. `confirm` settles a conflict."""

    path: str = Field(max_length=500)
    present: bool = True
    value: Any = None
    confirm: bool = False


class EditsIn(Schema):
    """All edits of a file; an empty list puts it back as shipped."""

    edits: list[EditIn] = Field(max_length=500)


class ReportOut(Schema):
    """What became of a pack."""

    pack: str
    version: str
    state: Literal["applied", "unchanged", "refused", "retired"]
    findings: list[PackFindingOut]

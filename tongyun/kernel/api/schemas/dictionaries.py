"""Shapes of data dictionaries."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from ..shapes import Schema
from .imports import PlannedRowOut

#: What fits into a column of every database, and into the position of the import.
Position = Annotated[int, Field(ge=-9_999_999, le=9_999_999)]


class DictionaryOut(Schema):
    """A dictionary. `pack` is the pack that ships it, empty for one that the site made."""

    key: str
    title: str
    title_en: str
    description: str
    pack: str
    retired: bool
    entries: int
    version: int
    updated_at: datetime


class DictionaryIn(Schema):
    """A new dictionary."""

    key: str
    title: str
    title_en: str = ""
    description: str = ""


class DictionaryPatchIn(Schema):
    """What changes of a dictionary."""

    version: int | None = None
    title: str | None = None
    title_en: str | None = None
    description: str | None = None
    retired: bool | None = None


class EntryOut(Schema):
    """An entry. `usable` says whether it can be chosen today, with everything above it.

    `shipped` is what the pack says (none: the site made it); in the fields of `edited` the site's word counts.
    """

    code: str
    title: str
    title_en: str
    parent: str | None
    parent_title: str
    position: int
    valid_from: date | None
    valid_to: date | None
    enabled: bool
    usable: bool
    note: str
    depth: int
    shipped: dict[str, Any] | None
    edited: list[str]
    version: int


class EntryIn(Schema):
    """A new entry."""

    code: str
    title: str
    title_en: str = ""
    parent: str | None = None
    position: Position = 0
    valid_from: date | None = None
    valid_to: date | None = None
    enabled: bool = True
    note: str = ""


class EntryPatchIn(Schema):
    """What changes of an entry; `parent`, `valid_from` and `valid_to` may become null."""

    version: int | None = None
    title: str | None = None
    title_en: str | None = None
    parent: str | None = None
    position: Position | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    enabled: bool | None = None
    note: str | None = None


class ChoiceOut(Schema):
    """Something to choose, or to read. `path` are the titles from the top, its own last."""

    code: str
    title: str
    title_en: str
    parent: str | None
    path: list[str]
    path_en: list[str]
    leaf: bool
    usable: bool


class ChoicesOut(Schema):
    """What can be chosen from a dictionary: at most as many as asked for, `total` says of how many."""

    key: str
    title: str
    title_en: str
    hierarchical: bool
    total: int
    items: list[ChoiceOut]


class EntryImportOut(Schema):
    """What a table would do with a dictionary, or has done when it was `applied`."""

    applied: bool
    creates: int
    updates: int
    unchanged: int
    errors: int
    rows: list[PlannedRowOut]

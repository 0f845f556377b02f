"""Shapes of the import of items."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema

from .schemas import Strict


class ImportTargetOut(Schema):
    """What a column may fill: `@name`, `@organisation`, `@id`, `attributes.<name>` or `relation.<type>`."""

    key: str
    title: str
    title_en: str
    required: bool


class MappingIn(Strict):
    """What each heading fills; "" leaves a column out."""

    mapping: dict[str, str] = Field(max_length=200)


class ItemImportOut(Schema):
    """One uploaded table of items: how far it is, and how many rows would do (or did) what.

    While it is checked or written, `done` of `total` rows are through; `phase` is `check`, `rows` or `ties` (relations
    between rows of the table). What it wrote is the change batch of the same id. For a `foreign` file, which another
    system exported, `type` is that system, and `notes` tell what of the file has no row.
    """

    id: UUID
    type: str
    type_title: str
    type_title_en: str
    file_name: str
    state: Literal["waiting", "checking", "refused", "checked", "applying", "applied", "failed", "cancelled"]
    phase: str
    problem: str
    foreign: bool
    notes: list[str]
    headings: list[str]
    mapping: dict[str, str]
    total: int
    done: int
    creates: int
    updates: int
    unchanged: int
    reviews: int
    errors: int
    mine: bool
    actor_name: str
    created_at: datetime
    applied_at: datetime | None


class ImportMessageOut(Schema):
    """What is wrong at a column."""

    column: str
    message: str


class ItemImportRowOut(Schema):
    """What a row would do, or did; `changes` is {field: [old, new]}, `item` the item that it is about once it is
    there."""

    id: UUID
    number: int
    verdict: Literal["create", "update", "unchanged", "review", "error"]
    cells: dict[str, str]
    messages: list[ImportMessageOut]
    said: str
    changes: dict[str, list[Any]]
    item: UUID | None

"""Shapes of the API that changes item types."""

from typing import Any
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema

from .schemas import Strict


class TypeIn(Strict):
    """A type as a pack file says it: key, parent, title, title_en, icon, family, schema, identity, unique, migrate …
    (JSON Schema `types`)."""

    definition: dict[str, Any]


class TypeChangeIn(TypeIn):
    """A type as somebody wants it who read `version`."""

    version: int | None = Field(default=None, ge=1)


class TypeDefinitionOut(Schema):
    """A type as it is in use; `pack` is empty for one of the site's own."""

    version: int
    pack: str
    definition: dict[str, Any]


class BrokenItemOut(Schema):
    """An item that would not fit any more, or clash with another, and why."""

    item: UUID
    name: str
    reasons: list[str]


class RehearsalOut(Schema):
    """What a change of a type would do. `items` are all of the type and below it, `migrated` those that steps change,
    `lost` the items that hold values of attributes that would be gone, `broken` and `duplicates` the first 50."""

    harmless: bool
    delta: dict[str, list[Any]]
    items: int
    migrated: int
    lost: dict[str, int]
    broken_count: int
    broken: list[BrokenItemOut]
    duplicate_count: int
    duplicates: list[BrokenItemOut]

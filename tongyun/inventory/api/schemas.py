"""Shapes of the inventory's API."""

from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from tongyun.kernel.facade import Hiding, Schema

Lifecycle = Literal["active", "suspected", "lost", "retired"]
Health = Literal["ok", "warning", "critical", "unknown"]


class Strict(Schema):
    """A request body that has nothing but its fields."""

    model_config = ConfigDict(extra="forbid")


class ItemTypeOut(Schema):
    """An item type with everything it inherits; `schema` is JSON Schema with x-group, x-order, x-unit, x-title."""

    key: str
    title: str
    title_en: str
    icon: str
    parent: str | None
    abstract: bool
    retired: bool
    pack: str
    lineage: list[str]
    item_schema: dict[str, Any] = Field(alias="schema")
    list_columns: list[str]
    identity: list[list[str]]


class ItemOrganisationOut(Schema):
    """The organisation an item belongs to."""

    id: UUID
    name: str


class ItemOut(Hiding):
    """One item. `manual_attributes` are those a person set; no machine overwrites them."""

    resource: ClassVar[str] = "item"

    id: UUID
    type: str
    type_title: str
    type_title_en: str
    name: str
    attributes: dict[str, Any]
    manual_attributes: list[str]
    lifecycle: Lifecycle
    manual_lifecycle: bool
    health: Health
    health_reason: str
    organisation: ItemOrganisationOut | None
    source: str
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class RelationIn(Strict):
    """An edge from the item to a target."""

    type: str = Field(max_length=80)
    target: UUID
    replace: bool = False


class NewItemIn(Strict):
    """A new item."""

    type: str = Field(max_length=80)
    name: str = Field(max_length=200)
    attributes: dict[str, Any] = Field(default_factory=dict)
    organisation: UUID | None = None
    relations: list[RelationIn] = Field(default_factory=list, max_length=50)


class ItemPatchIn(Strict):
    """A change of an item as somebody read it in `version`. An attribute set to null is removed."""

    version: int | None = Field(default=None, ge=1)
    attributes: dict[str, Any] = Field(default_factory=dict)
    name: str | None = Field(default=None, max_length=200)
    type: str | None = Field(default=None, max_length=80)
    drop: list[str] = Field(default_factory=list, max_length=200)
    organisation: UUID | None = None
    lifecycle: Lifecycle | None = None
    manual_lifecycle: bool | None = None


class RevealIn(Strict):
    """Why somebody looks behind a mask."""

    reason: str = Field(max_length=300)


class EndOut(Schema):
    """The item at the far end of a relation."""

    id: UUID
    name: str
    type: str
    type_title: str
    type_title_en: str
    lifecycle: Lifecycle
    health: Health
    health_reason: str


class RelationOut(Schema):
    """A relation as seen from one item: `title` reads from it to `item`."""

    id: UUID
    type: str
    direction: Literal["out", "in"]
    title: str
    title_en: str
    item: EndOut
    source: str
    created_at: datetime


class ChangeOut(Schema):
    """One entry of an item's history; `delta` is {name: [old, new]}, with @name, @type, @lifecycle, @<relation>."""

    id: UUID
    at: datetime
    batch: UUID | None
    kind: Literal["created", "updated", "lifecycle", "relation"]
    actor_kind: str
    actor_name: str
    item: UUID
    item_name: str
    delta: dict[str, list[Any]]
    version: int


class TypeHealthOut(Schema):
    """How the items of one type are."""

    type: str
    title: str
    title_en: str
    total: int
    ok: int
    warning: int
    critical: int
    unknown: int


class EstateOut(Schema):
    """How the estate is: everything that is not retired."""

    total: int
    ok: int
    warning: int
    critical: int
    unknown: int
    by_type: list[TypeHealthOut]


class ReviewCaseOut(Schema):
    """Something a machine saw and may not decide."""

    id: UUID
    reason: Literal["ambiguous", "contradiction", "invalid"]
    reason_title: str
    detail: str
    type: str
    name: str
    observation: dict[str, Any]
    candidates: list[UUID]
    source: str
    created_at: datetime
    seen_at: datetime
    closed_at: datetime | None
    closed_by: str

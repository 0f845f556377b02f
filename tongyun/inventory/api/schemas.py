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


class ItemTypeBriefOut(Schema):
    """An item type without its attributes, for lists of types."""

    key: str
    title: str
    title_en: str
    icon: str
    family: str
    version: int
    parent: str | None
    abstract: bool
    retired: bool
    pack: str
    lineage: list[str]
    list_columns: list[str]


class UniqueRuleOut(Schema):
    """What only one item may have, together: attributes, @name, @organisation, @relation; `type` declares the rule."""

    type: str
    by: list[str]
    among: Literal["all", "in_use"]


class ItemTypeOut(ItemTypeBriefOut):
    """An item type with everything it inherits; `schema` is JSON Schema with x-group, x-order, x-unit, x-title."""

    item_schema: dict[str, Any] = Field(alias="schema")
    identity: list[list[str]]
    unique: list[UniqueRuleOut]


class TypeRelationOut(Schema):
    """A relation that items of a type may have; `other_types` may stand at the far end, all when it is empty."""

    key: str
    direction: Literal["out", "in"]
    title: str
    title_en: str
    cardinality: str
    impact: str
    other_types: list[str]


class TypeReferenceOut(Schema):
    """An attribute of another type that names items of this one."""

    type: str
    title: str
    title_en: str
    attribute: str


class ItemTypeDetailOut(ItemTypeOut):
    """An item type; `own` are the attributes that it declares or changes itself, `children` the types below it."""

    own: list[str]
    children: list[str]
    relations: list[TypeRelationOut]
    referenced_by: list[TypeReferenceOut]


class TypeVersionOut(Schema):
    """What a type became by one change; `delta` is {place: [old, new]}, a place being a JSON Pointer."""

    version: int
    kind: Literal["created", "changed", "retired", "restored"]
    at: datetime
    actor_kind: str
    actor_name: str
    delta: dict[str, list[Any]]


class ReferredOut(Schema):
    """An item that another one names in an attribute."""

    name: str
    type: str


class ItemOrganisationOut(Schema):
    """The organisation an item belongs to."""

    id: UUID
    name: str


class ItemOut(Hiding):
    """One item. `manual_attributes` are those a person set; no machine overwrites them. `references` are the items that
    its attributes name, by id, as far as the caller sees them."""

    resource: ClassVar[str] = "item"

    id: UUID
    type: str
    type_title: str
    type_title_en: str
    name: str
    attributes: dict[str, Any]
    references: dict[str, ReferredOut]
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
    description: str = Field(default="", max_length=200)
    attributes: dict[str, Any] = Field(default_factory=dict)
    group: str = Field(default="", max_length=60, description="同组的支撑互为备份")


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
    """A relation as seen from one item: `title` reads from it to `item`. Edges of one `group` are spares."""

    id: UUID
    type: str
    direction: Literal["out", "in"]
    title: str
    title_en: str
    item: EndOut
    description: str
    attributes: dict[str, Any]
    group: str
    source: str
    created_at: datetime


class ChangeOut(Schema):
    """One entry of an item's history; `type` is what it was then, `delta` is {name: [old, new]}, with @name, @type,
    @lifecycle, @<relation>."""

    id: UUID
    at: datetime
    batch: UUID | None
    kind: Literal["created", "updated", "lifecycle", "relation"]
    actor_kind: str
    actor_name: str
    item: UUID
    item_name: str
    type: str
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

"""Shapes of the plan of addresses."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema

from .schemas import Strict

State = Literal["reserved", "allocated"]


class ItemNameOut(Schema):
    """An item by its name."""

    id: UUID
    name: str


class ZoneOut(Schema):
    """A network zone as an address space, and what of its plan the caller sees."""

    key: str
    title: str
    title_en: str
    prefixes: int
    pools: int


class FiguresOut(Schema):
    """How full a range is. `size` counts what machines may have (of a divided range everything), as text: IPv6 exceeds
    what browsers count; so are `used` (allotted or seen anywhere inside), `divided` (given to ranges right inside) and
    `free`. `share` is the part that is taken, from 0 to 1."""

    size: str
    used: str
    divided: str
    free: str
    share: float
    children: int


class PrefixOut(Schema):
    """A range of addresses and the item that stands for it. `parent` is the nearest one around that the caller sees."""

    id: UUID
    name: str
    kind: Literal["prefix", "pool"]
    range: str
    first: str
    last: str
    family: Literal[4, 6]
    length: int | None
    zone: str
    zone_title: str
    zone_title_en: str
    gateway: str | None
    shared: bool
    parent: UUID | None
    purpose: str
    vlan: ItemNameOut | None
    organisation: ItemNameOut | None
    figures: FiguresOut


class SpanOut(Schema):
    """Free addresses from one to another; `largest` is the length of the widest prefix that fits
    into them."""

    first: str
    last: str
    size: str
    largest: int


class AddressOut(Schema):
    """An address in use. `id` and `version` are those of its record, null when it is only `observed`.

    `holders` are items that say to have it; `unseen_holders` counts those out of the caller's scope, and `item_hidden`
    says that it is allocated to one of these. `conflict`: two items have it (duplicate), another than its item has it
    (elsewhere), or it is reserved and yet in use (reserved). `stale`: its last day passed (expired), its item is
    retired or lost (gone), or its item reports other addresses only (unseen).
    """

    id: UUID | None
    version: int | None
    address: str
    zone: str
    zone_title: str
    zone_title_en: str
    prefix: ItemNameOut | None
    state: Literal["reserved", "allocated", "observed"]
    item: ItemNameOut | None
    item_hidden: bool
    holders: list[ItemNameOut]
    unseen_holders: int
    conflict: Literal["", "duplicate", "elsewhere", "reserved"]
    stale: Literal["", "expired", "gone", "unseen"]
    purpose: str
    owner: str
    reference: str
    until: date | None
    created_at: datetime | None
    updated_at: datetime | None


class PrefixDetailOut(PrefixOut):
    """A range with those around it (`line`, the widest first) and right inside it, the first free spans, and whether
    the caller may allot in it. `special` are addresses that no machine may be given; `mapped` ranges are small enough
    to draw each address."""

    line: list[PrefixOut]
    inside: list[PrefixOut]
    hidden_inside: int
    free_spans: list[SpanOut]
    special: dict[str, Literal["network", "broadcast", "gateway"]]
    mapped: bool
    open: bool


class AddressesOut(Schema):
    """Addresses right inside a range, in order; `next` is given as `after` for those behind, null at the end."""

    items: list[AddressOut]
    next: str | None


class AllotIn(Strict):
    """Addresses that are asked for: the one named, or the next free ones. Without an item they are kept for later."""

    address: str = Field(default="", max_length=64)
    count: int = Field(default=1, ge=1, le=256)
    state: State = "allocated"
    item: UUID | None = None
    purpose: str = Field(default="", max_length=200)
    owner: str = Field(default="", max_length=100)
    reference: str = Field(default="", max_length=100)
    until: date | None = None


class UsePatchIn(Strict):
    """What changes of an allotted address; what is not named stays."""

    version: int | None = Field(default=None, ge=1)
    state: State | None = None
    item: UUID | None = None
    purpose: str | None = Field(default=None, max_length=200)
    owner: str | None = Field(default=None, max_length=100)
    reference: str | None = Field(default=None, max_length=100)
    until: date | None = None


class ExtendIn(Strict):
    """The last day of several addresses; null for no end."""

    ids: list[UUID] = Field(min_length=1, max_length=500)
    until: date | None


class DivideIn(Strict):
    """A prefix that is to be made inside another: the one named, or the next free ones of a length."""

    prefix: str = Field(default="", max_length=64)
    length: int | None = Field(default=None, ge=0, le=128)
    count: int = Field(default=1, ge=1, le=64)
    name: str = Field(default="", max_length=200)
    organisation: UUID | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)


class ConflictOut(Schema):
    """Something that does not agree: see `conflict` of an address; `outside` is an address that the plan of its item's
    zone does not know, `unplanned` an item whose range the plan could not take. `unseen` counts items out of scope."""

    kind: Literal["duplicate", "elsewhere", "reserved", "outside", "unplanned"]
    address: str
    zone: str
    zone_title: str
    zone_title_en: str
    prefix: ItemNameOut | None
    use: UUID | None
    item: ItemNameOut | None
    holders: list[ItemNameOut]
    unseen: int


class ConflictsOut(Schema):
    """The first 500 conflicts, and how many there are of each kind."""

    items: list[ConflictOut]
    counts: dict[str, int]


class AddressChangeOut(Schema):
    """Something that happened to an allotted address."""

    id: UUID
    at: datetime
    kind: Literal["allotted", "changed", "released"]
    address: str
    zone: str
    prefix: ItemNameOut
    actor_kind: str
    actor_name: str
    delta: dict[str, list[Any]]

"""Shapes of the API of racks and machine rooms."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema

from ..racks.rooms import Refusal
from ..racks.standing import Face, Fault, Kind
from ..topology.impact import Struck
from .schemas import Health, Lifecycle, Strict

Power = float | None


class StandingItemOut(Schema):
    """An item in a rack or room with its state of this moment; `struck` as in the topology."""

    id: UUID
    name: str
    type: str
    type_title: str
    type_title_en: str
    lifecycle: Lifecycle
    health: Health
    health_reason: str
    struck: Struck


class NamedPlaceOut(Schema):
    """A room, by name."""

    id: UUID
    name: str


class MountOut(Schema):
    """What takes U `start` to `end` (1 is at the bottom), on the faces it lists. `item` is null for `hidden`: taken by
    what is out of the caller's scope. `assumed` names what the item does not say: one U high, as deep as the rack."""

    key: str
    kind: Kind
    item: StandingItemOut | None
    start: int
    end: int
    faces: list[Face]
    mounted_at: Face
    assumed: list[str]
    expired: bool
    reserved_for: str
    reserved_until: str
    rated_power_w: Power
    weight_kg: float | None
    power_supplies: int | None
    version: int


class UnitOut(Schema):
    """One face of one U: who is there, by the keys of mounts. `free` when nothing is there and it is not reserved."""

    u: int
    face: Face
    keys: list[str]
    free: bool


class ClashOut(Schema):
    """What cannot be: two things in one U, a thing in a U that can hold none, or one beyond the rack."""

    fault: Fault
    start: int
    end: int
    faces: list[Face]
    keys: list[str]


class FreeRunOut(Schema):
    """Free U, from and to."""

    start: int
    end: int


class LoadOut(Schema):
    """Power (W) and weight (kg) of a rack: what it may carry, null where nobody said, and the sum of what is in it as
    far as the caller sees it. `silent` and `weightless` things do not say theirs."""

    rated_w: Power
    used_w: float
    reserved_w: float
    silent: int
    most_kg: float | None
    used_kg: float
    weightless: int


class FeedNodeOut(StandingItemOut):
    """A step of a feed, from the connection up to the UPS. `load_rate` in percent where the thing says it."""

    load_rate: float | None


class FeedOut(Schema):
    """One feed. `rated_w` is what its connection may carry; `overload` says that this is less than all things in the
    rack are rated for, so that it cannot carry them alone."""

    letter: str
    line: list[FeedNodeOut]
    rated_w: Power
    overload: bool


class SupplyOut(Schema):
    """The feeds of a rack. `single`: all of them come together, in `shared` as far as the caller sees it."""

    feeds: list[FeedOut]
    shared: list[StandingItemOut]
    single: bool


class RackOut(StandingItemOut):
    """A rack. `units` is 42 where it does not say (`units_known`); `top_down`: U 1 is at the top."""

    room: NamedPlaceOut | None
    row: str
    position: str
    purpose: str
    units: int
    units_known: bool
    top_down: bool


class ElevationOut(Schema):
    """One rack, front and rear. `loose` is in it without a U; `veils` says that there is more than the caller sees."""

    rack: RackOut
    mounts: list[MountOut]
    units: list[UnitOut]
    loose: list[StandingItemOut]
    clashes: list[ClashOut]
    free: list[FreeRunOut]
    used_units: int
    load: LoadOut
    supply: SupplyOut
    veils: bool


class RackCellOut(RackOut):
    """A rack in the plan of its room. `worst` is the worst state of the rack and of what is in it, `ill` how many
    things have trouble or are down by others."""

    used_units: int
    reserved_units: int
    longest_free: int
    things: int
    loose: int
    load: LoadOut
    feeds: list[str]
    single: bool
    clashes: int
    worst: Health
    ill: int
    veils: bool


class EquipmentOut(Schema):
    """Other equipment of a room, by type."""

    type: str
    type_title: str
    type_title_en: str
    total: int
    worst: Health
    ill: list[StandingItemOut]


class RoomTotalsOut(Schema):
    """What a room holds. `rated_w` sums the racks that say theirs, `known_racks` of them."""

    racks: int
    units: int
    used_units: int
    things: int
    rated_w: float
    used_w: float
    known_racks: int
    clashes: int
    single: int
    ill: int


class RoomPlanOut(Schema):
    """A room as a plan: `rows` and `positions` in their order; racks that lack one are in no place of it."""

    room: StandingItemOut
    building: NamedPlaceOut | None
    rated_power_kw: float | None
    cooling_kw: float | None
    rack_positions: int | None
    rows: list[str]
    positions: list[str]
    racks: list[RackCellOut]
    equipment: list[EquipmentOut]
    totals: RoomTotalsOut


class RoomOut(Schema):
    """A room in the list of rooms."""

    id: UUID
    name: str
    building: str
    purpose: str
    health: Health
    racks: int
    units: int
    used_units: int
    things: int
    ill: int


class OfferOut(Schema):
    """A rack with room for what was asked. `shared`: its feeds come together. What is left is null where not known."""

    rack: UUID
    name: str
    row: str
    position: str
    runs: list[FreeRunOut]
    feeds: int
    shared: bool
    left_w: Power
    left_kg: float | None


class PlacesOut(Schema):
    """Where something fits, the best place first; and for how many of the other racks which reason is against it."""

    offers: list[OfferOut]
    refused: dict[Refusal, int]


class FitIn(Schema):
    """What is to be put somewhere."""

    units: int = Field(1, ge=1, le=60, description="需要连续多少 U")
    feeds: int = Field(0, ge=0, le=2, description="至少几路供电")
    power_w: float = Field(0, ge=0, le=1_000_000, description="额定功率（W）")
    weight_kg: float = Field(0, ge=0, le=100_000, description="重量（kg）")
    full_depth: bool = Field(True, description="占用机柜全深，即正面和背面")
    face: Face = Field("front", description="安装面")


class PlaceIn(Strict):
    """Where an item shall stand; without a rack it is taken out. Height and depth stay as they are when left out."""

    rack: UUID | None
    u_start: int | None = Field(default=None, ge=1, le=60)
    face: Literal["front", "rear"] = "front"
    height_u: int | None = Field(default=None, ge=1, le=60)
    full_depth: bool | None = None
    reserved_too: bool = False
    version: int | None = None

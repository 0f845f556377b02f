"""Shapes of time travel: items and graphs as of a moment, differences, batches of changes and their reversal."""

from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Hiding, Schema

from .schemas import ChangeOut, ItemOrganisationOut, Lifecycle, Strict
from .topology_schemas import RedundancyOut

BatchKind = Literal["edit", "observation", "lifecycle", "import", "revert", "types"]


class PastEndOut(Schema):
    """The item at the far end of a relation, as it was called then."""

    id: UUID
    name: str
    type: str
    type_title: str
    type_title_en: str
    lifecycle: Lifecycle


class PastRelationOut(Schema):
    """A relation as it stood: `title` reads from the item to the far end. `until` is null while it stands today."""

    type: str
    direction: Literal["out", "in"]
    title: str
    title_en: str
    item: PastEndOut
    details: dict[str, Any]
    source: str
    since: datetime
    until: datetime | None


class PastItemOut(Hiding):
    """One item as of a moment. What changes all the time (`x-volatile`) has no past and is left out."""

    resource: ClassVar[str] = "item"

    id: UUID
    as_of: datetime
    type: str
    type_title: str
    type_title_en: str
    name: str
    attributes: dict[str, Any]
    manual_attributes: list[str]
    lifecycle: Lifecycle
    manual_lifecycle: bool
    organisation: ItemOrganisationOut | None
    version: int
    changed_at: datetime
    changed_by: str
    relations: list[PastRelationOut]
    redundancy: list[RedundancyOut]


class MomentOut(Schema):
    """A moment at which something changed, and how much."""

    at: datetime
    changes: int


class MomentsOut(Schema):
    """When an item, or the graph around it, changed: the newest first, and since when there is a past at all."""

    began_at: datetime
    moments: list[MomentOut]


class GraphNodeOut(Schema):
    """An item of a graph, `depth` steps from the first, as it was then."""

    id: UUID
    name: str
    type: str
    type_title: str
    type_title_en: str
    lifecycle: Lifecycle
    version: int
    depth: int


class GraphEdgeOut(Schema):
    """A relation of a graph, from source to target."""

    type: str
    source: UUID
    target: UUID
    since: datetime


class GraphOut(Schema):
    """What hung on what. `cut`: there were more items than the limit; `deeper`: it goes on beyond the depth."""

    root: UUID
    as_of: datetime
    nodes: list[GraphNodeOut]
    edges: list[GraphEdgeOut]
    relation_titles: dict[str, list[str]]
    cut: bool
    deeper: bool


class DifferenceOut(Schema):
    """What became different of an item: {name: [then, later]}, and relations that came and went."""

    since: datetime
    until: datetime
    delta: dict[str, list[Any]]
    drawn: list[PastRelationOut]
    removed: list[PastRelationOut]


class GraphDifferenceOut(Schema):
    """Both graphs in one: every item and relation of either, and what became of it."""

    root: UUID
    since: datetime
    until: datetime
    nodes: list[GraphNodeOut]
    edges: list[GraphEdgeOut]
    relation_titles: dict[str, list[str]]
    added: list[UUID]
    removed: list[UUID]
    changed: list[UUID]
    drawn: list[GraphEdgeOut]
    cleared: list[GraphEdgeOut]
    cut: bool


class BatchOut(Schema):
    """Changes that belong together. `changes` and `items` count what the caller sees of it; `reverted_by` is the newest
    batch that took it, or a part of it, back."""

    id: UUID
    kind: BatchKind
    note: str
    at: datetime
    actor_kind: str
    actor_name: str
    changes: int
    items: int
    reverts: UUID | None
    reverted_by: UUID | None


class RevertIn(Strict):
    """How to take changes back. `dry_run` only tells what would happen; `expected` is the `digest` it gave, so that
    nothing else happens than what was shown. `skip` leaves conflicts as they are, `refuse` does nothing then."""

    dry_run: bool = True
    reason: str = Field(default="", max_length=300)
    on_conflict: Literal["refuse", "skip"] = "refuse"
    expected: str = Field(default="", max_length=64)


class RevertEdgeOut(Schema):
    """A relation that a reversal draws again, removes, or lets say again what it said."""

    type: str
    title: str
    title_en: str
    target: UUID
    name: str


class EffectOut(Schema):
    """What a reversal makes different of one item: {name: [now, then]}."""

    item: UUID
    name: str
    type: str
    delta: dict[str, list[Any]]
    drawn: list[RevertEdgeOut]
    removed: list[RevertEdgeOut]
    described: list[RevertEdgeOut]


class ObstacleOut(Schema):
    """What stays as it is, and why; `changed_by` is the later change that stands in the way."""

    item: UUID
    name: str
    type: str
    field: str
    reason: str
    changed_by: ChangeOut | None


class ReversalOut(Schema):
    """What was done, or would be. At most 500 effects and obstacles are told; the counts are of all."""

    dry_run: bool
    batch: UUID | None
    digest: str
    changes: int
    items: int
    conflicts: int
    unchanged: int
    effects: list[EffectOut]
    obstacles: list[ObstacleOut]

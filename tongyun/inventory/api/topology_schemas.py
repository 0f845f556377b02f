"""Shapes of the topology's API."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from tongyun.kernel.facade import Schema

from ..topology.impact import Struck, Verdict
from ..topology.ways import Travel
from .schemas import Health, Lifecycle, Strict


class RelationTypeOut(Schema):
    """A kind of relation: who suffers when the other end fails, and how many supports must stand (`needs`)."""

    key: str
    title: str
    title_en: str
    reverse_title: str
    reverse_title_en: str
    description: str
    description_en: str
    cardinality: Literal["1-1", "1-N", "N-N"]
    impact: Literal["to_source", "to_target", "both", "none"]
    needs: str
    acyclic: bool
    source_types: list[str]
    target_types: list[str]
    relation_schema: dict[str, Any] = Field(alias="schema")
    derived: bool
    pack: str


class NodeOut(Schema):
    """An item in a picture; `depth` is its distance from the root in steps. `struck` says what the failures of this
    moment do to it, although it has none itself: it is down by them, or has lost a support."""

    id: UUID
    name: str
    type: str
    lifecycle: Lifecycle
    health: Health
    health_reason: str
    depth: int
    verdict: Verdict
    struck: Struck


class NodeTypeOut(Schema):
    """What the nodes of one type are called, and their icon."""

    key: str
    title: str
    title_en: str
    icon: str


class EdgeOut(Schema):
    """A relation in a picture. A failure travels from `cause` to `sufferer`; in the view `around` they are but ends."""

    id: UUID
    type: str
    source: UUID
    target: UUID
    cause: UUID
    sufferer: UUID
    group: str


class SpareOut(Schema):
    """Supports that stand in for each other: `needed` of `total` must stand, `standing` do now."""

    item: UUID
    type: str
    group: str
    total: int
    needed: int
    standing: int


class ConcernedSystemOut(Schema):
    """A business system that falls or loses a support."""

    id: UUID
    name: str
    verdict: Verdict


class ConcernedDepartmentOut(Schema):
    """An organisation, and how many of its items fall or lose a support."""

    id: UUID
    name: str
    down: int
    degraded: int


class ConcernedContractOut(Schema):
    """A contract that covers something that falls or loses a support."""

    id: UUID
    name: str


class TopologyOut(Schema):
    """What hangs on what. `cut` says that the answer was cut at its limit, `deeper` that it goes on below its depth."""

    root: UUID
    view: Travel
    depth: int
    cut: bool
    deeper: bool
    counts: dict[str, int]
    nodes: list[NodeOut]
    edges: list[EdgeOut]
    spares: list[SpareOut]
    types: list[NodeTypeOut]
    relations: list[RelationTypeOut]
    systems: list[ConcernedSystemOut]
    departments: list[ConcernedDepartmentOut]
    contracts: list[ConcernedContractOut]


class SystemOut(Schema):
    """A business system, and what the failures of this moment do to it."""

    id: UUID
    name: str
    health: Health
    health_reason: str
    struck: Struck


class SystemsOut(Schema):
    """The business systems, the worst first. `cut` says that there were too many, or too many failures to follow."""

    systems: list[SystemOut]
    cut: bool


class RelationPatchIn(Strict):
    """What to change of a relation; what is left out stays."""

    description: str = Field(default="", max_length=200)
    attributes: dict[str, Any] = Field(default_factory=dict)
    group: str = Field(default="", max_length=60)


class RedundancyIn(Strict):
    """How many supports of one kind (and group) an item needs: all, any, majority, a number or a share; null takes the
    item's own word back."""

    type: str = Field(max_length=80)
    group: str = Field(default="", max_length=60)
    needs: str | None = Field(max_length=10)


class RedundancyOut(Schema):
    """What an item says it needs, where that differs from its kind of relation."""

    type: str
    group: str
    needs: str

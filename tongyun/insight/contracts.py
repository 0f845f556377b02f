"""What insight shares: evidence about one ticket, and what a contract makes of it. No framework.

Moments are aware datetimes in UTC; points are exact decimals of the contract's scale (Chengdu: of 100).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from tongyun.kernel.contracts import Ref


class LineKind(StrEnum):
    """For what points are taken: that it happened, that it was answered late, that it was solved late."""

    OCCURRENCE = "occurrence"
    RESPONSE = "response"
    SOLVE = "solve"


class LineState(StrEnum):
    """Kept, still open, or lost."""

    SAFE = "safe"
    AT_RISK = "at_risk"
    DEDUCTED = "deducted"


@dataclass(frozen=True)
class Moment:
    """When something happened, and the record that proves it."""

    at: datetime
    record: Ref


@dataclass(frozen=True)
class Stop:
    """A part of a ticket's life that its clock did not count, half-open; `end` None means it lasts."""

    start: datetime
    end: datetime | None
    reason: str


@dataclass(frozen=True)
class FaultFacts:
    """Evidence about one ticket as rules see it. `level` is None until somebody or something has set it.

    Invariants: `answered` and `solved` do not lie before `opened`; stops are in order and apart.
    """

    ticket: Ref
    kind: str
    level: int | None
    opened: Moment
    answered: Moment | None = None
    solved: Moment | None = None
    answer_stops: tuple[Stop, ...] = ()
    solve_stops: tuple[Stop, ...] = ()

    def __post_init__(self) -> None:
        for moment in (self.answered, self.solved):
            if moment is not None and moment.at < self.opened.at:
                raise ValueError(f"{self.ticket.label}: {moment.record.label} before the opening")


@dataclass(frozen=True)
class Line:
    """One line of an assessment.

    `points` is what is lost (deducted) or would be lost first (at risk), 0 when safe. `at` is the last moment
    that is in time: after it the points are lost; None when it cannot be told yet. A late ticket that is not
    solved loses `next_points` more after `next_at`. `records` are what the line was computed from.
    """

    kind: LineKind
    points: Decimal
    state: LineState
    at: datetime | None
    reason: str
    records: tuple[Ref, ...]
    next_at: datetime | None = None
    next_points: Decimal = Decimal(0)


@dataclass(frozen=True)
class ClauseResult:
    """All lines of one clause for one ticket. `uncovered` quotes the wording that no rule reads yet."""

    clause: str
    title: str
    wording: str
    source: str
    uncovered: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def deducted(self) -> Decimal:
        """Points that are lost."""
        return _sum(self.lines, LineState.DEDUCTED)

    @property
    def at_risk(self) -> Decimal:
        """Points that can still be kept."""
        return _sum(self.lines, LineState.AT_RISK)


@dataclass(frozen=True)
class ContractView:
    """A contract as a label needs it; `digest` names the exact version of its rules."""

    id: UUID
    key: str
    title: str
    version: int
    digest: str


@dataclass(frozen=True)
class TicketAssessment:
    """What one contract takes for one ticket; sealed once it is closed (`sealed_version` counts from 1)."""

    contract: ContractView
    ticket: Ref
    opened_at: datetime
    clauses: tuple[ClauseResult, ...]
    sealed_version: int | None = None

    @property
    def deducted(self) -> Decimal:
        """Points that are lost."""
        return sum((clause.deducted for clause in self.clauses), Decimal(0))

    @property
    def at_risk(self) -> Decimal:
        """Points that can still be kept."""
        return sum((clause.at_risk for clause in self.clauses), Decimal(0))


def _sum(lines: tuple[Line, ...], state: LineState) -> Decimal:
    return sum((line.points for line in lines if line.state is state), Decimal(0))

"""Shapes of the API of insight. Points and money are decimal text: exact, never a float."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from tongyun.kernel.facade import Schema

LineKindOut = Literal["occurrence", "response", "solve"]
LineStateOut = Literal["safe", "at_risk", "deducted"]


class RecordOut(Schema):
    """A record that a line was computed from, and its page in the UI."""

    kind: str
    id: str
    label: str
    href: str


class LineOut(Schema):
    """One line: `points` are lost (deducted) or would be lost after `at` (at risk); 0 when safe.

    A ticket that is late and still not solved loses `next_points` more after `next_at`.
    """

    kind: LineKindOut
    points: str
    state: LineStateOut
    at: datetime | None
    reason: str
    records: list[RecordOut]
    next_at: datetime | None
    next_points: str


class ClauseOut(Schema):
    """A clause with its original wording. `uncovered` quotes what no rule reads yet: it needs a person's entry."""

    id: str
    title: str
    text: str
    source: str
    uncovered: list[str]
    lines: list[LineOut]
    points: str


class ContractOut(Schema):
    """The contract in force, and the exact version of its rules."""

    id: UUID
    key: str
    title: str
    version: int
    digest: str


class InstalmentOut(Schema):
    """An instalment of the year; `amount` in yuan, null until the F it depends on is known."""

    id: str
    percent: str
    cycle: int | None
    amount: str | None


class MoneyOut(Schema):
    """What the ticket's cycle would pay as its score stands; provisional until the cycle is over."""

    cycle: int
    score: str
    f: str
    annual_fee: str
    instalments: list[InstalmentOut]


class AssessmentOut(Schema):
    """What the contract takes for one ticket; `sealed_version` is null while it is live."""

    contract: ContractOut
    clauses: list[ClauseOut]
    points_deducted: str
    points_at_risk: str
    sealed_version: int | None
    money: MoneyOut | None


class ThreatTicketOut(Schema):
    """A ticket as a row needs it."""

    id: UUID
    number: str
    title: str
    level: int
    level_title: str
    href: str


class ClauseLabelOut(Schema):
    """A clause as a row needs it."""

    id: str
    title: str


class ThreatOut(Schema):
    """A loss that can still be avoided: `points` go after `at`; `lost` of the same line are gone already."""

    ticket: ThreatTicketOut
    contract: ContractOut
    clause: ClauseLabelOut
    kind: LineKindOut
    points: str
    lost: str
    at: datetime | None
    reason: str


class ThreatsOut(Schema):
    """Losses soonest first; `total` counts those beyond the limit as well."""

    items: list[ThreatOut]
    total: int
    points: str

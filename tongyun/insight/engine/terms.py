"""The terms of a contract: its pack file as typed, exact values.

`read_terms` takes content that has passed the schema and `engine.soundness`; it does no second checking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from ..contracts import LineKind

DayCount = Literal["started_day", "full_day_at_least_one", "calendar_date_difference_at_least_one"]
DayLevels = Literal["all_levels", "level_3_only"]
DayUse = Literal["days_replace", "once_plus_days"]
ClockStart = Literal["from_report", "from_answer"]
Stops = Literal["stops_excluded", "stops_counted"]
Floor = Literal["no_floor", "floor_zero"]
Rounding = Literal["last_takes_rest", "each_rounded_alone"]


@dataclass(frozen=True)
class Level:
    """One row of the tender's table of levels. Times in seconds."""

    id: str
    kind: str
    number: int
    title: str
    response_s: int
    solve_s: int


@dataclass(frozen=True)
class Days:
    """How the days a late ticket stays late multiply its points."""

    count: DayCount
    levels: DayLevels
    use: DayUse

    def holds_for(self, level: Level) -> bool:
        """Whether days count at this level."""
        return self.levels == "all_levels" or level.number == 3


@dataclass(frozen=True)
class Rule:
    """Points by level for one kind of line. A level that is not named loses nothing."""

    line: LineKind
    points: Mapping[str, Decimal]
    days: Days | None = None
    starts: ClockStart = "from_report"
    stops: Stops = "stops_excluded"


@dataclass(frozen=True)
class Clause:
    """One row of the scoring table with its original wording, and the rules that read it."""

    id: str
    title: str
    service: str
    deduction: str
    kind: str
    rules: tuple[Rule, ...]
    uncovered: tuple[str, ...]

    @property
    def wording(self) -> str:
        """What is judged and what is taken, as printed in the tender."""
        return f"{self.service}\n{self.deduction}"


@dataclass(frozen=True)
class Tier:
    """From this score on F is `value`, or the score itself when that is None; the lowest has no `start`."""

    start: Decimal | None
    value: Decimal | None


@dataclass(frozen=True)
class Instalment:
    """A part of the annual fee in percent; `cycle` is the assessment whose F multiplies it, if one does."""

    id: str
    percent: Decimal
    cycle: int | None


@dataclass(frozen=True)
class Period:
    """The service year: first day (None until the preparation is accepted) and its assessment cycles."""

    start: date | None
    cycle_months: int
    cycles: int


@dataclass(frozen=True)
class Terms:
    """A contract as the engine reads it."""

    key: str
    title: str
    source: str
    zone: ZoneInfo
    period: Period
    levels: tuple[Level, ...]
    clauses: tuple[Clause, ...]
    base: Decimal
    floor: Floor
    tiers: tuple[Tier, ...]
    annual_fee: Decimal | None
    rounding: Rounding
    instalments: tuple[Instalment, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of tickets that some clause reads."""
        return frozenset(clause.kind for clause in self.clauses)

    def level(self, kind: str, number: int | None) -> Level | None:
        """The level of this number for this kind of ticket."""
        return next((level for level in self.levels if level.kind == kind and level.number == number), None)


def read_terms(content: Mapping[str, Any]) -> Terms:
    """The terms that a checked pack file states, each reading replaced by its choice."""
    chosen = {key: chosen_of(reading) for key, reading in content["readings"].items()}
    score, payment, period = content["score"], content["payment"], content["period"]
    return Terms(
        key=content["id"],
        title=content["title"],
        source=f"{content['source']['tender']} {content['source']['title']}",
        zone=ZoneInfo(content["time_zone"]),
        period=Period(
            start=date.fromisoformat(period["start"]) if period["start"] else None,
            cycle_months=period["cycle_months"],
            cycles=period["cycles"],
        ),
        levels=tuple(_level(row) for row in content["levels"]),
        clauses=tuple(_clause(row, chosen) for row in content["clauses"]),
        base=Decimal(score["base"]),
        floor=_choice(score["floor"], chosen),
        tiers=tuple(_tier(row) for row in score["tiers"]),
        annual_fee=Decimal(payment["annual_fee"]) if payment["annual_fee"] else None,
        rounding=_choice(payment["rounding"], chosen),
        instalments=tuple(
            Instalment(row["id"], Decimal(row["percent"]), row["cycle"]) for row in payment["instalments"]
        ),
    )


def chosen_of(reading: Mapping[str, Any]) -> str:
    """The choice of a reading: the one that is set, else the first."""
    return str(reading.get("chosen") or reading["choices"][0]["id"])


def seconds_of(hours: str) -> Decimal:
    """A tender's hours as seconds, exact: 0.2 h is 720 s."""
    return Decimal(hours) * 3600


def _level(row: Mapping[str, Any]) -> Level:
    return Level(
        id=row["id"],
        kind=row["kind"],
        number=row["number"],
        title=row["title"],
        response_s=int(seconds_of(row["response_hours"])),
        solve_s=int(seconds_of(row["solve_hours"])),
    )


def _clause(row: Mapping[str, Any], chosen: Mapping[str, str]) -> Clause:
    return Clause(
        id=row["id"],
        title=row["title"],
        service=row["wording"]["service"],
        deduction=row["wording"]["deduction"],
        kind=row["kind"],
        rules=tuple(_rule(rule, chosen) for rule in row["rules"]),
        uncovered=tuple(row["uncovered"]),
    )


def _rule(row: Mapping[str, Any], chosen: Mapping[str, str]) -> Rule:
    days = row.get("days")
    return Rule(
        line=LineKind(row["line"]),
        points={level: Decimal(points) for level, points in row["points"].items()},
        days=days
        and Days(
            count=_choice(days["count"], chosen),
            levels=_choice(days["levels"], chosen),
            use=_choice(days["use"], chosen),
        ),
        starts=_choice(row.get("starts", "from_report"), chosen),
        stops=_choice(row.get("stops", "stops_excluded"), chosen),
    )


def _tier(row: Mapping[str, Any]) -> Tier:
    return Tier(
        start=Decimal(row["from"]) if row["from"] is not None else None,
        value=None if row["f"] == "score" else Decimal(row["f"]),
    )


def _choice(value: str, chosen: Mapping[str, str]) -> Any:
    """A parameter is a choice itself, or the id of the reading that decides it."""
    return chosen.get(value, value)

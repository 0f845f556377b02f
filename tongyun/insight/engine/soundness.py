"""What a schema cannot say about a contract: names meet, numbers are whole, money adds up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args

from .terms import ClockStart, DayCount, DayLevels, DayUse, Floor, Rounding, Stops, chosen_of, seconds_of

#: The one base a contract can choose today (CD-R-base).
BASES = ("one_hundred",)

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Flaw:
    """Something wrong at one place of a contract file."""

    path: Path
    message: str


def flaws(content: Mapping[str, Any]) -> list[Flaw]:
    """Everything wrong with a contract that already fits the schema."""
    return [
        *_repeated(content),
        *_dates(content),
        *_levels(content),
        *_readings(content),
        *_clauses(content),
        *_tiers(content["score"]["tiers"]),
        *_payment(content),
    ]


def _repeated(content: Mapping[str, Any]) -> Iterator[Flaw]:
    for section in ("levels", "clauses"):
        yield from _twice((section,), [row["id"] for row in content[section]], "id")
    parts = [row["id"] for row in content["payment"]["instalments"]]
    yield from _twice(("payment", "instalments"), parts, "id")


def _twice(path: Path, ids: Sequence[str], key: str) -> Iterator[Flaw]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield Flaw((*path, index, key), f"“{name}”重复")


def _dates(content: Mapping[str, Any]) -> Iterator[Flaw]:
    start = content["period"]["start"]
    try:
        date.fromisoformat(start or "2000-01-01")
    except ValueError:
        yield Flaw(("period", "start"), f"“{start}”不是日历上的日期")


def _levels(content: Mapping[str, Any]) -> Iterator[Flaw]:
    seen: set[tuple[str, int]] = set()
    for index, row in enumerate(content["levels"]):
        if (row["kind"], row["number"]) in seen:
            yield Flaw(("levels", index, "number"), f"{row['kind']} 的第 {row['number']} 级重复")
        seen.add((row["kind"], row["number"]))
        for key in ("response_hours", "solve_hours"):
            if seconds_of(row[key]) % 1:
                yield Flaw(("levels", index, key), f"{row[key]} 小时不是整秒")
        if Decimal(row["solve_hours"]) < Decimal(row["response_hours"]):
            yield Flaw(("levels", index, "solve_hours"), "处理时限短于响应时限")


def _readings(content: Mapping[str, Any]) -> Iterator[Flaw]:
    used = {value for _, value, _ in _parameters(content)}
    for name, reading in content["readings"].items():
        ids = [choice["id"] for choice in reading["choices"]]
        yield from _twice(("readings", name, "choices"), ids, "id")
        if chosen_of(reading) not in ids:
            yield Flaw(("readings", name, "chosen"), f"“{reading['chosen']}”不在可选解释中：{'、'.join(ids)}")
        if name not in used:
            yield Flaw(("readings", name), f"解释“{name}”没有被任何参数引用，切换它不会有任何作用")
    for path, value, known in _parameters(content):
        declared = content["readings"].get(value)
        offered = [choice["id"] for choice in declared["choices"]] if declared else [value]
        for choice in offered:
            if choice not in known:
                at: Path = ("readings", value, "choices") if declared else path
                yield Flaw(at, f"“{choice}”未知；此处可用：{'、'.join(known)}，或解释的编号")


def _parameters(content: Mapping[str, Any]) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Every place that a choice or a reading may fill, with the choices the engine knows there."""
    yield ("score", "base_reading"), content["score"]["base_reading"], BASES
    yield ("score", "floor"), content["score"]["floor"], get_args(Floor)
    yield ("payment", "rounding"), content["payment"]["rounding"], get_args(Rounding)
    for index, clause in enumerate(content["clauses"]):
        for place, rule in enumerate(clause["rules"]):
            at: Path = ("clauses", index, "rules", place)
            if "starts" in rule:
                yield (*at, "starts"), rule["starts"], get_args(ClockStart)
            if "stops" in rule:
                yield (*at, "stops"), rule["stops"], get_args(Stops)
            if "days" in rule:
                yield (*at, "days", "count"), rule["days"]["count"], get_args(DayCount)
                yield (*at, "days", "levels"), rule["days"]["levels"], get_args(DayLevels)
                yield (*at, "days", "use"), rule["days"]["use"], get_args(DayUse)


def _clauses(content: Mapping[str, Any]) -> Iterator[Flaw]:
    levels = {row["id"]: row["kind"] for row in content["levels"]}
    for index, clause in enumerate(content["clauses"]):
        at: Path = ("clauses", index)
        yield from _twice((*at, "rules"), [rule["line"] for rule in clause["rules"]], "line")
        for place, rule in enumerate(clause["rules"]):
            for level in rule["points"]:
                if levels.get(level) != clause["kind"]:
                    message = f"没有 {clause['kind']} 的级别“{level}”"
                    yield Flaw((*at, "rules", place, "points", level), message)
            if rule["line"] != "solve":
                for key in {"days", "starts"} & rule.keys():
                    yield Flaw((*at, "rules", place, key), f"{key} 只用于 solve 规则")
            if rule["line"] == "occurrence" and "stops" in rule:
                yield Flaw((*at, "rules", place, "stops"), "stops 不用于 occurrence 规则")
        printed = clause["wording"]["service"] + clause["wording"]["deduction"]
        for place, quote in enumerate(clause["uncovered"]):
            if quote not in printed:
                yield Flaw((*at, "uncovered", place), "引文与条款原文不一致")


def _tiers(tiers: Sequence[Mapping[str, Any]]) -> Iterator[Flaw]:
    for index, tier in enumerate(tiers):
        last = index == len(tiers) - 1
        if (tier["from"] is None) != last:
            yield Flaw(("score", "tiers", index, "from"), "最后一档、也只有最后一档的 from 为 null")
    starts = [Decimal(tier["from"]) for tier in tiers if tier["from"] is not None]
    for index, (above, below) in enumerate(pairwise(starts), start=1):
        if below >= above:
            yield Flaw(("score", "tiers", index, "from"), "各档须由高到低")


def _payment(content: Mapping[str, Any]) -> Iterator[Flaw]:
    parts = content["payment"]["instalments"]
    total = sum((Decimal(part["percent"]) for part in parts), Decimal(0))
    if total != 100:
        yield Flaw(("payment", "instalments"), f"各期比例之和为 {total}%，不是 100%")
    for index, part in enumerate(parts):
        if part["cycle"] is not None and part["cycle"] > content["period"]["cycles"]:
            yield Flaw(("payment", "instalments", index, "cycle"), f"没有第 {part['cycle']} 个考核周期")

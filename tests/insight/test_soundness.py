"""A flawed contract file is refused, with the place and the line."""

from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tongyun.insight.engine.soundness import flaws
from tongyun.insight.pack_schema import SCHEMA
from tongyun.insight.yaml_lines import line_of

from .conftest import CONTRACT

RULES = ("clauses", 0, "rules")
Change = Callable[[dict[str, Any]], None]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_chengdu_contract_is_sound(content: dict[str, Any]) -> None:
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(content)
    assert flaws(content) == []


def _set(*path: str | int, to: Any) -> Change:
    def change(content: dict[str, Any]) -> None:
        at: Any = content
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (_set("levels", 1, "id", to="CD-A-L1"), ("levels", 1, "id"), "重复"),
        (_set("levels", 1, "number", to=1), ("levels", 1, "number"), "重复"),
        (_set("levels", 0, "response_hours", to="0.0001"), ("levels", 0, "response_hours"), "整秒"),
        (_set("levels", 0, "solve_hours", to="0.1"), ("levels", 0, "solve_hours"), "短于"),
        (_set("period", "start", to="2026-02-30"), ("period", "start"), "日历"),
        (_set("readings", "CD-R-days", "chosen", to="never"), ("readings", "CD-R-days", "chosen"), "never"),
        (_set(*RULES, 2, "days", "count", to="moons"), (*RULES, 2, "days", "count"), "moons"),
        (_set(*RULES, 0, "points", "CD-A-L9", to="1"), (*RULES, 0, "points", "CD-A-L9"), "L9"),
        (_set("clauses", 0, "rules", 1, "line", to="occurrence"), ("clauses", 0, "rules", 1, "line"), "重复"),
        (_set(*RULES, 0, "starts", to="from_report"), (*RULES, 0, "starts"), "solve"),
        (_set("clauses", 0, "uncovered", 0, to="没有这句话"), ("clauses", 0, "uncovered", 0), "原文"),
        (_set("score", "tiers", 1, "from", to="95"), ("score", "tiers", 1, "from"), "由高到低"),
        (_set("score", "tiers", 2, "from", to="10"), ("score", "tiers", 2, "from"), "最后一档"),
        (_set("score", "floor", to="no_floor"), ("readings", "CD-R-floor"), "没有被任何参数引用"),
        (_set("payment", "instalments", 0, "percent", to="31"), ("payment", "instalments"), "101%"),
        (_set("payment", "instalments", 2, "cycle", to=3), ("payment", "instalments", 2, "cycle"), "第 3 个"),
    ],
)
def test_a_flaw_is_found(content: dict[str, Any], change: Change, place: tuple[str | int, ...], said: str) -> None:
    change(content)
    assert [flaw.path for flaw in flaws(content) if said in flaw.message] == [place]


@pytest.mark.parametrize(
    "change",
    [
        _set("unknown", to=1),
        _set("clauses", 0, "rules", 0, "eval", to="1+1"),
        _set("clauses", 0, "rules", 0, "points", "CD-A-L1", to=2),
        _set("clauses", 0, "rules", 0, "points", "CD-A-L1", to=0.05),
        _set("clauses", 0, "rules", 0, "points", "CD-A-L1", to="-2"),
        _set("clauses", 0, "rules", 0, "points", "CD-A-L1", to="1e3"),
        _set("clauses", 0, "rules", 0, "line", to="mood"),
        _set("clauses", to=[]),
    ],
)
def test_the_schema_refuses(content: dict[str, Any], change: Change) -> None:
    change(content)
    assert not Draft202012Validator(SCHEMA).is_valid(content)


def test_the_line_of_a_place() -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    lines = text.splitlines()
    assert "CD-A-I20" in lines[(line_of(text, ("clauses", 1, "id")) or 0) - 1]
    assert lines[(line_of(text, ("score", "tiers", 1, "from")) or 0) - 1].strip().startswith('- { from: "60"')
    assert line_of(text, ("clauses", 99)) == line_of(text, ("clauses",))
    assert line_of("a: [", ("a",)) is None
    assert line_of("", ("a",)) is None

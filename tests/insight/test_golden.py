"""The Chengdu pack's cases, worked by hand (packs/chengdu/expected)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml

from tongyun.insight.contracts import FaultFacts
from tongyun.insight.engine.rules import assess
from tongyun.insight.engine.score import factor_of, payments, score_of
from tongyun.insight.engine.terms import Terms, read_terms

from .conftest import OPENED, PACK, fault


def cases(name: str) -> list[Any]:
    loaded = yaml.safe_load((PACK / "expected" / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in loaded["cases"]]


def after(text: str | None) -> timedelta | None:
    if text is None:
        return None
    days, hours, minutes, seconds = re.fullmatch(r"(?:(\d+)天 )?(\d\d):(\d\d):(\d\d)", text).groups("0")  # type: ignore[union-attr]
    return timedelta(days=int(days), hours=int(hours), minutes=int(minutes), seconds=int(seconds))


def facts_of(case: dict[str, Any]) -> FaultFacts:
    opened = datetime.fromisoformat(case["opened"]) if "opened" in case else OPENED
    level = case["level"]
    stops = [(after(a) or timedelta(0), after(b)) for a, b in case.get("stops", [])]
    return fault(level["number"], after(case["answered"]), after(case["solved"]), level["kind"], opened, stops)


@pytest.mark.parametrize("case", cases("faults.yaml"))
def test_fault(case: dict[str, Any], reading: Callable[..., Terms]) -> None:
    terms = reading(**case.get("readings", {}))
    facts = facts_of(case)
    (clause,) = assess(terms, facts, facts.opened.at + timedelta(days=400))
    assert {str(line.kind): line.points for line in clause.lines} == {
        kind: Decimal(points) for kind, points in case["lines"].items()
    }
    assert clause.deducted == Decimal(case["total"])
    assert clause.at_risk == 0


@pytest.mark.parametrize("case", cases("payments.yaml"))
def test_payment(case: dict[str, Any], content: dict[str, Any]) -> None:
    content["payment"]["annual_fee"] = case["annual_fee"]
    for name, choice in case.get("readings", {}).items():
        content["readings"][name]["chosen"] = choice
    terms = read_terms(content)
    scores = [score_of(terms, Decimal(points)) for points in case["deducted"]]
    factors = [factor_of(terms, score) for score in scores]
    assert scores == [Decimal(score) for score in case["scores"]]
    assert factors == [Decimal(factor) for factor in case["f"]]
    paid = payments(terms, dict(enumerate(factors, start=1)))
    amounts = case["amounts"]
    assert (paid and {part.id: str(part.amount) for part in paid}) == amounts

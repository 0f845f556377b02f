"""The real Chengdu contract and makers of evidence."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tongyun.insight.contracts import FaultFacts, Moment, Stop
from tongyun.insight.engine.terms import Terms, read_terms
from tongyun.kernel.contracts import Ref

PACK = Path(__file__).resolve().parents[2] / "packs" / "chengdu"
CONTRACT = PACK / "contracts" / "chengdu-2021-year1.yaml"

#: 2026-11-21 10:00:00 in Chengdu.
OPENED = datetime(2026, 11, 21, 2, 0, 0, tzinfo=UTC)


@pytest.fixture
def content() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture
def terms(content: dict[str, Any]) -> Terms:
    return read_terms(content)


@pytest.fixture
def reading(content: dict[str, Any]) -> Callable[..., Terms]:
    """The contract with some readings switched."""

    def switched(**chosen: str) -> Terms:
        for name, choice in chosen.items():
            content["readings"][name.replace("_", "-")]["chosen"] = choice
        return read_terms(content)

    return switched


def fault(
    level: int | None,
    answered: timedelta | None = None,
    solved: timedelta | None = None,
    kind: str = "incident",
    opened: datetime = OPENED,
    stops: Sequence[tuple[timedelta, timedelta | None]] = (),
) -> FaultFacts:
    ticket = Ref("ticket", "0192f0c0-0000-7000-8000-000000000001", "INC-20261121-0001")

    def moment(name: str, after: timedelta | None) -> Moment | None:
        return None if after is None else Moment(opened + after, Ref("ticket_event", name, name))

    halts = tuple(Stop(opened + a, None if b is None else opened + b, "等待用户") for a, b in stops)
    return FaultFacts(
        ticket=ticket,
        kind=kind,
        level=level,
        opened=Moment(opened, ticket),
        answered=moment("answered", answered),
        solved=moment("solved", solved),
        answer_stops=halts,
        solve_stops=halts,
    )

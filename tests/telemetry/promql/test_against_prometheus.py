"""The same samples and the same queries here and in a real Prometheus."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.telemetry.promql.comparing import difference
from tests.telemetry.promql.conftest import cases
from tests.telemetry.promql.prometheus_server import Prometheus
from tests.telemetry.promql.recording import START
from tongyun.telemetry.promql.engine import PromqlEngine, PromqlError, Result

SECOND = START // 1000
ALIGNED = (SECOND + 600, SECOND + 1500, 60)
UNALIGNED = (SECOND + 601.5, SECOND + 1503, 37.25)
INSTANT = SECOND + 1200


def agree(ask: Callable[[], Result], theirs: dict[str, Any]) -> None:
    """Both sides give the same answer, or an error of the same type."""
    if theirs["status"] == "success":
        assert difference(ask().to_prometheus(), theirs["data"]) == ""
        return
    with pytest.raises(PromqlError) as caught:
        ask()
    assert caught.value.type == theirs["errorType"]


@pytest.mark.integration
@pytest.mark.parametrize("query", cases("agree"))
def test_an_instant_query_agrees(query: str, engine: PromqlEngine, prometheus: Prometheus) -> None:
    agree(lambda: engine.instant(query, INSTANT), prometheus.get("query", query=query, time=INSTANT))


@pytest.mark.integration
@pytest.mark.parametrize("span", [ALIGNED, UNALIGNED], ids=["aligned", "unaligned"])
@pytest.mark.parametrize("query", cases("agree"))
def test_a_range_query_agrees(
    query: str, span: tuple[float, float, float], engine: PromqlEngine, prometheus: Prometheus
) -> None:
    start, end, step = span
    theirs = prometheus.get("query_range", query=query, start=start, end=end, step=step)
    agree(lambda: engine.range(query, start, end, step), theirs)


@pytest.mark.integration
@pytest.mark.parametrize("case", cases("errors"), ids=lambda case: case["query"][:60])
def test_an_error_is_theirs(case: dict[str, str], engine: PromqlEngine, prometheus: Prometheus) -> None:
    theirs = prometheus.get("query", query=case["query"], time=INSTANT)
    assert theirs["status"] == "error", theirs
    with pytest.raises(PromqlError) as caught:
        engine.instant(case["query"], INSTANT)
    # Prometheus 2.42 calls a wrong label name an execution error; it is found here before anything runs.
    assert caught.value.type == case.get("type", theirs["errorType"])
    assert case["says"] in caught.value.message
    if "type" not in case and theirs["errorType"] == "execution":
        assert case["says"] in theirs["error"]

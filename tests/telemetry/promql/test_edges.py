"""Hand-worked values of Prometheus 3: window edges, markers, NaN, resets, compensation."""

from typing import Any

import pytest

from tests.telemetry.promql.comparing import difference, same
from tests.telemetry.promql.conftest import cases
from tests.telemetry.promql.loading import Laboratory
from tests.telemetry.promql.prometheus_server import Prometheus
from tests.telemetry.promql.recording import START, Recorded
from tests.telemetry.promql.script import series

EDGES = cases("edges")
DIFFERENT: dict[str, list[Recorded]] = {
    "edge_gauge": [
        series('edge_gauge{kind="now"}', "1 2 3 4 5 6", START + 290_000, 10_000),
        series('edge_gauge{kind="old"}', "1", START + 40_000, 10_000),
    ],
    "edge_counter": [series("edge_counter", "_ _ 8 18 28", START + 290_000, 10_000)],
    "edge_cancel": [
        series(f'edge_cancel{{n="{n}"}}', value, START + 340_000, 10_000)
        for n, value in enumerate(["1", "1e100", "1", "-1e100"])
    ],
    "edge_infinite": [series("edge_infinite", "Inf", START + 340_000, 10_000)],
    "edge_nan": [series("edge_nan", "NaN", START + 340_000, 10_000)],
    "edge_lines": [Recorded({"__name__": "edge_lines", "text": "a\nb"}, [(START + 340_000, 1.0)])],
}
AT = START // 1000 + 340


@pytest.fixture(scope="module")
def loaded(laboratory: Laboratory) -> Laboratory:
    recorded = [
        series(notation, values, START, round(case["every"] * 1000))
        for case in EDGES
        for notation, values in case["load"].items()
    ]
    laboratory.load([*recorded, *(one for group in DIFFERENT.values() for one in group)])
    return laboratory


@pytest.mark.parametrize("case", EDGES, ids=lambda case: case["name"])
def test_a_hand_worked_value(case: dict[str, Any], loaded: Laboratory) -> None:
    result = loaded.engine.instant(case["query"], START / 1000 + case["at"]).to_prometheus()
    shown = [(element["metric"], element["value"][1]) for element in result["result"]]
    assert [labels for labels, _ in shown] == [labels for labels, _ in case["expect"]]
    for (_, ours), (_, expected) in zip(shown, case["expect"], strict=True):
        assert same(ours, expected), (ours, expected)


@pytest.mark.integration
@pytest.mark.parametrize("case", cases("differs"), ids=lambda case: case["why"])
def test_prometheus_2_differs_where_it_is_known_to(
    case: dict[str, str], loaded: Laboratory, prometheus: Prometheus
) -> None:
    if not prometheus.get("query", query="edge_nan", time=AT)["data"]["result"]:
        prometheus.load([one for group in DIFFERENT.values() for one in group])
    theirs = prometheus.get("query", query=case["query"], time=AT)
    assert difference(loaded.engine.instant(case["query"], AT).to_prometheus(), theirs["data"]) != ""

"""The store's aggregates and the fold here give the same numbers, also where the aggregates alone would not."""

import math
import random
from collections.abc import Callable

import pytest

from tests.telemetry.promql.comparing import points
from tests.telemetry.promql.loading import Laboratory
from tests.telemetry.promql.recording import STALE, START, Recorded, Sample
from tongyun.telemetry.promql import evaluate
from tongyun.telemetry.promql.engine import PromqlEngine
from tongyun.telemetry.promql.functions import RANGE_FUNCTIONS

COUNT = 150
SHAPES: dict[str, Callable[[random.Random, int, float], float]] = {
    "counter": lambda chance, _, value: chance.random() if chance.random() < 0.1 else value + chance.random(),
    "huge reset": lambda _, tick, value: 0.0 if tick == 40 else 1e18 if tick == 39 else value + 0.1,
    "falling": lambda _, tick, __: -2.5 * tick,
    "one infinite": lambda _, tick, __: math.inf if tick == 50 else float(tick),
    "infinities": lambda chance, _, __: chance.choice([math.inf, -math.inf, 1.0, 2.0]),
    "some NaN": lambda _, tick, __: math.nan if tick % 9 == 4 else float(tick),
    "overflowing": lambda chance, _, __: chance.choice([1.7e308, -1.7e308, 1e308, 1.0]),
    "cancelling": lambda chance, _, __: chance.choice([1.0, 1e100, -1e100, 1e16, -1e16]),
    "constant": lambda _, __, ___: 0.1,
    "gauge": lambda chance, _, __: chance.uniform(-50, 50),
    "zeros": lambda chance, _, __: chance.choice([0.0, -0.0, 1e-310]),
}
NATIVE = sorted(name for name, function in RANGE_FUNCTIONS.items() if function.native is not None)


def record(shape: str) -> Recorded:
    chance = random.Random(5)
    samples: list[Sample] = []
    when, value = START, 0.0
    for tick in range(COUNT):
        when += chance.choice([15_000, 15_000, 15_000, 14_990, 1_000, 61_000])
        value = SHAPES[shape](chance, tick, value)
        samples.append((when, STALE if chance.random() < 0.03 else value))
    return Recorded({"__name__": "native", "shape": shape}, samples)


@pytest.fixture(scope="module")
def native(laboratory: Laboratory) -> PromqlEngine:
    laboratory.load([record(shape) for shape in SHAPES], times=2)
    return laboratory.engine


@pytest.mark.parametrize("window", ["30s", "2m", "7m"])
@pytest.mark.parametrize("function", NATIVE)
def test_the_store_and_the_fold_agree(
    function: str, window: str, native: PromqlEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, start = f"{function}(native[{window}])", START / 1000 + 0.5
    in_store = points(native.range(query, start, start + 2500, 37.25).to_prometheus())
    folds = {name: _without_native(RANGE_FUNCTIONS[name]) for name in RANGE_FUNCTIONS}
    monkeypatch.setattr(evaluate, "RANGE_FUNCTIONS", folds)
    folded = points(native.range(query, start, start + 2500, 37.25).to_prometheus())
    assert in_store.keys() == folded.keys()
    for key, value in in_store.items():
        assert value == folded[key] or math.isclose(float(value), float(folded[key]), rel_tol=1e-12), key


def _without_native(function: evaluate.RangeFunction) -> evaluate.RangeFunction:
    return evaluate.RangeFunction(function.fold, keeps_name=function.keeps_name)

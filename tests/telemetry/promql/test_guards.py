"""What a query may cost."""

import pytest

from tests.telemetry.promql.loading import DATABASE, Laboratory
from tests.telemetry.promql.recording import START
from tests.telemetry.store_process import StoreProcess
from tongyun.telemetry.promql.engine import Limits, PromqlEngine, PromqlError, PromqlUnsupported, check
from tongyun.telemetry.store.client import ANSWER_SECONDS, connect
from tongyun.telemetry.store.errors import StoreUnavailable

SECOND = START // 1000


def engine_with(laboratory: Laboratory, **limits: float) -> PromqlEngine:
    return PromqlEngine(lambda: laboratory.client, DATABASE, Limits(**limits))  # type: ignore[arg-type]


def test_too_many_steps_are_refused_in_prometheus_words(engine: PromqlEngine) -> None:
    with pytest.raises(PromqlError, match="exceeded maximum resolution of 11,000 points per timeseries") as caught:
        engine.range("vector(1)", SECOND, SECOND + 11_000, 1)
    assert caught.value.type == "bad_data"
    assert len(engine.range("vector(1)", SECOND, SECOND + 10_999, 1).series[0].values) == 11_000


@pytest.mark.parametrize(("start", "end", "step"), [(10, 0, 1), (0, 10, 0), (0, 10, -1), (0, float("nan"), 1)])
def test_a_range_must_make_sense(start: float, end: float, step: float, engine: PromqlEngine) -> None:
    with pytest.raises(PromqlError) as caught:
        engine.range("vector(1)", start, end, step)
    assert caught.value.type == "bad_data"


@pytest.mark.parametrize("step", [1e9, 1e17, 1e300])
def test_a_step_longer_than_the_range_gives_its_first_instant(step: float, engine: PromqlEngine) -> None:
    result = engine.range("demo_num_cpus", SECOND + 600, SECOND + 660, step)
    assert {tuple(series.times) for series in result.series} == {((SECOND + 600) * 1000,)}


def test_an_answer_is_bounded(laboratory: Laboratory) -> None:
    few = engine_with(laboratory, max_shown=3)
    with pytest.raises(PromqlError, match="more than 3 points") as caught:
        few.range("vector(1) or demo_num_cpus", SECOND, SECOND + 60, 15)
    assert caught.value.type == "execution"
    with pytest.raises(PromqlError, match="more than 3 points"):
        few.instant("demo_num_cpus[5m]", SECOND + 600)
    assert few.range("vector(1)", SECOND, SECOND + 30, 15).series


def test_a_list_of_series_is_bounded(laboratory: Laboratory) -> None:
    few = engine_with(laboratory, max_rows=2)
    with pytest.raises(PromqlError, match="more than 2 series or values") as caught:
        few.series(["demo_memory_usage_bytes"])
    assert caught.value.type == "execution"
    with pytest.raises(PromqlError, match="more than 2 series or values"):
        few.label_values("__name__")
    assert few.label_values("kind", ["other"]) == ["gap", "nan"]


def test_a_query_ends_before_the_client_stops_waiting() -> None:
    assert Limits().timeout < ANSWER_SECONDS


def test_a_store_that_is_away_or_empty_is_unavailable() -> None:
    with StoreProcess() as store:
        client = connect(store.url)
        engine = PromqlEngine(lambda: client)
        with pytest.raises(StoreUnavailable):
            engine.instant("up", SECOND)  # before the first migration
        store.kill()
        with pytest.raises(StoreUnavailable):
            engine.instant("up", SECOND)


def test_too_many_series_are_refused(laboratory: Laboratory) -> None:
    with pytest.raises(PromqlError, match="more than 3 series") as caught:
        engine_with(laboratory, max_series=3).instant("demo_memory_usage_bytes", SECOND + 600)
    assert caught.value.type == "execution"
    assert engine_with(laboratory, max_series=3).instant("demo_num_cpus", SECOND + 600).series


@pytest.mark.parametrize("query", ["demo_num_cpus", "quantile_over_time(0.5, demo_num_cpus[5m])", "demo_num_cpus[5m]"])
def test_too_many_samples_are_refused(query: str, laboratory: Laboratory) -> None:
    with pytest.raises(PromqlError, match="too many samples"):
        engine_with(laboratory, max_samples=2).instant(query, SECOND + 600)


def test_the_time_of_a_query_is_limited(laboratory: Laboratory) -> None:
    with pytest.raises(PromqlError) as caught:
        engine_with(laboratory, timeout=0.0).instant("demo_num_cpus", SECOND + 600)
    assert caught.value.type == "timeout"


@pytest.mark.parametrize("query", ["odd[5m]", '"text"'])
def test_a_range_query_needs_a_vector(query: str, engine: PromqlEngine) -> None:
    with pytest.raises(PromqlError, match="must be Scalar or instant Vector"):
        engine.range(query, SECOND, SECOND + 60, 15)


@pytest.mark.parametrize(
    "query",
    [
        "histogram_count(odd)",
        "limitk(2, odd)",
        'sort_by_label(odd, "kind")',
        "info(odd)",
        'odd{kind="a" or kind="b"}',
        "odd + fill(0) other",
    ],
)
def test_what_is_not_exact_is_refused(query: str) -> None:
    with pytest.raises(PromqlUnsupported):
        check(query)


def test_times_beyond_the_store_are_no_crash(engine: PromqlEngine) -> None:
    assert engine.instant("odd @ 99999999999", SECOND).series == ()
    assert engine.instant("odd offset 1000y", SECOND).series == ()
    assert engine.instant("rate(odd[1000y])", SECOND + 600).series
    with pytest.raises(PromqlError):
        engine.range("odd", -3e9, 0, 1e6)


def test_a_database_name_is_a_name() -> None:
    with pytest.raises(ValueError, match="not a database name"):
        PromqlEngine(lambda: None, "x; DROP TABLE y")  # type: ignore[arg-type,return-value]

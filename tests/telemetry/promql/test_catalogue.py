"""Questions about the series themselves."""

import pytest

from tests.telemetry.promql.loading import Laboratory
from tests.telemetry.promql.recording import START, Recorded
from tongyun.telemetry.promql.engine import PromqlEngine, PromqlError
from tongyun.telemetry.store.writer import REFRESH_MS

SECOND = START // 1000


def test_series_have_all_their_labels(engine: PromqlEngine) -> None:
    found = engine.series(['odd{kind="gap"}', "other"], SECOND, SECOND + 600)
    assert found == [
        {"__name__": "odd", "kind": "gap"},
        {"__name__": "other", "extra": "x", "kind": "gap"},
        {"__name__": "other", "extra": "x", "kind": "nan"},
        {"__name__": "other", "extra": "y", "kind": "nan"},
    ]


def test_series_are_those_seen_in_the_span(engine: PromqlEngine) -> None:
    assert engine.series(['odd{kind="late"}'], SECOND, SECOND + 300) == []
    assert engine.series(['odd{kind="late"}'], SECOND, SECOND + 700) == [{"__name__": "odd", "kind": "late"}]
    assert engine.series(["odd"], SECOND + 100_000, SECOND + 200_000) == []


def test_a_live_series_is_shown_although_its_row_is_refreshed_seldom(laboratory: Laboratory) -> None:
    """Its `last_seen` may lie as far back as the writer refreshes it; a dashboard asks for the last minutes only."""
    laboratory.load([Recorded({"__name__": "seldom", "ci": "h-1"}, [(START, 1.0)])])
    written = START / 1000
    later = written + REFRESH_MS / 1000
    assert laboratory.engine.label_values("ci", ["seldom"], later - 60, later) == ["h-1"]
    assert laboratory.engine.label_values("ci", ['{ci="h-1"}'], written, written) == ["h-1"]
    assert laboratory.engine.label_values("ci", ["seldom"], later + 60, later + 120) == []


def test_series_need_a_selector(engine: PromqlEngine) -> None:
    for matchers in ([], ["1"], ["rate(odd[5m])"]):
        with pytest.raises(PromqlError):
            engine.series(matchers, SECOND, SECOND + 600)


def test_label_names(engine: PromqlEngine) -> None:
    assert engine.label_names(["other"], SECOND, SECOND + 600) == ["__name__", "extra", "kind"]
    assert engine.label_names(["nonexistent"], SECOND, SECOND + 600) == []
    assert {"__name__", "instance", "le", "kind"} <= set(engine.label_names())


def test_label_values(engine: PromqlEngine) -> None:
    assert engine.label_values("kind", ["other"], SECOND, SECOND + 600) == ["gap", "nan"]
    assert engine.label_values("__name__", ['{kind="gap"}']) == ["odd", "other"]
    assert engine.label_values("mode") == ["idle", "system", "user"]
    assert engine.label_values("missing") == []


def test_equal_duplicates_of_a_sample_count_once(engine: PromqlEngine) -> None:
    """Everything here was inserted twice and never merged."""
    [(_, count)] = engine.instant('count_over_time(odd{kind="constant"}[75s])', SECOND + 600).samples()
    [(_, total)] = engine.instant('sum_over_time(odd{kind="constant"}[75s])', SECOND + 600).samples()
    [shown] = engine.instant('odd{kind="constant"}[75s]', SECOND + 600).series
    assert (count, total, len(shown.values)) == (5, 35, 5)

"""The door of this package: instant and range queries, and questions about the series themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from clickhouse_connect.driver.client import Client

from tongyun.telemetry.promql.comparison import split_comparison
from tongyun.telemetry.promql.errors import PromqlError, PromqlUnsupported, bad_data, failed
from tongyun.telemetry.promql.evaluate import Evaluator
from tongyun.telemetry.promql.grid import Grid
from tongyun.telemetry.promql.limits import Limits
from tongyun.telemetry.promql.matrix import NAME, Matrix
from tongyun.telemetry.promql.nodes import Match, Node, Selector, Subquery, Text, Window
from tongyun.telemetry.promql.plan import plan
from tongyun.telemetry.promql.reader import Reader, probe_setting
from tongyun.telemetry.promql.result import Result, Series
from tongyun.telemetry.promql.selector import EARLIEST, LATEST, literal

__all__ = [
    "Limits",
    "PromqlEngine",
    "PromqlError",
    "PromqlUnsupported",
    "Result",
    "check",
    "split_comparison",
]


def check(query: str) -> None:
    """Parse and plan a query without running it; raises `PromqlError`, or `PromqlUnsupported` for a refused one."""
    plan(query, Limits())


class PromqlEngine:
    """Answers PromQL from the tables `series` and `samples` of a ClickHouse database.

    The factory is called once a query; whether it makes or lends a client is its own business. All times are seconds
    since the epoch, kept to the millisecond. Every method raises `PromqlError`, or `StoreUnavailable` when the store
    does not answer.
    """

    def __init__(
        self,
        client_factory: Callable[[], Client],
        database: str = "tongyun",
        limits: Limits | None = None,
        items: frozenset[str] | None = None,
    ) -> None:
        if not database.isidentifier() or not database.isascii():
            raise ValueError(f"not a database name: {database!r}")
        self._client_factory = client_factory
        self._database = database
        self._limits = limits or Limits()
        self._items = items
        self._setting: str | None = None
        self._lock = Lock()

    def only(self, items: frozenset[str]) -> PromqlEngine:
        """The same engine for somebody who may see the series of these items (label `ci`) and no others."""
        narrowed = PromqlEngine(self._client_factory, self._database, self._limits, items)
        narrowed._setting = self._setting
        return narrowed

    def instant(self, query: str, at: float) -> Result:
        """The value of an expression at one moment."""
        node = plan(query, self._limits)
        moment = _milliseconds(at)
        if isinstance(node, Text):
            return Result("string", text=node.value, at=moment)
        grid = Grid.at(moment)
        run = Evaluator(self._reader(), self._limits, moment, moment)
        with np.errstate(all="ignore"):
            if isinstance(node, Window | Subquery):
                return _range_result(run, node, grid, self._limits)
            if node.kind == "scalar":
                return Result("scalar", (Series((), grid.times(), run.scalar(node, grid)),), at=moment)
            vector = run.vector(node, grid)
        return Result("vector", _series(vector, grid), at=moment)

    def range(self, query: str, start: float, end: float, step: float) -> Result:
        """The value of an expression at every `step` from `start` to `end`."""
        first, last, pace = _milliseconds(start), _milliseconds(end), _milliseconds(step)
        if last < first:
            raise bad_data("end timestamp must not be before start time")
        if pace <= 0:
            raise bad_data("zero or negative query resolution step widths are not accepted. Try a positive integer")
        grid = Grid.between(first, last, min(pace, last - first + 1))  # a longer step says the same
        if grid.count > self._limits.max_points:
            raise bad_data(
                f"exceeded maximum resolution of {self._limits.max_points:,} points per timeseries. "
                "Try decreasing the query resolution (?step=XX)"
            )
        node = plan(query, self._limits)
        if node.kind not in {"scalar", "vector"}:
            shown = "range vector" if node.kind == "matrix" else node.kind
            raise bad_data(f'invalid expression type "{shown}" for range query, must be Scalar or instant Vector')
        run = Evaluator(self._reader(), self._limits, first, last)
        with np.errstate(all="ignore"):
            if node.kind == "scalar":
                return Result("matrix", (Series((), grid.times(), run.scalar(node, grid)),))
            matrix = run.vector(node, grid)
        _check_shown(int(matrix.present.sum()), self._limits)
        return Result("matrix", tuple(sorted(_series(matrix, grid), key=lambda series: series.labels)))

    def series(
        self, matchers: Sequence[str], start: float | None = None, end: float | None = None
    ) -> list[dict[str, str]]:
        """The labels of every series that matches any of the selectors and was seen between the two moments."""
        if not matchers:
            raise bad_data("no match[] parameter provided")
        reader = self._reader()
        rows = reader.catalogue(
            "DISTINCT toString(series_name), mapKeys(series_labels), mapValues(series_labels)",
            _selectors(matchers, self._limits),
            *_span(start, end),
        )
        found = [
            {NAME: name, **{key: value for key, value in zip(keys, values, strict=True) if value}}
            for name, keys, values in rows
        ]
        return sorted(found, key=lambda labels: sorted(labels.items()))

    def label_names(
        self, matchers: Sequence[str] = (), start: float | None = None, end: float | None = None
    ) -> list[str]:
        """The label names of those series, or of all."""
        select = "DISTINCT arrayJoin(mapKeys(mapFilter((k, v) -> v != '', series_labels)))"
        rows = self._reader().catalogue(select, _selectors(matchers, self._limits), *_span(start, end))
        names = {name for (name,) in rows}
        exists = bool(rows) or bool(
            self._reader().catalogue("1", _selectors(matchers, self._limits), *_span(start, end))
        )
        return sorted(names | {NAME}) if exists else []

    def label_values(
        self,
        name: str,
        matchers: Sequence[str] = (),
        start: float | None = None,
        end: float | None = None,
    ) -> list[str]:
        """The values that a label has in those series, or in all."""
        if not name:
            raise bad_data("invalid label name")
        select = (
            "DISTINCT toString(series_name)" if name == NAME else f"DISTINCT toString(series_labels[{literal(name)}])"
        )
        rows = self._reader().catalogue(select, _selectors(matchers, self._limits), *_span(start, end))
        return sorted(value for (value,) in rows if value)

    def _reader(self) -> Reader:
        client = self._client_factory()
        with self._lock:
            if self._setting is None:
                self._setting = probe_setting(client)
        return Reader(client, self._database, self._limits, self._setting, self._items)


def _milliseconds(seconds: float) -> int:
    try:
        return round(seconds * 1000)
    except (ValueError, OverflowError) as error:
        raise bad_data(f"not a time: {seconds}") from error


def _span(start: float | None, end: float | None) -> tuple[int, int]:
    first = EARLIEST if start is None else _milliseconds(start)
    last = LATEST if end is None else _milliseconds(end)
    return max(EARLIEST, min(first, LATEST)), max(EARLIEST, min(last, LATEST))


def _selectors(matchers: Sequence[str], limits: Limits) -> list[Sequence[Match]]:
    return [_selector_matches(plan(matcher, limits), matcher) for matcher in matchers]


def _selector_matches(node: Node, text: str) -> Sequence[Match]:
    if not isinstance(node, Selector):
        raise bad_data(f"invalid parameter 'match[]': not a selector: {text}")
    return node.matches


def _series(matrix: Matrix, grid: Grid) -> tuple[Series, ...]:
    times = grid.times()
    return tuple(
        Series(labels, times[there], values[there])
        for labels, values, there in zip(matrix.labels, matrix.values, matrix.present, strict=True)
        if there.any()
    )


def _check_shown(points: int, limits: Limits) -> None:
    if points > limits.max_shown:
        raise failed(f"the answer would hold more than {limits.max_shown:,} points; aggregate or take a longer step")


def _range_result(run: Evaluator, source: Window | Subquery, grid: Grid, limits: Limits) -> Result:
    """An instant query for a range shows the samples themselves."""
    samples, _ = run.samples(source, grid)
    _check_shown(len(samples.values), limits)
    bounds = list(zip(samples.starts[:-1].tolist(), samples.starts[1:].tolist(), strict=True))
    series = [
        Series(labels, samples.times[start:stop], samples.values[start:stop])
        for labels, (start, stop) in zip(samples.labels, bounds, strict=True)
    ]
    return Result("matrix", tuple(sorted(series, key=lambda one: one.labels)), at=grid.start)

"""Samples seen through a sliding window, for the functions of a range that are folded here rather than in the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tongyun.telemetry.promql.grid import Grid
from tongyun.telemetry.promql.matrix import Bools, Floats, Ints, Labels, Matrix
from tongyun.telemetry.promql.reader import RawSamples


@dataclass(frozen=True, slots=True)
class Step:
    """The k-th sample of every window that has one: these are the first `size` windows."""

    index: int
    size: int
    times: Ints
    values: Floats


@dataclass(frozen=True, slots=True)
class Windows:
    """All non-empty windows of all series, the fullest first, so that those with a k-th sample are always a prefix.

    Times are milliseconds. `ends` is the right edge of a window, `evaluated` the instant it is evaluated for (they
    differ by `offset` and `@`); `series` and `column` say where its result belongs.
    """

    times: Ints
    values: Floats
    first: Ints
    count: Ints
    ends: Ints
    evaluated: Ints
    series: Ints
    column: Ints
    range: int

    def __len__(self) -> int:
        return len(self.count)

    def steps(self) -> Iterator[Step]:
        """The first samples of the windows, then the second ones, and so on in time order."""
        if not len(self):
            return
        sizes = np.searchsorted(-self.count, -np.arange(1, int(self.count[0]) + 1), side="right")
        for index, size in enumerate(sizes.tolist()):
            places = self.first[:size] + index
            yield Step(index, size, self.times[places], self.values[places])

    def groups(self) -> Iterator[tuple[slice, Floats]]:
        """The windows by their number of samples, as a table of one row a window."""
        edges = np.flatnonzero(np.diff(self.count)) + 1
        bounds = [0, *edges.tolist(), len(self)]
        for start, stop in pairwise(bounds):
            if start < stop:
                width = int(self.count[start])
                places = self.first[start:stop, None] + np.arange(width)
                yield slice(start, stop), self.values[places]

    def nth(self, back: int) -> tuple[Ints, Floats]:
        """Time and value of each window's sample `back` places before its last; the window must have it."""
        places = self.first + self.count - 1 - back
        return self.times[places], self.values[places]

    def parameter(self, values: Floats) -> Floats:
        """A scalar argument, which may change from step to step, for each window."""
        result: Floats = values[self.column]
        return result

    def matrix(self, labels: list[Labels], steps: int, results: Floats, present: Bools | None = None) -> Matrix:
        """The results of the windows as a matrix."""
        values = np.zeros((len(labels), steps))
        there = np.zeros((len(labels), steps), dtype=np.bool_)
        values[self.series, self.column] = results
        there[self.series, self.column] = True if present is None else present
        return Matrix(labels, values, there)


def windows_of(samples: RawSamples, edges: Grid, evaluated: Grid, width: int) -> Windows:
    """The left-open windows `(t - width, t]` for every t of `edges`; `evaluated` are the steps they stand for."""
    ends = edges.times()
    firsts, counts, series = [], [], []
    for row in range(len(samples.labels)):
        start, stop = int(samples.starts[row]), int(samples.starts[row + 1])
        own = samples.times[start:stop]
        lower = np.searchsorted(own, ends - width, side="right")
        upper = np.searchsorted(own, ends, side="right")
        firsts.append(lower + start)
        counts.append(upper - lower)
        series.append(np.full(len(ends), row, dtype=np.int64))
    if not firsts:
        firsts, counts, series = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    count = np.concatenate(counts)
    order = np.argsort(-count, kind="stable")[: int((count > 0).sum())]
    column = np.tile(np.arange(len(ends)), len(samples.labels))[order]
    return Windows(
        samples.times,
        samples.values,
        np.concatenate(firsts)[order],
        count[order],
        ends[column],
        evaluated.times()[column],
        np.concatenate(series)[order],
        column,
        width,
    )


def samples_of(matrix: Matrix, grid: Grid) -> RawSamples:
    """The points of an evaluated expression, as the samples that a subquery sees."""
    rows, columns = np.nonzero(matrix.present)
    starts = np.searchsorted(rows, np.arange(len(matrix) + 1))
    return RawSamples(matrix.labels, grid.times()[columns], matrix.values[rows, columns], starts.astype(np.int64))

"""Walks a plan over a grid of steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np

from tongyun.telemetry.promql import aggregate, binary
from tongyun.telemetry.promql.errors import failed
from tongyun.telemetry.promql.functions import RANGE_FUNCTIONS, RangeFunction
from tongyun.telemetry.promql.functions.dates import PARTS, date_part
from tongyun.telemetry.promql.functions.elementwise import ELEMENTWISE, clamped, ordered, rounded
from tongyun.telemetry.promql.functions.histogram import histogram_quantile
from tongyun.telemetry.promql.functions.labels import join_labels, replace_label
from tongyun.telemetry.promql.grid import Grid
from tongyun.telemetry.promql.limits import Limits
from tongyun.telemetry.promql.matrix import Floats, Labels, Matrix, make_labels
from tongyun.telemetry.promql.nodes import (
    Aggregation,
    Binary,
    Call,
    Match,
    Negation,
    Node,
    Number,
    OverTime,
    Selector,
    Subquery,
    Text,
    When,
    Window,
)
from tongyun.telemetry.promql.reader import RawSamples, Reader
from tongyun.telemetry.promql.selector import Column
from tongyun.telemetry.promql.windows import samples_of, windows_of

LOOKBACK = 300_000
"""Milliseconds for which a sample stands for its series; the window is left-open."""

DEFAULT_RESOLUTION = 60_000
"""Milliseconds between the steps of a subquery that names none."""

_VALUE = Column("Last")
_STALE = Column("Last", "toFloat64(stale)")
_MOMENT = Column("Last", "toFloat64(toUnixTimestamp64Milli(ts))")
_ALL_RESETS = Column("Resets", whole=True)


def runs_in_store(node: OverTime) -> bool:
    """Whether the store computes this leaf; else its samples are fetched and folded here."""
    return isinstance(node.source, Window) and RANGE_FUNCTIONS[node.function].native is not None


@dataclass(frozen=True, slots=True)
class Evaluator:
    """The evaluation of one query; `@ start()` and `@ end()` refer to the query's own `start` and `end`."""

    reader: Reader
    limits: Limits
    start: int
    end: int

    def scalar(self, node: Node, grid: Grid) -> Floats:
        """The value of a scalar expression at every step."""
        match node:
            case Number():
                return np.full(grid.count, node.value)
            case Negation():
                return -self.scalar(node.body, grid)
            case Binary():
                return binary.scalars(node.operator, self.scalar(node.left, grid), self.scalar(node.right, grid))
            case Call(function="time"):
                return grid.seconds()
            case Call(function="pi"):
                return np.full(grid.count, np.pi)
            case Call(function="scalar"):
                return _only_value(self.vector(node.arguments[0], grid))
        raise failed(f"expected a scalar, got {node.kind}")

    def vector(self, node: Node, grid: Grid) -> Matrix:
        """The value of a vector expression at every step."""
        self.reader.check_deadline()
        match node:
            case Selector():
                return self.latest(node, grid)
            case OverTime():
                return self.over_time(node, grid)
            case Aggregation():
                return self.aggregation(node, grid)
            case Binary():
                return self.binary(node, grid)
            case Negation():
                body = self.vector(node.body, grid)
                return body.with_values(-body.values).drop_names()
            case Call():
                return self.call(node, grid)
        raise failed(f"expected an instant vector, got {node.kind}")

    # Leaves

    def latest(self, node: Selector, grid: Grid, moments: bool = False) -> Matrix:
        """The latest sample of each series, or its timestamp; absent when the latest one is a staleness marker."""
        own = self.edges(node.when, grid)
        found = self.reader.series(node.matches)
        columns = [_VALUE, _STALE, _MOMENT] if moments else [_VALUE, _STALE]
        results = self.reader.grid(found, own, LOOKBACK, columns, live_only=False)
        (values, present), (stale, _) = results[0], results[1]
        shown = results[2][0] / 1000.0 if moments else values
        return _spread(Matrix(found.labels, shown, present & (stale == 0)), grid)

    def over_time(self, node: OverTime, grid: Grid) -> Matrix:
        """A function of a range."""
        function = RANGE_FUNCTIONS[node.function]
        if node.function == "absent_over_time":
            counted = OverTime("present_over_time", node.source, ())
            return _absent(self.vector(counted, grid), grid, _selector_labels(node.source))
        if isinstance(node.source, Window) and function.native is not None:
            result = self.in_store(node.source, function, function.native, grid)
        else:
            result = self.folded(node, function, grid)
        if node.function == "present_over_time":
            result = result.with_values(np.ones_like(result.values))
        return result if function.keeps_name else result.drop_names()

    def in_store(self, source: Window, function: RangeFunction, native: Column, grid: Grid) -> Matrix:
        """The native aggregate's answer; the series for which it may not be exact are folded here."""
        found = self.reader.series(source.selector.matches)
        columns = [native, _ALL_RESETS] if function.counter else [native]
        own = self.edges(source.selector.when, grid)
        answers = self.reader.grid(found, own, source.range, columns, live_only=True)
        values, present = answers[0]
        doubtful = np.zeros(len(values), dtype=np.bool_)
        if function.finite_only:
            doubtful |= ~np.isfinite(values).all(axis=1)
        if function.counter:
            doubtful |= answers[1][0][:, 0] > 1
        if doubtful.any():
            rows = np.flatnonzero(doubtful)
            samples = self.reader.samples(found.only(rows), own.start - source.range, own.end)
            row_of = {labels: row for row, labels in enumerate(found.labels)}
            places = np.array([row_of[labels] for labels in samples.labels], dtype=np.int64)
            windows = windows_of(samples, own, own, source.range)
            exact = windows.matrix(samples.labels, own.count, *function.fold(windows))
            values[places], present[places] = exact.values, exact.present
        return _spread(Matrix(found.labels, values, present), grid)

    def folded(self, node: OverTime, function: RangeFunction, grid: Grid) -> Matrix:
        """The same over samples that are fetched, or computed by a subquery."""
        samples, edges = self.samples(node.source, grid)
        if edges.count != grid.count:
            edges = Grid(edges.start, 0, grid.count)
        self.reader.check_size(len(samples.labels) * grid.count)
        windows = windows_of(samples, edges, grid, node.source.range)
        arguments = [self.scalar(argument, grid) for argument in node.arguments]
        values, present = function.fold(windows, *arguments)
        return windows.matrix(samples.labels, grid.count, values, present).compact()

    def samples(self, source: Window | Subquery, grid: Grid) -> tuple[RawSamples, Grid]:
        """The samples of a range and the right edges of its windows."""
        if isinstance(source, Window):
            edges = self.edges(source.selector.when, grid)
            found = self.reader.series(source.selector.matches)
            return self.reader.samples(found, edges.start - source.range, edges.end), edges
        edges = self.edges(source.when, grid)
        step = source.step or DEFAULT_RESOLUTION
        first = (edges.start - source.range) // step * step + step
        inner = Grid.between(first, edges.end, step)
        self.reader.check_size(inner.count)
        if source.body.kind == "scalar":
            body = Matrix.single((), self.scalar(source.body, inner))
        else:
            body = self.vector(source.body, inner)
        return samples_of(body, inner), edges

    def edges(self, when: When, grid: Grid) -> Grid:
        """The instants a selector looks at: shifted by its offset, or one fixed instant for all steps."""
        match when.at:
            case None:
                return grid.back(when.offset)
            case "start":
                return Grid.at(self.start - when.offset)
            case "end":
                return Grid.at(self.end - when.offset)
            case moment:
                return Grid.at(moment - when.offset)

    # Operators

    def aggregation(self, node: Aggregation, grid: Grid) -> Matrix:
        """An aggregation across series."""
        body = self.vector(node.body, grid)
        if node.operator == "count_values":
            label = cast(Text, node.parameter).value
            return aggregate.count_values(
                body, node.labels, label, without=node.without, max_series=self.limits.max_series
            )
        members = aggregate.group_rows(body, node.labels, without=node.without)
        if node.parameter is None:
            return aggregate.fold_groups(node.operator, body, members)
        parameter = self.scalar(node.parameter, grid)
        if node.operator == "quantile":
            return aggregate.quantile(body, members, parameter)
        return aggregate.best_k(body, members, parameter, largest=node.operator == "topk")

    def binary(self, node: Binary, grid: Grid) -> Matrix:
        """An operator with a vector on at least one side."""
        operator = node.operator
        if node.right.kind == "scalar":
            vector, scalar = self.vector(node.left, grid), self.scalar(node.right, grid)
            return binary.vector_and_scalar(operator, vector, scalar, swapped=False, as_bool=node.as_bool)
        if node.left.kind == "scalar":
            scalar, vector = self.scalar(node.left, grid), self.vector(node.right, grid)
            return binary.vector_and_scalar(operator, vector, scalar, swapped=True, as_bool=node.as_bool)
        left, right = self.vector(node.left, grid), self.vector(node.right, grid)
        if operator in {"and", "or", "unless"}:
            return binary.sets(operator, left, right, node.matching)
        return binary.vectors(
            operator, left, right, node.matching, as_bool=node.as_bool, max_series=self.limits.max_series
        )

    def call(self, node: Call, grid: Grid) -> Matrix:
        """A function of an instant vector."""
        name, arguments = node.function, node.arguments
        if name in ELEMENTWISE:
            vector = self.vector(arguments[0], grid)
            return vector.with_values(ELEMENTWISE[name](vector.values)).drop_names()
        if name in PARTS:
            if not arguments:
                return Matrix.single((), date_part(name, grid.seconds()))
            vector = self.vector(arguments[0], grid)
            return vector.with_values(date_part(name, vector.values)).drop_names()
        return _CALLS[name](self, arguments, grid)

    def timestamp(self, argument: Node, grid: Grid) -> Matrix:
        """`timestamp`: when the sample of a selector was taken; of any other vector, the step."""
        if isinstance(argument, Selector):
            return self.latest(argument, grid, moments=True).drop_names()
        vector = self.vector(argument, grid)
        return vector.with_values(np.broadcast_to(grid.seconds(), vector.values.shape)).drop_names()

    def clamp(self, arguments: tuple[Node, ...], grid: Grid, lower: int | None, upper: int | None) -> Matrix:
        """The clamps; a bound that the function does not have is infinite."""
        low = np.full(grid.count, -np.inf) if lower is None else self.scalar(arguments[lower], grid)
        high = np.full(grid.count, np.inf) if upper is None else self.scalar(arguments[upper], grid)
        return clamped(self.vector(arguments[0], grid), low, high)

    def round(self, arguments: tuple[Node, ...], grid: Grid) -> Matrix:
        """`round`, to 1 unless told."""
        nearest = self.scalar(arguments[1], grid) if len(arguments) > 1 else np.ones(grid.count)
        return rounded(self.vector(arguments[0], grid), nearest)


_Implementation = Callable[[Evaluator, tuple[Node, ...], Grid], Matrix]


def _text(node: Node) -> str:
    return cast(Text, node).value


_CALLS: dict[str, _Implementation] = {
    "vector": lambda run, args, grid: Matrix.single((), run.scalar(args[0], grid)),
    "timestamp": lambda run, args, grid: run.timestamp(args[0], grid),
    "absent": lambda run, args, grid: _absent(run.vector(args[0], grid), grid, _selector_labels(args[0])),
    "round": lambda run, args, grid: run.round(args, grid),
    "clamp": lambda run, args, grid: run.clamp(args, grid, 1, 2),
    "clamp_min": lambda run, args, grid: run.clamp(args, grid, 1, None),
    "clamp_max": lambda run, args, grid: run.clamp(args, grid, None, 1),
    "sort": lambda run, args, grid: ordered(run.vector(args[0], grid), descending=False),
    "sort_desc": lambda run, args, grid: ordered(run.vector(args[0], grid), descending=True),
    "histogram_quantile": lambda run, args, grid: histogram_quantile(
        run.vector(args[1], grid), run.scalar(args[0], grid)
    ),
    "label_replace": lambda run, args, grid: replace_label(
        run.vector(args[0], grid), _text(args[1]), _text(args[2]), _text(args[3]), _text(args[4]), run.reader
    ),
    "label_join": lambda run, args, grid: join_labels(
        run.vector(args[0], grid), _text(args[1]), _text(args[2]), [_text(arg) for arg in args[3:]]
    ),
}


def _spread(matrix: Matrix, grid: Grid) -> Matrix:
    """A leaf fixed by `@` has one column, which holds at every step."""
    if matrix.steps == grid.count:
        return matrix.compact()
    shape = (len(matrix), grid.count)
    return Matrix(
        matrix.labels, np.broadcast_to(matrix.values, shape), np.broadcast_to(matrix.present, shape)
    ).compact()


def _only_value(vector: Matrix) -> Floats:
    """`scalar`: the value at the steps with exactly one series, else NaN."""
    alone = vector.present.sum(axis=0) == 1
    return np.where(alone, np.where(vector.present, vector.values, 0.0).sum(axis=0), np.nan)


def _absent(vector: Matrix, grid: Grid, labels: Labels) -> Matrix:
    """1 at the steps where the vector is empty."""
    return Matrix.single(labels, np.ones(grid.count), ~vector.occupied())


def _selector_labels(node: Node) -> Labels:
    """The labels that `absent` can name: those its selector demands by exactly one equality."""
    match node:
        case Selector():
            matches: tuple[Match, ...] = node.matches
        case Window():
            matches = node.selector.matches
        case _:
            return ()
    labels: dict[str, str] = {}
    seen: set[str] = set()
    for match in matches:
        if match.label == "__name__":
            continue
        if match.kind == "=" and match.label not in seen:
            labels[match.label] = match.value
            seen.add(match.label)
        else:
            labels.pop(match.label, None)
    return make_labels(labels.items())

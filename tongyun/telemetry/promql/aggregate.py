"""Aggregations across the series of a vector, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tongyun.telemetry.promql.errors import failed
from tongyun.telemetry.promql.format import format_value
from tongyun.telemetry.promql.functions.labels import with_label
from tongyun.telemetry.promql.matrix import METADATA, Bools, Floats, Ints, Labels, Matrix, merge
from tongyun.telemetry.promql.numerics import RunningMean, add_compensated, interpolated_quantile


@dataclass(frozen=True, slots=True)
class Members:
    """The groups of an aggregation: their identities, the largest group first, and the rows of each."""

    labels: list[Labels]
    rows: list[list[int]]

    def rounds(self) -> Iterator[Ints]:
        """The first row of every group, then the second of those that have one, and so on."""
        for turn in range(len(self.rows[0]) if self.rows else 0):
            yield np.array([rows[turn] for rows in self.rows if len(rows) > turn], dtype=np.int64)


def group_identity(labels: Labels, names: frozenset[str], *, without: bool) -> Labels:
    """What is left of an identity after `by (names)` or `without (names)`."""
    if without:
        return tuple(pair for pair in labels if pair[0] not in names and pair[0] not in METADATA)
    return tuple(pair for pair in labels if pair[0] in names)


def group_rows(vector: Matrix, names: tuple[str, ...], *, without: bool) -> Members:
    """The series of a vector by what the aggregation leaves of their labels."""
    kept = frozenset(names)
    groups: dict[Labels, list[int]] = {}
    for row, labels in enumerate(vector.labels):
        groups.setdefault(group_identity(labels, kept, without=without), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    return Members([labels for labels, _ in ordered], [rows for _, rows in ordered])


def fold_groups(operator: str, vector: Matrix, members: Members) -> Matrix:
    """`sum`, `avg`, `min`, `max`, `count`, `group`, `stddev` and `stdvar`."""
    if not members.labels:
        return Matrix.empty(vector.steps)
    present = np.array([vector.present[rows].any(axis=0) for rows in members.rows])
    return Matrix(members.labels, FOLDS[operator](vector, members, present.shape), present).compact()


def _sum(vector: Matrix, members: Members, shape: tuple[int, ...]) -> Floats:
    total, lost, started = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    for rows in members.rounds():
        here = slice(0, len(rows))
        values, there = vector.values[rows], vector.present[rows]
        new, error = add_compensated(values, total[here], lost[here])
        # The first value is the sum itself: -0 must stay -0.
        new, error = np.where(started[here], new, values), np.where(started[here], error, 0.0)
        total[here] = np.where(there, new, total[here])
        lost[here] = np.where(there, error, lost[here])
        started[here] |= there
    return total + lost


def _avg(vector: Matrix, members: Members, shape: tuple[int, ...]) -> Floats:
    running = RunningMean(shape)
    for rows in members.rounds():
        running.add(vector.values[rows], vector.present[rows])
    return running.result()


def _extreme(
    better: Callable[[Floats, Floats], Bools],
) -> Callable[[Matrix, Members, tuple[int, ...]], Floats]:
    def fold(vector: Matrix, members: Members, shape: tuple[int, ...]) -> Floats:
        best = np.full(shape, np.nan)
        for rows in members.rounds():
            here = slice(0, len(rows))
            values = vector.values[rows]
            taken = vector.present[rows] & (better(values, best[here]) | np.isnan(best[here]))
            best[here] = np.where(taken, values, best[here])
        return best

    return fold


def _count(vector: Matrix, members: Members, shape: tuple[int, ...]) -> Floats:
    counts = [vector.present[rows].sum(axis=0) for rows in members.rows]
    return np.array(counts, dtype=np.float64).reshape(shape)


def _group(_vector: Matrix, _members: Members, shape: tuple[int, ...]) -> Floats:
    return np.ones(shape)


def _stdvar(vector: Matrix, members: Members, shape: tuple[int, ...]) -> Floats:
    """Welford's method; a group whose first value is not finite has no variance."""
    count, mean, squares = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for rows in members.rounds():
        here = slice(0, len(rows))
        values, there = vector.values[rows], vector.present[rows]
        first = there & (count[here] == 0)
        count[here] += there
        delta = values - mean[here]
        moved = mean[here] + delta / np.maximum(count[here], 1)
        grown = squares[here] + delta * (values - moved)
        grown = np.where(first, np.where(np.isfinite(values), 0.0, np.nan), grown)
        mean[here] = np.where(there, np.where(first, values, moved), mean[here])
        squares[here] = np.where(there, grown, squares[here])
    return squares / np.maximum(count, 1)


def _stddev(vector: Matrix, members: Members, shape: tuple[int, ...]) -> Floats:
    return np.sqrt(_stdvar(vector, members, shape))


FOLDS: dict[str, Callable[[Matrix, Members, tuple[int, ...]], Floats]] = {
    "sum": _sum,
    "avg": _avg,
    "min": _extreme(lambda value, best: value < best),
    "max": _extreme(lambda value, best: value > best),
    "count": _count,
    "group": _group,
    "stddev": _stddev,
    "stdvar": _stdvar,
}


def quantile(vector: Matrix, members: Members, level: Floats) -> Matrix:
    """`quantile`: interpolated between the values of a group, NaN sorted below everything."""
    values, present = [], []
    for rows in members.rows:
        own, there = vector.values[rows].T, vector.present[rows].T
        places = np.lexsort((own, ~np.isnan(own), ~there), axis=1)
        count = there.sum(axis=1)
        ordered = np.take_along_axis(own, places, axis=1)
        values.append(interpolated_quantile(level, ordered, np.maximum(count, 1)))
        present.append(count > 0)
    if not values:
        return Matrix.empty(vector.steps)
    return Matrix(members.labels, np.array(values), np.array(present)).compact()


def best_k(vector: Matrix, members: Members, k: Floats, *, largest: bool) -> Matrix:
    """`topk` and `bottomk`: the k best series of each group, NaN the worst; best first in an instant query."""
    if np.isnan(k).any():
        raise failed("Parameter value is NaN")
    if (np.abs(k) >= 2.0**63).any():
        raise failed("Scalar value overflows int64")
    present = np.zeros_like(vector.present)
    order: list[int] = []
    for rows in members.rows:
        own = np.array(rows, dtype=np.int64)
        values, there = vector.values[own], vector.present[own]
        key = -values if largest else values
        places = np.lexsort((key, np.isnan(values), ~there), axis=0)
        rank = np.empty_like(places)
        np.put_along_axis(rank, places, np.arange(len(own))[:, None], axis=0)
        present[own] = there & (rank < np.trunc(k))
        order.extend(own[places[:, 0]].tolist())
    chosen = Matrix(vector.labels, vector.values, present)
    return (chosen.take(np.array(order, dtype=np.int64)) if vector.steps == 1 else chosen).compact()


def count_values(vector: Matrix, names: tuple[str, ...], label: str, *, without: bool, max_series: int) -> Matrix:
    """`count_values`: for each distinct value of a group a series that says how many series have it."""
    kept = frozenset(names) if without else frozenset(names) | {label}
    rows, columns = np.nonzero(vector.present)
    # All NaN read "NaN", so they are one value; other values are told apart by their bits (0 and -0 differ).
    values = np.where(np.isnan(vector.values), np.nan, vector.values)
    bits = values[rows, columns].view(np.int64)
    pairs, place = np.unique(np.stack([rows, bits], axis=1), axis=0, return_inverse=True)
    counts: dict[Labels, Floats] = {}
    table = np.zeros((len(pairs), vector.steps))
    table[place.ravel(), columns] = 1
    for number, (row, bit) in enumerate(pairs.tolist()):
        text = format_value(float(np.int64(bit).view(np.float64)))
        identity = group_identity(with_label(vector.labels[row], label, text), kept, without=without)
        counts[identity] = counts.get(identity, 0) + table[number]
        if len(counts) > max_series:
            raise failed(f"count_values gives more than {max_series} series")
    if not counts:
        return Matrix.empty(vector.steps)
    result = np.array(list(counts.values()))
    return merge(list(counts), result, result > 0)

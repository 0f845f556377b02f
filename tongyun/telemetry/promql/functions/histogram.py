"""`histogram_quantile` over classic histograms, whose buckets are series with the label `le`."""

from __future__ import annotations

import re

import numpy as np

from tongyun.telemetry.promql.matrix import Bools, Floats, Labels, Matrix, label_value, merge, without_name

TOLERANCE = 1e-12
"""Relative difference of two neighbouring buckets that is taken for a rounding error."""

_BOUND = re.compile(r"[+-]?(?:inf|infinity|nan|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)", re.IGNORECASE)


def bucket_bound(text: str) -> float | None:
    """The upper bound that a label `le` names; None when it names none."""
    return float(text) if _BOUND.fullmatch(text) else None


def histogram_quantile(vector: Matrix, level: Floats) -> Matrix:
    """The quantile of every histogram in the vector at every step."""
    histograms: dict[Labels, list[tuple[float, int]]] = {}
    for row, labels in enumerate(vector.labels):
        bound = bucket_bound(label_value(labels, "le"))
        if bound is not None:
            identity = without_name(tuple(pair for pair in labels if pair[0] != "le"))
            histograms.setdefault(identity, []).append((bound, row))
    names, values, present = [], [], []
    for identity, buckets in histograms.items():
        buckets.sort()
        bounds = np.array([bound for bound, _ in buckets])
        rows = np.array([row for _, row in buckets])
        names.append(identity)
        present.append(vector.present[rows].any(axis=0))
        values.append(_quantiles(bounds, vector.values[rows], vector.present[rows], level))
    if not names:
        return Matrix.empty(vector.steps)
    return merge(names, np.array(values), np.array(present))


def _quantiles(bounds: Floats, counts: Floats, present: Bools, level: Floats) -> Floats:
    """The quantile at every step of one histogram, steps with the same buckets present together."""
    result = np.full(counts.shape[1], np.nan)
    patterns, group = np.unique(present, axis=1, return_inverse=True)
    for number in range(patterns.shape[1]):
        there = patterns[:, number]
        columns = np.flatnonzero(group.ravel() == number)
        if there.any():
            result[columns] = _quantile(bounds[there], counts[np.ix_(there, columns)], level[columns])
    return result


def _quantile(bounds: Floats, counts: Floats, level: Floats) -> Floats:
    outside = np.where(np.isnan(level), np.nan, np.where(level < 0, -np.inf, np.inf))
    inside = (level >= 0) & (level <= 1)
    if bounds[-1] != np.inf:
        return np.where(inside, np.nan, outside)
    bounds, counts = _coalesce(bounds, counts)
    counts = _monotonic(counts)
    if len(bounds) < 2:
        return np.where(inside, np.nan, outside)
    observations = counts[-1]
    rank = np.where(inside, level, 0.0) * observations
    bucket = _first_reaching(counts, rank)
    columns = np.arange(counts.shape[1])
    below = np.maximum(bucket - 1, 0)
    first = bucket == 0
    start = np.where(first, 0.0, bounds[below])
    before = np.where(first, 0.0, counts[below, columns])
    inner = start + (bounds[bucket] - start) * ((rank - before) / (counts[bucket, columns] - before))
    value = np.where(bucket == len(bounds) - 1, bounds[-2], inner)
    value = np.where(first & (bounds[0] <= 0) & (bucket < len(bounds) - 1), bounds[0], value)
    value = np.where(observations == 0, np.nan, value)
    return np.where(inside, value, outside)


def _coalesce(bounds: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Buckets of the same bound, written differently, become one."""
    distinct, starts = np.unique(bounds, return_index=True)
    if len(distinct) == len(bounds):
        return bounds, counts
    return distinct, np.add.reduceat(counts, starts, axis=0)


def _monotonic(counts: Floats) -> Floats:
    """Counts that never fall: rounding errors are levelled in both directions, other falls are filled up."""
    fixed = counts.copy()
    previous = counts[0].copy()
    for row in range(1, len(counts)):
        current = counts[row]
        level = (current < previous) | _almost_equal(previous, current)
        fixed[row] = np.where(level, previous, current)
        previous = np.where(level, previous, current)
    return fixed


def _almost_equal(a: Floats, b: Floats) -> Bools:
    smallest = np.finfo(np.float64).tiny
    size, distance = np.abs(a) + np.abs(b), np.abs(a - b)
    near_zero = (a == 0) | (b == 0) | (size < smallest)
    close = np.where(
        near_zero,
        distance < TOLERANCE * smallest,
        distance / np.minimum(size, np.finfo(np.float64).max) < TOLERANCE,
    )
    equal: Bools = (a == b) | (np.isnan(a) & np.isnan(b)) | close
    return equal


def _first_reaching(counts: Floats, rank: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """By binary search the first bucket whose count reaches the rank, or the last bucket."""
    low = np.zeros(len(rank), dtype=np.int64)
    high = np.full(len(rank), len(counts) - 1, dtype=np.int64)
    columns = np.arange(len(rank))
    while (low < high).any():
        middle = (low + high) // 2
        reached = counts[middle, columns] >= rank
        searching = low < high
        high = np.where(searching & reached, middle, high)
        low = np.where(searching & ~reached, middle + 1, low)
    return low

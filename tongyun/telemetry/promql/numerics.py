"""Arithmetic that Prometheus prescribes: compensated sums and interpolated quantiles."""

from __future__ import annotations

import numpy as np

from tongyun.telemetry.promql.matrix import Bools, Floats, Ints


def add_compensated(increment: Floats, total: Floats, lost: Floats) -> tuple[Floats, Floats]:
    """Neumaier's sum: the new total and what rounding has lost so far; an infinite total has lost nothing."""
    new = total + increment
    larger = np.abs(total) >= np.abs(increment)
    error = np.where(larger, (total - new) + increment, (increment - new) + total)
    return new, np.where(np.isinf(new), 0.0, lost + error)


class RunningMean:
    """The mean as Prometheus 3 takes it: a compensated sum, and incrementally once that sum would overflow."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.count = np.zeros(shape)
        self._total = np.zeros(shape)
        self._lost = np.zeros(shape)
        self._mean = np.zeros(shape)
        self._incremental = np.zeros(shape, dtype=np.bool_)

    def add(self, values: Floats, present: Bools) -> None:
        """Take the next value of every mean where there is one; covers the first `len(values)` means."""
        here = slice(0, len(values))
        first = self.count[here] == 0
        before = self.count[here]
        count = before + present
        total, lost = add_compensated(values, self._total[here], self._lost[here])
        # A first value that is infinite is the sum, and not yet an overflow of it.
        total, lost = np.where(first, values, total), np.where(first, 0.0, lost)
        overflow = present & ~first & ~self._incremental[here] & np.isinf(total)
        divisor = np.maximum(before, 1)
        self._mean[here] = np.where(overflow, self._total[here] / divisor, self._mean[here])
        self._lost[here] = np.where(overflow, self._lost[here] / divisor, self._lost[here])
        self._incremental[here] |= overflow
        summing = present & ~self._incremental[here]
        stepping = present & self._incremental[here]
        safe = np.maximum(count, 1)
        share = (safe - 1) / safe
        mean, drift = add_compensated(values / safe, share * self._mean[here], share * self._lost[here])
        self._total[here] = np.where(summing, total, self._total[here])
        self._lost[here] = np.where(summing, lost, np.where(stepping, drift, self._lost[here]))
        self._mean[here] = np.where(stepping, mean, self._mean[here])
        self.count[here] = count

    def result(self) -> Floats:
        """The means; meaningless where nothing was added."""
        count = np.maximum(self.count, 1)
        direct = self._total / count + self._lost / count
        return np.where(self._incremental, self._mean + self._lost, direct)


def sort_nan_first(values: Floats) -> Floats:
    """Each row ascending with NaN below everything, as Prometheus sorts for its quantiles."""
    ordered = np.sort(values, axis=1)
    width = values.shape[1]
    nans = np.isnan(values).sum(axis=1, keepdims=True)
    places = (np.arange(width) - nans) % width
    return np.take_along_axis(ordered, places, axis=1)


def interpolated_quantile(level: Floats, ordered: Floats, count: Ints) -> Floats:
    """The quantile of the first `count` values of each ordered row: -Inf below level 0, +Inf above 1, NaN for NaN."""
    inside = (level >= 0) & (level <= 1)
    rank = np.where(inside, level, 0.0) * (count - 1)
    floor = np.floor(rank)
    lower = np.maximum(0, floor).astype(np.int64)
    upper = np.minimum(count - 1, lower + 1).astype(np.int64)
    weight = rank - floor
    low = np.take_along_axis(ordered, lower[:, None], axis=1)[:, 0]
    high = np.take_along_axis(ordered, upper[:, None], axis=1)[:, 0]
    value = low * (1 - weight) + high * weight
    outside = np.where(np.isnan(level), np.nan, np.where(level < 0, -np.inf, np.inf))
    return np.where(inside, value, outside)

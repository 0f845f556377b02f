"""Functions that look at the samples of a window one by one: sums, means, extremes, counts, quantiles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tongyun.telemetry.promql.errors import failed
from tongyun.telemetry.promql.matrix import Bools, Floats
from tongyun.telemetry.promql.numerics import (
    RunningMean,
    add_compensated,
    interpolated_quantile,
    sort_nan_first,
)
from tongyun.telemetry.promql.windows import Windows

Folded = tuple[Floats, Bools]


def _always(windows: Windows) -> Bools:
    return np.ones(len(windows), dtype=np.bool_)


def total(windows: Windows) -> Folded:
    """`sum_over_time`."""
    result, lost = np.zeros(len(windows)), np.zeros(len(windows))
    for step in windows.steps():
        here = slice(0, step.size)
        result[here], lost[here] = add_compensated(step.values, result[here], lost[here])
    return np.where(np.isinf(result), result, result + lost), _always(windows)


def mean(windows: Windows) -> Folded:
    """`avg_over_time`."""
    running = RunningMean((len(windows),))
    for step in windows.steps():
        running.add(step.values, np.ones(step.size, dtype=np.bool_))
    return running.result(), _always(windows)


def count(windows: Windows) -> Folded:
    """`count_over_time`."""
    return windows.count.astype(np.float64), _always(windows)


def present(windows: Windows) -> Folded:
    """`present_over_time`."""
    return np.ones(len(windows)), _always(windows)


def first(windows: Windows) -> Folded:
    """`first_over_time`."""
    return windows.values[windows.first], _always(windows)


def last(windows: Windows) -> Folded:
    """`last_over_time`."""
    return windows.nth(0)[1], _always(windows)


def first_moment(windows: Windows) -> Folded:
    """`ts_of_first_over_time`."""
    return windows.times[windows.first] / 1000.0, _always(windows)


def last_moment(windows: Windows) -> Folded:
    """`ts_of_last_over_time`."""
    return windows.nth(0)[0] / 1000.0, _always(windows)


def _extreme(better: Callable[[Floats, Floats], Bools], *, moment: bool) -> Callable[[Windows], Folded]:
    def fold(windows: Windows) -> Folded:
        best, when = np.zeros(len(windows)), np.zeros(len(windows))
        for step in windows.steps():
            here = slice(0, step.size)
            taken = better(step.values, best[here]) | np.isnan(best[here])
            if step.index == 0:
                taken = np.ones(step.size, dtype=np.bool_)
            best[here] = np.where(taken, step.values, best[here])
            when[here] = np.where(taken, step.times / 1000.0, when[here])
        return (when if moment else best), _always(windows)

    return fold


largest = _extreme(lambda value, best: value > best, moment=False)
smallest = _extreme(lambda value, best: value < best, moment=False)
largest_moment = _extreme(lambda value, best: value >= best, moment=True)
smallest_moment = _extreme(lambda value, best: value <= best, moment=True)


def variance(windows: Windows) -> Folded:
    """`stdvar_over_time`: Welford's method with compensated sums."""
    size = len(windows)
    average, average_lost, squares, squares_lost = (np.zeros(size) for _ in range(4))
    for step in windows.steps():
        here = slice(0, step.size)
        delta = step.values - (average[here] + average_lost[here])
        average[here], average_lost[here] = add_compensated(delta / (step.index + 1), average[here], average_lost[here])
        gain = delta * (step.values - (average[here] + average_lost[here]))
        squares[here], squares_lost[here] = add_compensated(gain, squares[here], squares_lost[here])
    return (squares + squares_lost) / windows.count, _always(windows)


def deviation(windows: Windows) -> Folded:
    """`stddev_over_time`."""
    return np.sqrt(variance(windows)[0]), _always(windows)


def changes(windows: Windows) -> Folded:
    """`changes`: from NaN to NaN is none."""
    return _count_pairs(windows, lambda old, new: (new != old) & ~(np.isnan(new) & np.isnan(old)))


def resets(windows: Windows) -> Folded:
    """`resets`: how often the value fell."""
    return _count_pairs(windows, lambda old, new: new < old)


def _count_pairs(windows: Windows, counts: Callable[[Floats, Floats], Bools]) -> Folded:
    result, previous = np.zeros(len(windows)), np.zeros(len(windows))
    for step in windows.steps():
        here = slice(0, step.size)
        if step.index:
            result[here] += counts(previous[here], step.values)
        previous[here] = step.values
    return result, _always(windows)


def quantile(windows: Windows, level: Floats) -> Folded:
    """`quantile_over_time`."""
    levels, result = windows.parameter(level), np.zeros(len(windows))
    for rows, values in windows.groups():
        result[rows] = interpolated_quantile(levels[rows], sort_nan_first(values), windows.count[rows])
    return result, _always(windows)


def absolute_deviation(windows: Windows) -> Folded:
    """`mad_over_time`: the median distance from the median; NaN when a sample is."""
    result = np.zeros(len(windows))
    for rows, values in windows.groups():
        half = np.full(len(values), 0.5)
        median = interpolated_quantile(half, sort_nan_first(values), windows.count[rows])
        distance = sort_nan_first(np.abs(values - median[:, None]))
        spread = interpolated_quantile(half, distance, windows.count[rows])
        result[rows] = np.where(np.isnan(values).any(axis=1), np.nan, spread)
    return result, _always(windows)


def double_exponential(windows: Windows, smoothing: Floats, trend: Floats) -> Folded:
    """`double_exponential_smoothing`: Holt's linear trend; both factors lie strictly between 0 and 1."""
    for name, factor in (("smoothing", smoothing), ("trend", trend)):
        wrong = ~((factor > 0) & (factor < 1))
        if wrong.any():
            raise failed(f"invalid {name} factor. Expected: 0 < factor < 1, got: {factor[wrong][0]:f}")
    alpha, beta = windows.parameter(smoothing), windows.parameter(trend)
    older, level, slope = (np.zeros(len(windows)) for _ in range(3))
    for step in windows.steps():
        here = slice(0, step.size)
        if step.index == 0:
            level[here] = step.values
            continue
        if step.index == 1:
            slope[here] = step.values - level[here]
        else:
            slope[here] = beta[here] * (level[here] - older[here]) + (1 - beta[here]) * slope[here]
        smoothed = alpha[here] * step.values + (1 - alpha[here]) * (level[here] + slope[here])
        older[here], level[here] = level[here].copy(), smoothed
    return level, windows.count >= 2

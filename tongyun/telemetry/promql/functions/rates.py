"""Functions that look at how a window's value moved: rates, differences, trends."""

from __future__ import annotations

import numpy as np

from tongyun.telemetry.promql.functions.over_time import Folded
from tongyun.telemetry.promql.matrix import Floats, Ints
from tongyun.telemetry.promql.numerics import add_compensated
from tongyun.telemetry.promql.windows import Windows


def rate(windows: Windows) -> Folded:
    """`rate`: the growth of a counter per second."""
    return _extrapolated(windows, counter=True, per_second=True)


def increase(windows: Windows) -> Folded:
    """`increase`: the growth of a counter over the window."""
    return _extrapolated(windows, counter=True, per_second=False)


def delta(windows: Windows) -> Folded:
    """`delta`: the change of a gauge over the window."""
    return _extrapolated(windows, counter=False, per_second=False)


def _extrapolated(windows: Windows, *, counter: bool, per_second: bool) -> Folded:
    """The change between first and last sample, stretched to the window.

    It is stretched to an edge only when the edge is nearer than 1.1 mean intervals, else by half an interval, and a
    counter never below the point where it was zero.
    """
    enough = windows.count >= 2
    first, start = windows.values[windows.first], windows.times[windows.first]
    end, last = windows.nth(0)
    change = last - first
    if counter:
        change = change + _resets(windows)
    to_start = (start - (windows.ends - windows.range)) / 1000.0
    to_end = (windows.ends - end) / 1000.0
    sampled = (end - start) / 1000.0
    interval = sampled / np.maximum(windows.count - 1, 1)
    threshold = interval * 1.1
    to_start = np.where(to_start >= threshold, interval / 2, to_start)
    if counter:
        to_zero = np.where((change > 0) & (first >= 0), sampled * (first / change), to_start)
        to_start = np.where(to_zero < to_start, to_zero, to_start)
    to_end = np.where(to_end >= threshold, interval / 2, to_end)
    factor = (sampled + to_start + to_end) / sampled
    if per_second:
        factor = factor / (windows.range / 1000.0)
    return change * factor, enough


def _resets(windows: Windows) -> Floats:
    """What a counter had reached before each of its resets, summed."""
    lost, previous = np.zeros(len(windows)), np.zeros(len(windows))
    for step in windows.steps():
        here = slice(0, step.size)
        if step.index:
            lost[here] += np.where(step.values < previous[here], previous[here], 0.0)
        previous[here] = step.values
    return lost


def instant_rate(windows: Windows) -> Folded:
    """`irate`: the growth per second between the last two samples; after a reset the last value is the growth."""
    moved, interval, last, enough = _last_two(windows)
    growth = np.where(moved < 0, last, moved)
    return growth / (interval / 1000.0), enough


def instant_delta(windows: Windows) -> Folded:
    """`idelta`: the difference of the last two samples."""
    moved, _, _, enough = _last_two(windows)
    return moved, enough


def _last_two(windows: Windows) -> tuple[Floats, Floats, Floats, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    enough = windows.count >= 2
    last_time, last = windows.nth(0)
    places = np.maximum(windows.first + windows.count - 2, windows.first)
    interval = (last_time - windows.times[places]).astype(np.float64)
    return last - windows.values[places], interval, last, enough


def slope(windows: Windows) -> Folded:
    """`deriv`: the slope per second of the line of least squares."""
    return _regression(windows, windows.times[windows.first])[0], windows.count >= 2


def prediction(windows: Windows, ahead: Floats) -> Folded:
    """`predict_linear`: where that line will be `ahead` seconds after the step."""
    incline, height = _regression(windows, windows.evaluated)
    return incline * windows.parameter(ahead) + height, windows.count >= 2


def _regression(windows: Windows, origin: Ints) -> tuple[Floats, Floats]:
    """Slope, and height at the origin, of the line of least squares through each window."""
    size = len(windows)
    sums = [np.zeros(size) for _ in range(4)]
    lost = [np.zeros(size) for _ in range(4)]
    first = windows.values[windows.first]
    constant = np.ones(size, dtype=np.bool_)
    for step in windows.steps():
        here = slice(0, step.size)
        if step.index:
            constant[here] &= step.values == first[here]
        x, y = (step.times - origin[here]) / 1000.0, step.values
        for n, term in enumerate((x, y, x * y, x * x)):
            sums[n][here], lost[n][here] = add_compensated(term, sums[n][here], lost[n][here])
    count = windows.count.astype(np.float64)
    sum_x, sum_y, sum_xy, sum_xx = (part + error for part, error in zip(sums, lost, strict=True))
    covariance = sum_xy - sum_x * sum_y / count
    incline = covariance / (sum_xx - sum_x * sum_x / count)
    height = sum_y / count - incline * sum_x / count
    unknown = np.where(np.isinf(first), np.nan, first)
    return (
        np.where(constant, np.where(np.isinf(first), np.nan, 0.0), incline),
        np.where(constant, unknown, height),
    )

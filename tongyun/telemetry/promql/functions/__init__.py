"""The functions of PromQL: which exist here, and how each is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tongyun.telemetry.promql.functions import over_time, rates
from tongyun.telemetry.promql.functions.dates import PARTS
from tongyun.telemetry.promql.functions.elementwise import ELEMENTWISE
from tongyun.telemetry.promql.selector import Column


@dataclass(frozen=True, slots=True)
class RangeFunction:
    """A function of a range: its fold over samples, and the store's aggregate that computes the same, if any.

    The aggregates are not exact everywhere (`tests/telemetry/promql/test_native.py` shows where): with `finite_only`
    a result that is not finite is in doubt, with `counter` also every result of a series that was reset more than
    once, because the store takes the difference of running sums of resets. Series in doubt are folded here.
    """

    fold: Callable[..., over_time.Folded]
    native: Column | None = None
    keeps_name: bool = False
    finite_only: bool = False
    counter: bool = False


RANGE_FUNCTIONS: dict[str, RangeFunction] = {
    "rate": RangeFunction(rates.rate, Column("Rate"), finite_only=True, counter=True),
    "increase": RangeFunction(rates.increase, Column("Increase"), finite_only=True, counter=True),
    "delta": RangeFunction(rates.delta, Column("Delta"), finite_only=True),
    "irate": RangeFunction(rates.instant_rate, Column("InstantRate"), finite_only=True),
    "idelta": RangeFunction(rates.instant_delta, Column("InstantDelta"), finite_only=True),
    "deriv": RangeFunction(rates.slope),
    "predict_linear": RangeFunction(rates.prediction),
    # The aggregate sees a change between 0 and -0; adding 0 makes them the same.
    "changes": RangeFunction(over_time.changes, Column("Changes", "value + 0.")),
    "resets": RangeFunction(over_time.resets, Column("Resets")),
    "sum_over_time": RangeFunction(over_time.total, Column("Sum"), finite_only=True),
    "avg_over_time": RangeFunction(over_time.mean, Column("Avg"), finite_only=True),
    "min_over_time": RangeFunction(over_time.smallest, Column("Min")),
    "max_over_time": RangeFunction(over_time.largest, Column("Max")),
    "count_over_time": RangeFunction(over_time.count, Column("Count")),
    "present_over_time": RangeFunction(over_time.present, Column("Count")),
    "absent_over_time": RangeFunction(over_time.present, Column("Count")),
    "last_over_time": RangeFunction(over_time.last, Column("Last"), keeps_name=True),
    "first_over_time": RangeFunction(over_time.first, keeps_name=True),
    "stddev_over_time": RangeFunction(over_time.deviation),
    "stdvar_over_time": RangeFunction(over_time.variance),
    "quantile_over_time": RangeFunction(over_time.quantile),
    "mad_over_time": RangeFunction(over_time.absolute_deviation),
    "ts_of_first_over_time": RangeFunction(over_time.first_moment, keeps_name=True),
    "ts_of_last_over_time": RangeFunction(over_time.last_moment, keeps_name=True),
    "ts_of_max_over_time": RangeFunction(over_time.largest_moment),
    "ts_of_min_over_time": RangeFunction(over_time.smallest_moment),
    "double_exponential_smoothing": RangeFunction(over_time.double_exponential),
}

VECTOR_SOURCES = frozenset({"time", "vector", "scalar", "pi", "timestamp", "absent"})
VECTOR_CHANGES = frozenset({"round", "clamp", "clamp_min", "clamp_max", "sort", "sort_desc", "histogram_quantile"})
LABEL_CHANGES = frozenset({"label_replace", "label_join"})

CALLS = frozenset(ELEMENTWISE) | frozenset(PARTS) | VECTOR_SOURCES | VECTOR_CHANGES | LABEL_CHANGES
"""Every function that is not of a range."""

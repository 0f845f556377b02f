"""Functions that read a value as seconds since the epoch in UTC."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tongyun.telemetry.promql.matrix import Floats

Moments = NDArray[np.datetime64]

_BEYOND = 9.2e18
"""Seconds at which a 64-bit count ends; Prometheus's result beyond it, and for NaN, depends on its processor."""


def _day(moments: Moments) -> Moments:
    days: Moments = moments.astype("datetime64[D]")
    return days


def _month(moments: Moments) -> Moments:
    months: Moments = moments.astype("datetime64[M]")
    return months


def _number(span: NDArray[np.timedelta64]) -> NDArray[np.int64]:
    return span.astype(np.int64)


def _days_in_month(moments: Moments) -> NDArray[np.int64]:
    month = _month(moments)
    return _number((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]"))


PARTS: dict[str, Callable[[Moments], NDArray[np.int64]]] = {
    "minute": lambda at: _number(at.astype("datetime64[m]") - at.astype("datetime64[h]")) % 60,
    "hour": lambda at: _number(at.astype("datetime64[h]") - _day(at).astype("datetime64[h]")),
    "day_of_week": lambda at: (_day(at).astype(np.int64) + 4) % 7,
    "day_of_month": lambda at: _number(_day(at) - _month(at).astype("datetime64[D]")) + 1,
    "day_of_year": lambda at: _number(_day(at) - at.astype("datetime64[Y]").astype("datetime64[D]")) + 1,
    "days_in_month": _days_in_month,
    "month": lambda at: _month(at).astype(np.int64) % 12 + 1,
    "year": lambda at: at.astype("datetime64[Y]").astype(np.int64) + 1970,
}


def date_part(name: str, seconds: Floats) -> Floats:
    """The named part of each moment; NaN where the value is no moment."""
    valid = np.isfinite(seconds) & (np.abs(seconds) < _BEYOND)
    moments = np.where(valid, seconds, 0.0).astype(np.int64).astype("datetime64[s]")
    return np.where(valid, PARTS[name](moments).astype(np.float64), np.nan)

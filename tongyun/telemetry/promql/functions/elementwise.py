"""Functions of one value at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tongyun.telemetry.promql.matrix import Floats, Matrix

ELEMENTWISE: dict[str, Callable[[Floats], Floats]] = {
    "abs": np.abs,
    "ceil": np.ceil,
    "floor": np.floor,
    "exp": np.exp,
    "ln": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "deg": lambda values: values * 180 / np.pi,
    "rad": lambda values: values * np.pi / 180,
    "sgn": lambda values: np.where(values < 0, -1.0, np.where(values > 0, 1.0, values)),
}


def rounded(vector: Matrix, nearest: Floats) -> Matrix:
    """`round`: to a multiple of `nearest`, halves up."""
    inverse = 1.0 / nearest
    return vector.with_values(np.floor(vector.values * inverse + 0.5) / inverse).drop_names()


def clamped(vector: Matrix, lower: Floats, upper: Floats) -> Matrix:
    """`clamp`: nothing at a step whose upper bound lies below the lower one; NaN stays, or comes from a bound."""
    values = np.maximum(lower, np.minimum(upper, vector.values))
    return vector.with_values(values, vector.present & ~(upper < lower)).drop_names()


def ordered(vector: Matrix, *, descending: bool) -> Matrix:
    """`sort`, `sort_desc`: by value with NaN last; they order the rows of an instant query only."""
    if vector.steps != 1 or len(vector) == 0:
        return vector
    values = vector.values[:, 0]
    return vector.take(np.lexsort((-values if descending else values, np.isnan(values))).astype(np.int64))

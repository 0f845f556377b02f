"""Operators between two values: arithmetic, comparison, sets, and how the series of two vectors find each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tongyun.telemetry.promql.errors import PromqlError, failed
from tongyun.telemetry.promql.matrix import (
    NAME,
    Bools,
    Floats,
    Ints,
    Labels,
    Matrix,
    concatenate,
    label_value,
    make_labels,
    merge,
    show,
    without_name,
)
from tongyun.telemetry.promql.nodes import Matching

ARITHMETIC: dict[str, Callable[[Floats, Floats], Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.fmod,
    "^": np.power,
    "atan2": np.arctan2,
}
COMPARISON: dict[str, Callable[[Floats, Floats], Bools]] = {
    "==": np.equal,
    "!=": np.not_equal,
    ">": np.greater,
    "<": np.less,
    ">=": np.greater_equal,
    "<=": np.less_equal,
}


def scalars(operator: str, left: Floats, right: Floats) -> Floats:
    """Two scalars; a comparison of them is always 0 or 1."""
    if operator in ARITHMETIC:
        return ARITHMETIC[operator](left, right)
    return COMPARISON[operator](left, right).astype(np.float64)


def vector_and_scalar(operator: str, vector: Matrix, scalar: Floats, *, swapped: bool, as_bool: bool) -> Matrix:
    """A vector and a scalar, `swapped` when the scalar stands on the left."""
    left, right = (scalar[None, :], vector.values) if swapped else (vector.values, scalar[None, :])
    if operator in ARITHMETIC:
        return vector.with_values(ARITHMETIC[operator](left, right)).drop_names()
    holds = COMPARISON[operator](left, right)
    if as_bool:
        return vector.with_values(holds.astype(np.float64)).drop_names()
    return vector.with_values(vector.values, vector.present & holds)


def signature(labels: Labels, matching: Matching) -> Labels:
    """What two series must have in common to be partners."""
    if matching.on:
        return tuple(pair for pair in labels if pair[0] in matching.labels)
    return tuple(pair for pair in labels if pair[0] != NAME and pair[0] not in matching.labels)


def sets(operator: str, left: Matrix, right: Matrix, matching: Matching) -> Matrix:
    """`and`, `or`, `unless`."""
    if operator == "or":
        taken = _any_partner(right, left, matching)
        return concatenate(left, right.with_values(right.values, right.present & ~taken))
    partner = _any_partner(left, right, matching)
    return left.with_values(left.values, left.present & (partner if operator == "and" else ~partner))


def _any_partner(of: Matrix, among: Matrix, matching: Matching) -> Bools:
    """For each series of one vector, at which steps the other has one with the same signature."""
    there: dict[Labels, Bools] = {}
    for row, labels in enumerate(among.labels):
        key = signature(labels, matching)
        there[key] = there[key] | among.present[row] if key in there else among.present[row]
    result = np.zeros(of.present.shape, dtype=np.bool_)
    for row, labels in enumerate(of.labels):
        found = there.get(signature(labels, matching))
        if found is not None:
            result[row] = found
    return result


def vectors(
    operator: str, left: Matrix, right: Matrix, matching: Matching, *, as_bool: bool, max_series: int
) -> Matrix:
    """Two vectors, series by series; errors where the partner of a series is not unique."""
    many, one = (right, left) if matching.many == "right" else (left, right)
    ones = _by_signature(one, matching)
    # Where either side is empty nothing is matched, and nothing is ambiguous.
    alive = left.occupied() & right.occupied()
    _require_unique(one, ones, alive, matching)
    pairs = [
        (row, partner)
        for row, labels in enumerate(many.labels)
        for partner in ones.get(signature(labels, matching), ())
        if (many.present[row] & one.present[partner]).any()
    ]
    if len(pairs) > max_series:
        raise failed(f"vector matching pairs more than {max_series} series")
    if not pairs:
        return Matrix.empty(left.steps)
    rows = np.array([row for row, _ in pairs], dtype=np.int64)
    partners = np.array([partner for _, partner in pairs], dtype=np.int64)
    values, holds = _combine(operator, many, one, rows, partners, swapped=matching.many == "right")
    if as_bool:
        values, holds = holds.astype(np.float64), np.ones_like(holds)
    present = many.present[rows] & one.present[partners] & holds
    drop = as_bool or operator in ARITHMETIC
    names = [_result_labels(many.labels[row], one.labels[partner], matching, drop) for row, partner in pairs]
    _require_one_result(names, [signature(many.labels[row], matching) for row, _ in pairs], present, matching)
    return merge(names, values, present)


def _by_signature(vector: Matrix, matching: Matching) -> dict[Labels, list[int]]:
    groups: dict[Labels, list[int]] = {}
    for row, labels in enumerate(vector.labels):
        groups.setdefault(signature(labels, matching), []).append(row)
    return groups


def _require_unique(one: Matrix, groups: dict[Labels, list[int]], alive: Bools, matching: Matching) -> None:
    """Each series has at most one partner on the side that must be unique."""
    for key, rows in groups.items():
        if len(rows) < 2:
            continue
        clash = (one.present[rows].sum(axis=0) > 1) & alive
        if clash.any():
            step = int(np.flatnonzero(clash)[0])
            first, second = [row for row in rows if one.present[row, step]][:2]
            side = "left" if matching.many == "right" else "right"
            raise failed(
                f"found duplicate series for the match group {show(key)} on the {side} hand-side of the operation: "
                f"[{show(one.labels[second])}, {show(one.labels[first])}];"
                "many-to-many matching not allowed: matching labels must be unique on one side"
            )


def _combine(
    operator: str, many: Matrix, one: Matrix, rows: Ints, partners: Ints, *, swapped: bool
) -> tuple[Floats, Bools]:
    """The value of every pair and whether it stays; a comparison keeps its left operand."""
    left, right = many.values[rows], one.values[partners]
    if swapped:
        left, right = right, left
    if operator in ARITHMETIC:
        return ARITHMETIC[operator](left, right), np.ones(left.shape, dtype=np.bool_)
    return left, COMPARISON[operator](left, right)


def _result_labels(many: Labels, one: Labels, matching: Matching, drop_name: bool) -> Labels:
    labels = without_name(many) if drop_name else many
    if matching.many == "none":
        labels = tuple(pair for pair in labels if (pair[0] in matching.labels) == matching.on)
    if not matching.include:
        return labels
    kept = [pair for pair in labels if pair[0] not in matching.include]
    return make_labels([*kept, *((name, label_value(one, name)) for name in set(matching.include))])


def _require_one_result(names: list[Labels], keys: list[Labels], present: Bools, matching: Matching) -> None:
    """No two results of one match group are the same series at the same step."""
    seen: dict[tuple[Labels, Labels], Bools] = {}
    for row, (name, key) in enumerate(zip(names, keys, strict=True)):
        group = (key, name if matching.many != "none" else ())
        if group in seen and (seen[group] & present[row]).any():
            raise _ambiguous(matching)
        seen[group] = seen[group] | present[row] if group in seen else present[row]


def _ambiguous(matching: Matching) -> PromqlError:
    if matching.many == "none":
        return failed("multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)")
    return failed("multiple matches for labels: grouping labels must ensure unique matches")

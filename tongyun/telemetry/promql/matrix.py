"""The value of a vector expression: one row a series, one column a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongyun.telemetry.promql.errors import failed

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

Labels = tuple[tuple[str, str], ...]
"""A series' identity: its label pairs sorted by name, `__name__` among them, no empty value."""

NAME = "__name__"
METADATA = frozenset({NAME, "__type__", "__unit__"})
"""Labels that describe a metric and no longer hold for a value computed from it."""


def make_labels(pairs: Iterable[tuple[str, str]]) -> Labels:
    """An identity; an empty value is the same as no label."""
    return tuple(sorted((name, value) for name, value in pairs if value))


def without_name(labels: Labels) -> Labels:
    """The identity of a value computed from this series."""
    return tuple(pair for pair in labels if pair[0] not in METADATA)


def label_value(labels: Labels, name: str) -> str:
    """The value of a label; empty when the series does not have it."""
    return next((value for label, value in labels if label == name), "")


def show(labels: Labels) -> str:
    """The identity as Prometheus writes it in its error messages."""
    name = label_value(labels, NAME)
    pairs = ", ".join(f'{label}="{value}"' for label, value in labels if label != NAME)
    return f"{name}{{{pairs}}}"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Values by series and step. Where `present` is false the series has no sample at that step.

    A missing sample is never NaN: NaN is a value. Rows are distinct series; their order is the order in which an
    instant query shows them.
    """

    labels: list[Labels]
    values: Floats
    present: Bools

    @classmethod
    def empty(cls, steps: int) -> Matrix:
        """No series at all."""
        return cls([], np.zeros((0, steps)), np.zeros((0, steps), dtype=np.bool_))

    @classmethod
    def single(cls, labels: Labels, values: Floats, present: Bools | None = None) -> Matrix:
        """One series."""
        there = np.ones(values.shape, dtype=np.bool_) if present is None else present
        return cls([labels], values.reshape(1, -1), there.reshape(1, -1)).compact()

    @property
    def steps(self) -> int:
        """How many columns there are."""
        return int(self.values.shape[1])

    def occupied(self) -> Bools:
        """The steps at which the vector is not empty."""
        return np.asarray(self.present.any(axis=0), dtype=np.bool_)

    def __len__(self) -> int:
        return len(self.labels)

    def compact(self) -> Matrix:
        """The same without the series that have no sample at any step."""
        alive = self.present.any(axis=1) if len(self) else np.zeros(0, dtype=np.bool_)
        if alive.all():
            return self
        return self.take(np.flatnonzero(alive))

    def take(self, rows: Ints) -> Matrix:
        """The named rows, in that order."""
        return Matrix([self.labels[int(row)] for row in rows], self.values[rows], self.present[rows])

    def with_values(self, values: Floats, present: Bools | None = None) -> Matrix:
        """The same series with other values."""
        return Matrix(self.labels, values, self.present if present is None else present).compact()

    def relabel(self, change: Callable[[Labels], Labels]) -> Matrix:
        """The same samples under changed identities."""
        return merge([change(labels) for labels in self.labels], self.values, self.present)

    def drop_names(self) -> Matrix:
        """The same samples, no longer called by the metric's name."""
        return self.relabel(without_name)


def merge(labels: Sequence[Labels], values: Floats, present: Bools) -> Matrix:
    """A matrix from rows whose identities may repeat.

    Rows of the same identity become one series, as Prometheus does when each step is looked at alone; two samples of
    the same identity at the same step are its error.
    """
    first: dict[Labels, int] = {}
    for row, identity in enumerate(labels):
        first.setdefault(identity, row)
    if len(first) == len(labels):
        return Matrix(list(labels), values, present).compact()
    target = {identity: place for place, identity in enumerate(first)}
    merged = values[list(first.values())].copy()
    there = present[list(first.values())].copy()
    for row, identity in enumerate(labels):
        if first[identity] == row:
            continue
        place = target[identity]
        if (there[place] & present[row]).any():
            raise failed("vector cannot contain metrics with the same labelset")
        merged[place] = np.where(present[row], values[row], merged[place])
        there[place] |= present[row]
    return Matrix(list(first), merged, there).compact()


def concatenate(upper: Matrix, lower: Matrix) -> Matrix:
    """The series of both."""
    return merge(
        upper.labels + lower.labels,
        np.concatenate([upper.values, lower.values]),
        np.concatenate([upper.present, lower.present]),
    )

"""The instants at which an expression is evaluated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Grid:
    """`count` instants from `start`, `step` apart; all times are milliseconds since the epoch, as in Prometheus."""

    start: int
    step: int
    count: int

    @classmethod
    def at(cls, instant: int) -> Grid:
        """The grid of an instant query."""
        return cls(instant, 1, 1)

    @classmethod
    def between(cls, start: int, end: int, step: int) -> Grid:
        """All instants start, start + step, … that are not after `end`; empty when `end` lies before `start`."""
        return cls(start, step, max(0, (end - start) // step + 1))

    @property
    def end(self) -> int:
        """The last instant."""
        return self.start + self.step * (self.count - 1)

    def times(self) -> NDArray[np.int64]:
        """Every instant."""
        return self.start + self.step * np.arange(self.count, dtype=np.int64)

    def seconds(self) -> NDArray[np.float64]:
        """Every instant as PromQL's `time()` shows it."""
        return self.times() / 1000.0

    def back(self, offset: int) -> Grid:
        """The same grid `offset` milliseconds earlier."""
        return Grid(self.start - offset, self.step, self.count)

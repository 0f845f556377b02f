"""What is costly to find out and changes slowly, kept in the process for a few seconds."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class ShortMemory(Generic[T]):
    """Answers by question. One that is not worth keeping is found out anew each time.

    What a caller may see must be part of the question.
    """

    def __init__(self, seconds: float, worth: Callable[[T], bool] = lambda found: True, most: int = 2_000) -> None:
        self.seconds = seconds
        self._worth = worth
        self._most = most
        self._known: dict[Hashable, tuple[float, T]] = {}

    def of(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer, at most so many seconds old."""
        now = time.monotonic()
        known = self._known.get(question)
        if known is not None and now - known[0] < self.seconds:
            return known[1]
        found = answer()
        if self._worth(found):
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[question] = (now, found)
        return found

    def forget(self) -> None:
        """Find everything out anew."""
        self._known.clear()

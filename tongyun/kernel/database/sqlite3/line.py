"""Whoever comes first writes first: SQLite itself keeps no line.

Who finds its one lock taken asks again, the more rarely the longer it has waited: in the end every 100 ms, while who
comes now asks at once. So under many writers the same ones lose every time, until their patience ends ("database is
locked"). Here the threads of a process line up, and only the first of them asks SQLite.
"""

import os
from collections import deque
from threading import Event, Lock


class Line:
    """Those who want to write, in the order in which they came; the first one may."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._places: deque[Event] = deque()

    def __len__(self) -> int:
        """How many stand in it, with the one who writes."""
        return len(self._places)

    def join(self, patience_s: float) -> Event | None:
        """Wait for one's turn; gives the place, which must be left again, or None when the patience ended before."""
        place, came = Event(), False
        with self._guard:
            self._places.append(place)
            self._places[0].set()
        try:
            came = place.wait(patience_s)
        finally:
            if not came:
                self.leave(place)
        return place if came else None

    def leave(self, place: Event) -> None:
        """Let the next one have its turn."""
        with self._guard:
            self._places.remove(place)
            if self._places:
                self._places[0].set()


_lines: dict[str, Line] = {}


def line_before(database: str) -> Line:
    """The line of this process before a database, by its name."""
    return _lines.setdefault(database, Line())


# A child has none of the threads that stood in its parent's lines.
os.register_at_fork(after_in_child=_lines.clear)

"""Wait for something, but never for ever."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 30.0


class GaveUpError(RuntimeError):
    """Something did not happen in time; the message says what and for how long we waited."""


def until(look: Callable[[], T | None], what: str, seconds: float = PATIENCE_S, every: float = 0.1) -> T:
    """What `look` gives as soon as it gives anything; raises GaveUpError after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() >= deadline:
            raise GaveUpError(f"等了 {seconds:.0f} 秒，{what}没有发生")
        time.sleep(every)

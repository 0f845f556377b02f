"""How often a caller may call in a minute, counted over all web processes.

Each process counts for itself and costs no write; a caller that uses up a twentieth of its limit is written down, and
the counts of the other processes are read, at each further twentieth. So a limit is kept to within a twentieth for
each process, and people at work are never written down at all.
"""

import threading
import time
from dataclasses import dataclass

from django.db.models import Sum

from ...contracts import TooManyRequests
from ...models import CallCount
from .. import lifetime

WINDOW_S = 60
SHARES = 20
#: Callers below this many calls are not told to the other processes.
LEAST_SHARE = 5


@dataclass
class Count:
    """One caller in the present minute."""

    own: int = 0
    others: int = 0
    told: int = 0


_lock = threading.Lock()
_counts: dict[str, Count] = {}
_window = [0]


def admit(caller: str, limit: int, now: float | None = None) -> None:
    """Count one call; raises TooManyRequests beyond the limit. A limit of 0 is none."""
    if limit <= 0:
        return
    moment = time.time() if now is None else now
    window = int(moment // WINDOW_S)
    with _lock:
        if _window[0] != window:
            _counts.clear()
            _window[0] = window
        count = _counts.setdefault(caller, Count())
        count.own += 1
        own, over = count.own, count.own + count.others > limit
        telling = not over and own - count.told >= max(LEAST_SHARE, limit // SHARES)
        if telling:
            count.told = own
    if telling:
        count.others = _exchange(caller, window, own)
        over = own + count.others > limit
    if over:
        wait = int((window + 1) * WINDOW_S - moment) + 1
        raise TooManyRequests("too_many_requests", f"请求过于频繁，请 {wait} 秒后再试。", retry_after=wait)


def forget() -> None:
    """Start counting anew."""
    with _lock:
        _counts.clear()


def forget_counts(limit: int) -> int:
    """Remove the counts of past minutes."""
    past = CallCount.objects.filter(window__lt=int(time.time() // WINDOW_S) - 1)
    return CallCount.objects.filter(pk__in=list(past.values_list("pk", flat=True)[:limit])).delete()[0]


def _exchange(caller: str, window: int, own: int) -> int:
    rows = CallCount.objects.filter(window=window, caller=caller)
    CallCount.objects.update_or_create(window=window, caller=caller, process=lifetime.mark(), defaults={"calls": own})
    return rows.exclude(process=lifetime.mark()).aggregate(calls=Sum("calls"))["calls"] or 0

"""The log of API calls. It is gathered in memory and written every few seconds, so no call waits for a write.

What a killed process had gathered in its last seconds is lost; the audit trail, which must not lose anything, is
another thing.
"""

import logging
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, IntegrityError, close_old_connections, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from ...contracts import Actor, utc_now
from ...contracts.callers import ApiLogPolicy
from ...models import ApiCall, ApiHour
from ..policies import policy

logger = logging.getLogger(__name__)

EVERY_S = 5.0
#: What is gathered at most while the database does not answer.
MOST = 20_000
READS = ("GET", "HEAD", "OPTIONS")


@dataclass
class Sum:
    """Calls of one route in one hour that are not yet written."""

    calls: int = 0
    refused: int = 0
    failed: int = 0
    ms: int = 0
    ms_max: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    last_at: datetime = field(default_factory=utc_now)

    def add(self, call: ApiCall) -> None:
        """Count one call in."""
        self.calls += 1
        self.refused += 400 <= call.status < 500
        self.failed += call.status >= 500
        self.ms += call.ms
        self.ms_max = max(self.ms_max, call.ms)
        self.bytes_in += call.bytes_in
        self.bytes_out += call.bytes_out
        self.last_at = call.at


_lock = threading.Lock()
_rows: deque[ApiCall] = deque(maxlen=MOST)
_sums: dict[tuple[datetime, str, str], Sum] = {}
_seen = [0]
_stop = threading.Event()


def note(call: ApiCall, actor: Actor | None) -> None:
    """Remember one call."""
    if actor is not None:
        call.actor_kind, call.actor_id, call.actor_name = actor.kind, actor.id, actor.name[:100]
        call.token = actor.token
    rules = policy(ApiLogPolicy)
    hour = call.at.replace(minute=0, second=0, microsecond=0)
    with _lock:
        _sums.setdefault((hour, call.method, call.route), Sum()).add(call)
        _seen[0] += 1
        foreign = bool(call.token) and call.actor_kind == "user"
        worth = foreign or (call.method not in READS and call.actor_kind != "agent")
        if worth or call.status >= 400 or call.ms >= rules.slow_ms or _seen[0] % rules.one_in == 0:
            _rows.append(call)


def start() -> None:
    """Write what is gathered from now on, in a thread of its own; called by the web process."""
    threading.Thread(target=_forever, name="api-call-log", daemon=True).start()


def stop() -> None:
    """Write what is left and end."""
    _stop.set()
    flush()


def flush() -> None:
    """Write what is gathered. What cannot be written is kept for the next turn, within bounds."""
    with _lock:
        rows, sums = list(_rows), dict(_sums)
        _rows.clear()
        _sums.clear()
    if not sums:
        return
    try:
        with transaction.atomic():
            ApiCall.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
            for (hour, method, route), sum_ in sums.items():
                _write(hour, method, route, sum_)
    except DatabaseError:
        logger.exception("the log of API calls could not be written")
        with _lock:
            _rows.extendleft(reversed(rows[: MOST - len(_rows)]))


def forget_calls(limit: int) -> int:
    """Remove calls that are older than the policy keeps them."""
    old = ApiCall.objects.filter(at__lt=utc_now() - timedelta(days=policy(ApiLogPolicy).days)).order_by("at")
    return ApiCall.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]


def forget_hours(limit: int) -> int:
    """Remove statistics that are older than the policy keeps them."""
    old = ApiHour.objects.filter(hour__lt=utc_now() - timedelta(days=policy(ApiLogPolicy).statistics_days))
    return ApiHour.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]


def _write(hour: datetime, method: str, route: str, sum_: Sum) -> None:
    row = ApiHour.objects.filter(hour=hour, method=method, route=route)
    added = {name: F(name) + value for name, value in vars(sum_).items() if name not in ("ms_max", "last_at")}
    changed = {**added, "ms_max": Greatest(F("ms_max"), sum_.ms_max), "last_at": sum_.last_at}
    if row.update(**changed):
        return
    try:
        with transaction.atomic():
            ApiHour.objects.create(hour=hour, method=method, route=route, **vars(sum_))
    except IntegrityError:
        row.update(**changed)


def _forever() -> None:
    while not _stop.wait(EVERY_S):
        close_old_connections()
        flush()
        close_old_connections()

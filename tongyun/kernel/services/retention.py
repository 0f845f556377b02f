"""Remove what has done its work and is older than the policy: in batches, so that nobody waits for a lock."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from ..contracts import Registry, Task, utc_now
from ..contracts.notify import Purge, RetentionPolicy
from ..models import Delivery, Notification, OutboxMessage, ScheduledTask, Session, SetupLink
from .live import forget_live
from .policies import policy, register_policy
from .work import register_handler, run_every

PURGE_TASK = "kernel.purge"
EVERY_S = 3600.0
BATCH = 1000
#: A turn ends after so many batches of one kind; the rest waits for the next.
MOST_BATCHES = 200

purges: Registry[Purge] = Registry("purges", key=lambda entry: entry.key)


def purge_all(batch: int = BATCH) -> dict[str, int]:
    """Remove everything that is due; returns how many rows of each kind."""
    return {entry.key: _drained(entry, batch) for entry in purges}


def wire() -> None:
    """Declare what the kernel removes; the hourly task is armed by `schedule`."""
    register_policy("retention", RetentionPolicy, "数据保留期限", title_en="Retention")
    for key, remove in (
        ("live", forget_live),
        ("deliveries", _deliveries),
        ("notifications", _notifications),
        ("outbox", _outbox),
        ("sessions", _sessions),
        ("setup_links", _setup_links),
    ):
        purges.register(Purge(key, remove))
    register_handler(PURGE_TASK, _run, transactional=False)


def schedule() -> None:
    """Arm the hourly task; called when a worker starts."""
    run_every(PURGE_TASK, "all", EVERY_S)


def _run(task: Task) -> None:
    purge_all()


def _drained(entry: Purge, batch: int) -> int:
    removed = 0
    for _ in range(MOST_BATCHES):
        count = entry.remove(batch)
        removed += count
        if count < batch:
            break
    return removed


def _deliveries(limit: int) -> int:
    """The log; what still waits stays, however old: it is written off by its own rule."""
    old = Delivery.objects.filter(created_at__lt=_ago(policy(RetentionPolicy).delivery_days))
    return _remove(old.exclude(finished_at=None), "created_at", limit)


def _notifications(limit: int) -> int:
    old = Notification.objects.filter(created_at__lt=_ago(policy(RetentionPolicy).notification_days), routed=True)
    return _remove(old, "created_at", limit)


def _outbox(limit: int) -> int:
    """Facts that every subscriber has heard."""
    pending = ScheduledTask.objects.filter(message=OuterRef("pk"))
    old = OutboxMessage.objects.filter(created_at__lt=_ago(policy(RetentionPolicy).outbox_days))
    return _remove(old.exclude(Exists(pending)), "id", limit)


def _sessions(limit: int) -> int:
    return _remove(Session.objects.filter(expires_at__lt=_ago(policy(RetentionPolicy).session_days)), "id", limit)


def _setup_links(limit: int) -> int:
    return _remove(SetupLink.objects.filter(expires_at__lt=_ago(1)), "id", limit)


def _ago(days: int) -> datetime:
    return utc_now() - timedelta(days=days)


@transaction.atomic
def _remove(rows: QuerySet[Any], order: str, limit: int) -> int:
    ids = list(rows.order_by(order).values_list("pk", flat=True)[:limit])
    if ids:
        rows.model._default_manager.filter(pk__in=ids).delete()
    return len(ids)

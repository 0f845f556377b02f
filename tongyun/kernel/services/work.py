"""Durable work: publish facts, schedule tasks, and take what is due.

A handler that only writes the database runs in one transaction with the removal of its task: it happens exactly once,
whatever is killed. A handler that talks to the outside (`transactional=False`) may run again after a crash and must
tolerate that.
"""

import logging
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from ..contracts import Message, Registry, Task, new_id, utc_now
from ..models import OutboxMessage, ScheduledTask
from . import lifetime
from .rows import Rows

logger = logging.getLogger(__name__)

#: A worker that is killed gives its task back after this long.
LEASE = timedelta(seconds=60)
#: After this many failures a task is marked dead and waits for a person.
MAX_ATTEMPTS = 12
BACKOFF_LIMIT_S = 300.0
PUBLISHED_AT_ONCE = 1_000
MESSAGES = Rows(OutboxMessage, "id", "topic", "payload", "created_at")
DELIVERIES = Rows(ScheduledTask, "handler", "key", "message", "due_at")

#: Set when this process committed new work, so that its own worker need not wait for the next look.
work_arrived = threading.Event()


@dataclass(frozen=True)
class Handler:
    """Code for one kind of task."""

    name: str
    run: Callable[[Task], None]
    transactional: bool = True


@dataclass(frozen=True)
class Subscription:
    """A room that wants to hear of a topic, of those facts whose payload is `wanted`."""

    topic: str
    name: str
    run: Callable[[Message], None]
    wanted: Callable[[dict[str, Any]], bool]


handlers: Registry[Handler] = Registry("handlers", key=lambda handler: handler.name)
subscriptions: Registry[Subscription] = Registry("subscriptions", key=lambda entry: entry.name)


def register_handler(name: str, run: Callable[[Task], None], *, transactional: bool = True) -> None:
    """Declare who runs tasks of this name."""
    handlers.register(Handler(name, run, transactional))


def subscribe(
    topic: str,
    name: str,
    run: Callable[[Message], None],
    *,
    transactional: bool = True,
    wanted: Callable[[dict[str, Any]], bool] = lambda _: True,
) -> None:
    """Hear of a topic. `name` is unique and stable: it is what a delivery is recorded under. A fact whose payload is
    not `wanted` costs no task."""

    def hear(task: Task) -> None:
        message = _message_of(task)
        if wanted(message.payload):  # an earlier version may have queued what is not
            run(message)

    subscriptions.register(Subscription(topic, name, run, wanted))
    register_handler(name, hear, transactional=transactional)


def publish(topic: str, payload: dict[str, Any]) -> UUID:
    """Record a fact and one delivery for each subscriber, in the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"publish({topic}) outside the transaction of its change")
    return _publish(topic, [payload])[0]


def publish_all(topic: str, payloads: Sequence[dict[str, Any]]) -> None:
    """Record many facts of one kind, and a delivery of each for each subscriber: a fixed number of queries."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"publish_all({topic}) outside the transaction of its changes")
    for start in range(0, len(payloads), PUBLISHED_AT_ONCE):
        _publish(topic, payloads[start : start + PUBLISHED_AT_ONCE])


def _publish(topic: str, payloads: Sequence[dict[str, Any]]) -> list[UUID]:
    now = utc_now()
    told = [(new_id(), payload) for payload in payloads]
    hearers = [entry for entry in subscriptions if entry.topic == topic]
    MESSAGES.add([(message, topic, payload, now) for message, payload in told])
    DELIVERIES.add(
        [
            (entry.name, str(message), message, now)
            for message, payload in told
            for entry in hearers
            if entry.wanted(payload)
        ]
    )
    transaction.on_commit(work_arrived.set)
    return [message for message, _ in told]


def run_later(handler: str, due: datetime, payload: dict[str, Any] | None = None, key: str | None = None) -> None:
    """Run a handler once at a time. With a key, a later call for the same key moves the task."""
    ScheduledTask.objects.update_or_create(
        handler=handler,
        key=key or str(new_id()),
        defaults={
            "payload": payload or {},
            "due_at": due,
            "dead": False,
            "attempts": 0,
            "lease_until": None,
            "lease_token": "",
        },
    )
    if due <= utc_now():
        transaction.on_commit(work_arrived.set)


def run_every(handler: str, key: str, seconds: float, payload: dict[str, Any] | None = None) -> None:
    """Run a handler again and again. A missed turn is skipped, not caught up."""
    ScheduledTask.objects.update_or_create(
        handler=handler,
        key=key,
        defaults={"payload": payload or {}, "every_s": seconds, "dead": False},
        create_defaults={"payload": payload or {}, "every_s": seconds, "due_at": utc_now()},
    )


def cancel_later(handler: str, key: str) -> None:
    """Forget a task that is no longer wanted; nothing happens when there is none."""
    ScheduledTask.objects.filter(handler=handler, key=key).delete()


def next_due() -> datetime | None:
    """When the next task that nobody holds is due. One that is held does not hide those behind it."""
    return _free(utc_now()).order_by("due_at").values_list("due_at", flat=True).first()


def take(limit: int = 20) -> list[ScheduledTask]:
    """Lease tasks that are due. On PostgreSQL workers skip each other's rows; SQLite has one writer at a time."""
    now = utc_now()
    due = _free(now).filter(due_at__lte=now)
    token = f"{lifetime.mark()}.{secrets.token_hex(4)}"
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        found = list(rows.order_by("due_at")[:limit])
        tasks = [task for task in found if not _took_its_workers_along(task)]
        if len(tasks) < len(found):
            _bury([task for task in found if task not in tasks])
        for task in tasks:
            task.lease_token, task.lease_until, task.attempts = token, now + LEASE, task.attempts + 1
        ScheduledTask.objects.filter(id__in=[task.id for task in tasks]).update(
            lease_token=token, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    return tasks


def _took_its_workers_along(task: ScheduledTask) -> bool:
    """A failure marks a task dead at the last attempt; one that still waits after it never came back to tell."""
    return task.every_s is None and task.attempts >= MAX_ATTEMPTS


def _bury(tasks: list[ScheduledTask]) -> None:
    logger.error("%d tasks ended their worker %d times and wait for a person", len(tasks), MAX_ATTEMPTS)
    ScheduledTask.objects.filter(id__in=[task.id for task in tasks]).update(
        dead=True, lease_token="", lease_until=None, error="每次执行都使后台进程中断（内存不足或被终止）"
    )


def release_dead() -> int:
    """Give back what workers of this machine (or container) held when they were killed; returns how many tasks.

    Called when a worker starts: without it a rule that was being evaluated would pause until its lease ends. The
    leases of other machines, and of workers that live, stay.
    """
    tokens = set(ScheduledTask.objects.exclude(lease_token="").values_list("lease_token", flat=True))
    dead = [token for token in tokens if lifetime.ended(token.rpartition(".")[0])]
    return ScheduledTask.objects.filter(lease_token__in=dead).update(lease_token="", lease_until=None)


def revive() -> int:
    """Give tasks that failed too often another round of attempts, at once; returns how many."""
    return ScheduledTask.objects.filter(dead=True).update(dead=False, attempts=0, due_at=utc_now())


def run(task: ScheduledTask) -> bool:
    """Run one leased task; True when it is done. A failure is recorded and tried again with back-off."""
    handler = handlers.get(task.handler)
    if handler is None:
        return False
    view = Task(task.id, task.handler, task.key, task.payload, task.due_at, task.attempts)
    try:
        if handler.transactional:
            with transaction.atomic():
                if not _finish(task):
                    return False
                handler.run(view)
        else:
            handler.run(view)
            with transaction.atomic():
                return _finish(task)
    except Exception as error:
        logger.exception("task %s %s failed (attempt %d)", task.handler, task.key, task.attempts)
        _give_back(task, error)
        return False
    return True


def _free(now: datetime) -> QuerySet[ScheduledTask]:
    """Tasks this process has the code for, and nobody holds."""
    # IN, because SQLite finds no index for NOT dead, which an equality with False becomes.
    runnable = ScheduledTask.objects.filter(dead__in=[False], handler__in=[handler.name for handler in handlers])
    return runnable.filter(Q(lease_until=None) | Q(lease_until__lte=now))


def _finish(task: ScheduledTask) -> bool:
    """Remove or re-arm the task if the lease is still ours; False when somebody else took it over."""
    ours = ScheduledTask.objects.filter(id=task.id, lease_token=task.lease_token)
    if task.every_s is None:
        return bool(ours.delete()[0])
    due = task.due_at + timedelta(seconds=task.every_s)
    now = utc_now()
    if due <= now:
        due = now + timedelta(seconds=task.every_s)
    return bool(ours.update(due_at=due, lease_token="", lease_until=None, attempts=0, error=""))


def _give_back(task: ScheduledTask, error: Exception) -> None:
    wait = min(2.0 ** min(task.attempts, 10), BACKOFF_LIMIT_S)
    if task.every_s is not None:
        wait = task.every_s
    ScheduledTask.objects.filter(id=task.id, lease_token=task.lease_token).update(
        due_at=utc_now() + timedelta(seconds=wait),
        lease_token="",
        lease_until=None,
        dead=task.every_s is None and task.attempts >= MAX_ATTEMPTS,
        error=f"{type(error).__name__}: {error}"[:2000],
    )


def _message_of(task: Task) -> Message:
    delivery = ScheduledTask.objects.select_related("message").filter(id=task.id).first()
    message = delivery.message if delivery else OutboxMessage.objects.filter(id=task.key).first()
    if message is None:
        raise LookupError(f"outbox message {task.key} is gone")
    return Message(message.id, message.topic, message.payload, message.created_at)

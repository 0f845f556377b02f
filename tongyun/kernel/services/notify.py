"""Tell people: inside the platform, and by webhook where one is configured."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ..contracts import Task, new_id, utc_now
from ..models import Notification, User
from .posting import post_json
from .work import register_handler, run_later

WEBHOOK_TASK = "kernel.webhook"


@transaction.atomic
def notify(
    users: Iterable[UUID],
    title: str,
    body: str = "",
    href: str = "",
    *,
    level: str = Notification.Level.INFO,
    category: str = "",
    dedupe: str = "",
) -> int:
    """Leave a message for each user; returns to how many it is new. `dedupe` makes repeating it harmless.

    The webhook gets one message for one `dedupe`, however many users are told and however late some of them are.
    """
    dedupe = dedupe or str(new_id())
    wanted = list(dict.fromkeys(users))
    told = set(Notification.objects.filter(dedupe=dedupe).values_list("user_id", flat=True))
    fresh = [
        Notification(
            user_id=user_id, title=title[:200], body=body, href=href, level=level, category=category, dedupe=dedupe
        )
        for user_id in User.objects.filter(id__in=wanted, active=True).values_list("id", flat=True)
        if user_id not in told
    ]
    Notification.objects.bulk_create(fresh, ignore_conflicts=True)
    if fresh and not told and settings.TONGYUN.notify_webhook:
        payload = {"title": title, "body": body, "href": href, "level": level, "category": category, "dedupe": dedupe}
        run_later(WEBHOOK_TASK, utc_now(), payload, key=dedupe)
    return len(fresh)


def mark_read(user_id: UUID | str, ids: list[UUID] | None) -> int:
    """Mark messages of a user as read: those named, or all."""
    unread = Notification.objects.filter(user_id=user_id, read_at=None)
    if ids is not None:
        unread = unread.filter(id__in=ids)
    return unread.update(read_at=utc_now())


def send_webhook(task: Task) -> None:
    """Post one message to the configured address."""
    url = settings.TONGYUN.notify_webhook
    if url:
        post_json(url, json.dumps(task.payload, ensure_ascii=False), task.key)


def wire() -> None:
    """Register the webhook's handler."""
    register_handler(WEBHOOK_TASK, send_webhook, transactional=False)

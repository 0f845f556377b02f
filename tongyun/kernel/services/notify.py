"""Tell people: inside the platform, and by webhook where one is configured."""

import json
from collections.abc import Iterable
from uuid import UUID

import httpx
from django.conf import settings
from django.db import transaction

from ..contracts import Task, new_id, utc_now
from ..models import Notification, User
from .work import register_handler, run_later

WEBHOOK_TASK = "kernel.webhook"
WEBHOOK_TIMEOUT_S = 10.0


class WebhookError(RuntimeError):
    """The receiver did not take a message. Never names the address: its query often is the receiver's password."""


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
    """Post one message to the configured address. The key lets the receiver drop a repetition."""
    url = settings.TONGYUN.notify_webhook
    if not url:
        return
    body = json.dumps(task.payload, ensure_ascii=False)
    headers = {"Content-Type": "application/json", "Idempotency-Key": task.key}
    try:
        response = httpx.post(url, content=body.encode(), headers=headers, timeout=WEBHOOK_TIMEOUT_S)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise WebhookError(f"通知的接收方没有应答（{type(error).__name__}）") from None
    if not response.is_success:
        raise WebhookError(f"通知的接收方返回 {response.status_code}")


def wire() -> None:
    """Register the webhook's handler."""
    register_handler(WEBHOOK_TASK, send_webhook, transactional=False)

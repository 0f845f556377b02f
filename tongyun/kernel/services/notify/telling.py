"""Tell people: inside the platform at once, through other channels by the worker."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.db import transaction

from ...contracts import Task, new_id, utc_now
from ...models import Notification, User
from ..live import publish_live
from ..posting import post_json
from ..work import register_handler, run_later
from .preferences import IN_APP, WishBook, floor_of

WEBHOOK_TASK = "kernel.webhook"
#: So many people stand in one hint to open pages.
HINTED_AT_ONCE = 500


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
    facts: Mapping[str, str | int | float] | None = None,
) -> int:
    """Leave a message for each user; returns to how many it is new. `dedupe` makes repeating it harmless.

    Nothing is sent here: the worker routes the message to mail, SMS and groups by everybody's rules. `facts` are what
    templates may show beside title and body. The webhook of the environment gets one message for one `dedupe`, however
    many users are told and however late some of them are.
    """
    dedupe = dedupe or str(new_id())
    wanted = list(dict.fromkeys(users))
    told = set(Notification.objects.filter(dedupe=dedupe).values_list("user_id", flat=True))
    wishes = WishBook(wanted)
    fresh = [
        Notification(
            user_id=user_id,
            title=title[:200],
            body=body,
            href=href,
            level=level,
            category=category,
            dedupe=dedupe,
            facts=dict(facts or {}),
            muted=not wishes.of(user_id).wants(category, level, IN_APP, floor_of(IN_APP)),
        )
        for user_id in User.objects.filter(id__in=wanted, active=True).values_list("id", flat=True)
        if user_id not in told
    ]
    Notification.objects.bulk_create(fresh, ignore_conflicts=True)
    heard = [row.user_id for row in fresh if not row.muted]
    for start in range(0, len(heard), HINTED_AT_ONCE):
        publish_live("notification", {"level": level}, users=heard[start : start + HINTED_AT_ONCE])
    if fresh and not told and settings.TONGYUN.notify_webhook:
        payload = {"title": title, "body": body, "href": href, "level": level, "category": category, "dedupe": dedupe}
        run_later(WEBHOOK_TASK, utc_now(), payload, key=dedupe)
    return len(fresh)


@transaction.atomic
def mark_read(user_id: UUID | str, ids: list[UUID] | None) -> int:
    """Mark messages of a user as read: those named, or all. The user's other open pages hear of it."""
    unread = Notification.objects.filter(user_id=user_id, read_at=None)
    if ids is not None:
        unread = unread.filter(id__in=ids)
    changed = unread.update(read_at=utc_now())
    if changed:
        publish_live("notification", users=[UUID(str(user_id))])
    return changed


def send_webhook(task: Task) -> None:
    """Post one message to the configured address."""
    url = settings.TONGYUN.notify_webhook
    if url:
        post_json(url, json.dumps(task.payload, ensure_ascii=False), task.key)


def wire() -> None:
    """Register the webhook's handler."""
    register_handler(WEBHOOK_TASK, send_webhook, transactional=False)

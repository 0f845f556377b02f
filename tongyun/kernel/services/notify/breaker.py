"""The circuit breaker of a channel: after several failures in a row nothing is sent for a while, then one message is
tried. Whoever looks after channels is told once that it opened, and once that it closed.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from ...contracts import utc_now
from ...contracts.notify import NotificationPolicy
from ...models import Channel
from ..permissions import users_with
from ..policies import policy
from .preferences import MANAGE
from .telling import notify

MAX_WAIT_S = 1800
HREF = "/admin/channels"


def may_send(channel: Channel) -> int | None:
    """How many messages may go now: None for any number, 1 for the probe of an open circuit, else 0.

    Of several workers one gets the probe: whoever moves `retry_at` on.
    """
    if channel.opened_at is None:
        return None
    now = utc_now()
    if channel.retry_at is not None and channel.retry_at > now:
        return 0
    mine = Channel.objects.filter(id=channel.id, opened_at=channel.opened_at, retry_at=channel.retry_at)
    return mine.update(retry_at=now + timedelta(seconds=max(channel.wait_s, 1)))


def succeeded(channel: Channel) -> None:
    """Close the circuit if it was open, and forget earlier failures."""
    now = utc_now()
    rows = Channel.objects.filter(id=channel.id)
    if channel.opened_at is not None:
        _close(channel)
    if channel.failures or channel.last_success_at is None or now - channel.last_success_at > timedelta(minutes=1):
        rows.update(failures=0, last_success_at=now)
    channel.failures, channel.last_success_at, channel.opened_at = 0, now, None


def failed(channel: Channel, reason: str) -> None:
    """Count a failure; the one that is too many opens the circuit, one of a probe doubles the wait."""
    rules, now, rows = policy(NotificationPolicy), utc_now(), Channel.objects.filter(id=channel.id)
    with transaction.atomic():
        rows.update(failures=F("failures") + 1, last_error=reason[:300])
        if channel.opened_at is not None:
            wait = min(max(channel.wait_s, 1) * 2, MAX_WAIT_S)
            rows.exclude(opened_at=None).update(wait_s=wait, retry_at=now + timedelta(seconds=wait))
        elif rows.filter(opened_at=None, failures__gte=rules.open_after).update(
            opened_at=now, wait_s=rules.open_s, retry_at=now + timedelta(seconds=rules.open_s)
        ):
            text = f"连续 {rules.open_after} 次发送失败：{reason}。消息已排队，将自动试探，恢复后补发。"
            _tell(channel, f"通知渠道熔断：{channel.name}", text, "warning", f"opened:{now.isoformat()}")
    channel.refresh_from_db()


def _close(channel: Channel) -> None:
    """Of several workers one tells that it works again: whoever closes it."""
    mine = Channel.objects.filter(id=channel.id).exclude(opened_at=None)
    with transaction.atomic():
        if mine.update(opened_at=None, retry_at=None, wait_s=0, failures=0, last_error=""):
            event = f"closed:{utc_now().isoformat()}"
            _tell(channel, f"通知渠道已恢复：{channel.name}", "积压的消息正在补发。", "info", event)


def _tell(channel: Channel, title: str, body: str, level: str, event: str) -> None:
    notify(
        users_with(MANAGE), title, body, HREF, level=level, category="system", dedupe=f"circuit:{channel.id}:{event}"
    )

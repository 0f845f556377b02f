"""Make and remove subscriptions, and deliver facts to them.

The signature is HMAC-SHA256 over `<timestamp>.<body>` in `X-Tongyun-Signature: t=<unix seconds>,v1=<hex>`; the
`Idempotency-Key` is the message's id, so a receiver can drop what it has seen.
"""

import hashlib
import hmac
import json
import secrets
import time
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from django.db import transaction

from tongyun.kernel.contracts import Conflict, FieldError, Invalid, Message, NotFound, Ref, Task, utc_now
from tongyun.kernel.facade import (
    NotTakenError,
    audit,
    post_json,
    register_handler,
    require,
    run_later,
    seal,
    subscribe,
    unseal,
)

from ..models import Subscription
from ..models.subscription import SECRET_PURPOSE

DELIVERY_TASK = "gateway.deliver"

#: Facts that may leave the house.
TOPICS = (
    "alert.fired",
    "alert.resolved",
    "incident.opened",
    "incident.resolved",
    "ticket.opened",
    "ticket.resolved",
    "ticket.closed",
    "jobs.run.finished",
    "item.changed",
)


@transaction.atomic
def create_subscription(name: str, url: str, topics: list[str]) -> tuple[Subscription, str]:
    """Make a subscription; returns it with its secret, which is shown this once."""
    require("gateway:manage")
    _check(url, topics)
    if Subscription.objects.filter(name=name).exists():
        raise Conflict("name_taken", f"已有名为“{name}”的订阅。")
    secret = secrets.token_urlsafe(32)
    row = Subscription.objects.create(
        name=name, url=url, topics=sorted(set(topics)), secret=seal(secret, SECRET_PURPOSE)
    )
    audit("subscription.created", Ref("subscription", str(row.id), name), None, {"url": url, "topics": row.topics})
    return row, secret


@transaction.atomic
def remove_subscription(subscription_id: UUID) -> None:
    """Stop telling somebody; what is on its way is dropped."""
    require("gateway:manage")
    row = Subscription.objects.filter(id=subscription_id).first()
    if row is None:
        raise NotFound("no_subscription", "没有这个订阅。")
    audit("subscription.removed", Ref("subscription", str(row.id), row.name), {"url": row.url}, None)
    row.delete()


def forward(message: Message) -> None:
    """Queue one delivery for each subscription that wants this topic."""
    for row in Subscription.objects.filter(enabled=True):
        if message.topic in row.topics:
            payload = {
                "subscription": str(row.id),
                "id": str(message.id),
                "topic": message.topic,
                "at": message.created_at.isoformat(),
                "data": message.payload,
            }
            run_later(DELIVERY_TASK, utc_now(), payload, key=f"{row.id}:{message.id}")


def deliver(task: Task) -> None:
    """Post one fact; a refusal or silence raises, so that it is tried again with back-off."""
    row = Subscription.objects.filter(id=task.payload["subscription"], enabled=True).first()
    if row is None:
        return
    body = json.dumps({key: task.payload[key] for key in ("id", "topic", "at", "data")}, ensure_ascii=False)
    secret = unseal(row.secret, SECRET_PURPOSE)
    headers = {"X-Tongyun-Signature": signature(secret, body, int(time.time()))}
    try:
        post_json(row.url, body, task.payload["id"], headers)
    except NotTakenError as error:
        Subscription.objects.filter(id=row.id).update(last_error=str(error))
        raise
    Subscription.objects.filter(id=row.id).update(last_error="", last_success_at=utc_now())


def signature(secret: str, body: str, at: int) -> str:
    """The value of X-Tongyun-Signature."""
    digest = hmac.new(secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def wire() -> None:
    """Hear of every topic that may be forwarded."""
    for topic in TOPICS:
        subscribe(topic, f"gateway.forward.{topic}", forward)
    register_handler(DELIVERY_TASK, deliver, transactional=False)


def _check(url: str, topics: list[str]) -> None:
    problems: list[FieldError] = []
    if not _reachable(url):
        problems.append(FieldError("/url", "须为 http 或 https 地址"))
    unknown = sorted(set(topics) - set(TOPICS))
    if unknown or not topics:
        problems.append(FieldError("/topics", f"可订阅：{', '.join(TOPICS)}"))
    if problems:
        raise Invalid("invalid_subscription", "订阅内容有误。", problems)


def _reachable(url: str) -> bool:
    """Whether the address is one that the client which delivers can call."""
    try:
        parts = urlsplit(url)
        httpx.URL(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except (ValueError, httpx.InvalidURL):
        return False

"""Hints to open pages, through the database, so that it does not matter which process a page hangs on.

A hint is written in the transaction of its change and carries no content worth protecting: the page that hears it asks
the API again, which checks what the reader may see.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from ..contracts import Registry, utc_now
from ..contracts.notify import LiveTopic
from ..models import LiveEvent

KEPT = timedelta(minutes=5)

live_topics: Registry[LiveTopic] = Registry("live topics", key=lambda topic: topic.key)


def publish_live(
    kind: str, payload: dict[str, Any] | None = None, *, users: Iterable[UUID] = (), topic: str = ""
) -> None:
    """Tell open pages that something of this kind changed: those of some users, or of all who may hear of a topic."""
    if topic and live_topics.get(topic) is None:
        raise LookupError(f"live topic {topic} is not declared")
    LiveEvent.objects.create(kind=kind, payload=payload or {}, users=[str(user) for user in users], topic=topic)


def forget_live(limit: int = 5000) -> int:
    """Remove hints that every page has heard; returns how many."""
    old = LiveEvent.objects.filter(at__lt=utc_now() - KEPT).order_by("id").values_list("id", flat=True)[:limit]
    return LiveEvent.objects.filter(id__in=list(old)).delete()[0]

"""From a message to its deliveries: who hears it through which channel, and when.

One transaction writes the deliveries of a batch and marks its messages as routed: killed anywhere, each message is
routed once.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from ...contracts import utc_now
from ...contracts.notify import LEVELS
from ...models import Channel, Delivery, Notification, User
from .categories import chain
from .kinds import KINDS
from .preferences import WishBook

BATCH = 500
#: Recipient of a group's channel.
GROUP = "*"
NO_ADDRESS = {"mail": "没有登记邮箱", "phone": "没有登记手机号"}


def route(limit: int = BATCH) -> int:
    """Route messages that wait for it, oldest first; returns how many."""
    waiting = Notification.objects.filter(routed=False)
    # Asked every second: a look takes no lock, where a transaction would hold up SQLite's only writer.
    return _route(waiting, limit) if waiting.exists() else 0


@transaction.atomic
def _route(waiting: QuerySet[Notification], limit: int) -> int:
    rows = waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
    found = list(rows.order_by("id")[:limit])
    if not found:
        return 0
    channels = list(Channel.objects.filter(enabled=True))
    if channels:
        people = {row.id: row for row in User.objects.filter(id__in={row.user_id for row in found})}
        wishes = WishBook(people)
        deliveries = [
            delivery
            for channel in channels
            for row in found
            for delivery in _through(channel, row, people[row.user_id], wishes)
        ]
        Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    Notification.objects.filter(id__in=[row.id for row in found]).update(routed=True)
    return len(found)


def delivery_of(channel: Channel, row: Notification, recipient: str, user_id: UUID | None) -> Delivery:
    """A delivery that is due at once."""
    return Delivery(
        channel=channel,
        channel_name=channel.name,
        user_id=user_id,
        recipient=recipient,
        notification=row,
        dedupe=row.dedupe,
        title=row.title,
        level=row.level,
        category=row.category,
    )


def _through(channel: Channel, row: Notification, user: User, wishes: WishBook) -> Iterator[Delivery]:
    kind = KINDS.get(channel.kind)
    if kind is None or not user.active:
        return
    if kind.audience == "group":
        if _group_hears(channel, row):
            yield delivery_of(channel, row, GROUP, None)
        return
    own = wishes.of(user.id)
    if not own.wants(row.category, row.level, str(channel.id), kind.level):
        return
    delivery = delivery_of(channel, row, str(user.id), user.id)
    if not getattr(user, kind.address):
        delivery.state, delivery.error = Delivery.State.SKIPPED, NO_ADDRESS[kind.address]
        delivery.finished_at = utc_now()
    elif until := own.quiet_until(row.level, utc_now()):
        delivery.next_at, delivery.held = until, "quiet"
    yield delivery


def _group_hears(channel: Channel, row: Notification) -> bool:
    if LEVELS.index(row.level) < LEVELS.index(channel.level):
        return False
    return not channel.categories or any(name in channel.categories for name in chain(row.category))

"""Take due deliveries of a channel and send them: many for one recipient folded into one, failures tried again later.

What goes out together is written down as a `batch` before it is sent. After a crash the same batch goes out again under
the same key (Message-ID, Idempotency-Key): nothing is lost, and a receiver that heard it before can tell.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet

from ...contracts import utc_now
from ...contracts.notify import LEVELS, NotificationPolicy
from ...models import Channel, Delivery, Notification, User
from .. import lifetime
from ..policies import policy
from ..posting import NotTakenError
from ..sealing import Unsealable, unseal
from . import breaker
from .kinds import KINDS, ChannelKind
from .rendering import LISTED, Fact, TemplateBook, Text
from .routing import GROUP
from .transports import Outgoing, RefusedError, Transport, open_transport

#: So many rows are looked at, and so many messages sent, before others have their turn.
LOOKED_AT, MESSAGES = 400, 40
LEASE = timedelta(seconds=300)
BACKOFF_S, MAX_BACKOFF_S = 10, 1800
SECRETS = "notify.channel"
State = Delivery.State


@dataclass(frozen=True)
class Parcel:
    """One message to one recipient: one delivery, or many folded into a digest."""

    batch: str
    recipient: str
    size: int


def send_due(channel: Channel) -> int:
    """Send what is due on a channel, as much as one turn allows; returns how many messages were tried."""
    allowed = _allowance(channel)
    if allowed == 0:
        return 0
    token = f"{lifetime.mark()}.{secrets.token_hex(4)}"
    parcels = _lease(channel, allowed, token)
    if not parcels:
        return 0
    kind, book = KINDS[channel.kind], TemplateBook(settings.TONGYUN.public_url)
    tried = 0
    try:
        with open_transport(kind, clear_settings(channel)) as transport:
            for parcel in parcels:
                tried += 1
                if not _send(channel, kind, book, transport, parcel, token):
                    break
    except Unsealable:
        _fail(channel, parcels[0], token, "密钥已不可用，请重新填写渠道的密码或密钥")
    _release(token)
    return tried


def due(rows: QuerySet[Delivery], now: datetime) -> tuple[QuerySet[Delivery], QuerySet[Delivery]]:
    """Those of some deliveries whose sender has died, and those that wait for their moment. Two queries, each of which
    an index answers on every database, where one with OR would read the whole log.
    """
    return rows.filter(state=State.SENDING, lease_until__lte=now), rows.filter(state=State.WAITING, next_at__lte=now)


def clear_settings(channel: Channel) -> dict[str, Any]:
    """A channel's settings with its secrets in the clear. Raises Unsealable."""
    hidden = json.loads(unseal(channel.secrets, SECRETS)) if channel.secrets else {}
    return {**channel.settings, **hidden}


def release_dead() -> int:
    """Give back what workers of this machine were sending when they were killed; returns how many deliveries."""
    # The index of states begins with the channel: without one the whole log would be read.
    rows = Delivery.objects.filter(channel__in=Channel.objects.values("id"), state=State.SENDING)
    tokens = set(rows.values_list("lease_token", flat=True).distinct())
    dead = [token for token in tokens if lifetime.ended(token.rpartition(".")[0])]
    return rows.filter(lease_token__in=dead).update(state=State.WAITING, lease_token="", lease_until=None)


def _allowance(channel: Channel) -> int:
    """How many messages may go now, by the circuit breaker and by what the service takes in a minute."""
    allowed = breaker.may_send(channel)
    most = MESSAGES if allowed is None else allowed
    if channel.per_minute and most:
        lately = Delivery.objects.filter(channel=channel, finished_at__gt=utc_now() - timedelta(minutes=1))
        sent = lately.exclude(state=State.SKIPPED).values("batch").distinct().count()
        most = min(most, max(channel.per_minute - sent, 0))
    return most


@transaction.atomic
def _lease(channel: Channel, limit: int, token: str) -> list[Parcel]:
    """Hold what is to be sent now. What must wait for the end of a window is put off on the way."""
    now = utc_now()
    found = [
        row
        for rows in due(Delivery.objects.filter(channel=channel), now)
        for row in rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).order_by(
            "next_at", "id"
        )[:LOOKED_AT]
    ]
    if not found:
        return []
    expired = now - timedelta(hours=policy(NotificationPolicy).expire_h)
    old = [row.id for row in found if row.created_at < expired and not row.batch]
    if old:
        _finish(Delivery.objects.filter(id__in=old), State.FAILED, "积压过久，未再发送")
    parcels = _again({row.batch for row in found if row.batch}, token, now, limit)
    fresh: dict[str, list[Delivery]] = defaultdict(list)
    for row in found:
        if not row.batch and row.created_at >= expired:
            fresh[row.recipient].append(row)
    lately, backlog = _sent_lately(channel, fresh, now), _backlog(channel, fresh, now)
    for recipient, group in fresh.items():
        if len(parcels) >= limit:
            break
        waits = backlog.get(recipient, len(group))
        more = _parcels(channel, recipient, group, waits, lately.get(recipient), token, now)
        parcels.extend(more[: limit - len(parcels)])
    return parcels


def _again(batches: set[str], token: str, now: datetime, limit: int) -> list[Parcel]:
    """What was tried before goes out as it was put together then."""
    parcels = []
    for batch in sorted(batches)[:limit]:
        rows = Delivery.objects.filter(batch=batch)
        recipient = rows.values_list("recipient", flat=True).first()
        size = sum(_hold(part, batch, token, now) for part in due(rows, now))
        if recipient is not None and size:
            parcels.append(Parcel(batch, recipient, size))
    return parcels


def _parcels(
    channel: Channel,
    recipient: str,
    group: list[Delivery],
    waits: int,
    lately: tuple[int, datetime] | None,
    token: str,
    now: datetime,
) -> list[Parcel]:
    """One recipient's messages: one by one while they are few, as a digest when they are many."""
    rules = policy(NotificationPolicy)
    waiting = Delivery.objects.filter(
        channel=channel, recipient=recipient, state=State.WAITING, next_at__lte=now, batch=""
    )
    sent, since = lately or (0, now)
    urgent = any(row.level == LEVELS[-1] for row in group)
    if sent >= rules.burst and not urgent:
        waiting.update(next_at=since + timedelta(seconds=rules.window_s), held="digest")
        return []
    if waits + sent <= rules.burst:
        return [
            Parcel(str(row.id), recipient, _hold(Delivery.objects.filter(id=row.id), str(row.id), token, now))
            for row in group
        ]
    batch = str(group[0].id)
    return [Parcel(batch, recipient, _hold(waiting, batch, token, now))]


def _hold(rows: QuerySet[Delivery], batch: str, token: str, now: datetime) -> int:
    return rows.update(state=State.SENDING, batch=batch, lease_token=token, lease_until=now + LEASE, held="")


def _backlog(channel: Channel, recipients: Iterable[str], now: datetime) -> dict[str, int]:
    """How many messages wait for each recipient, also beyond those that were looked at."""
    waiting = Delivery.objects.filter(channel=channel, recipient__in=list(recipients), state=State.WAITING, batch="")
    return dict(waiting.filter(next_at__lte=now).values_list("recipient").annotate(Count("id")).order_by())


def _sent_lately(channel: Channel, recipients: Iterable[str], now: datetime) -> dict[str, tuple[int, datetime]]:
    """Messages sent to each recipient within the window, and when the first of them went."""
    since = now - timedelta(seconds=policy(NotificationPolicy).window_s)
    sent = Delivery.objects.filter(
        channel=channel, recipient__in=list(recipients), state=State.SENT, finished_at__gt=since
    )
    counts: dict[str, tuple[int, datetime]] = {}
    rows = sent.values_list("recipient", "finished_at").annotate(n=Count("batch", distinct=True))
    for recipient, at, n in rows.order_by("finished_at"):
        before, first = counts.get(recipient, (0, at or now))
        counts[recipient] = (before + n, first)
    return counts


def _send(
    channel: Channel, kind: ChannelKind, book: TemplateBook, transport: Transport, parcel: Parcel, token: str
) -> bool:
    """Send one message and write down what became of it; False when the channel itself failed."""
    mine = Delivery.objects.filter(batch=parcel.batch, state=State.SENDING, lease_token=token)
    message = _outgoing(channel, kind, book, parcel, mine)
    if message is None:
        _finish(mine, State.SKIPPED, "收件人已停用或没有登记地址")
        return True
    try:
        transport.send(message)
    except RefusedError as error:
        _finish(mine, State.FAILED, str(error), tried=True)
        return True
    except NotTakenError as error:
        _fail(channel, parcel, token, str(error))
        return False
    _finish(mine, State.SENT, "", tried=True)
    breaker.succeeded(channel)
    return True


def _outgoing(
    channel: Channel, kind: ChannelKind, book: TemplateBook, parcel: Parcel, mine: QuerySet[Delivery]
) -> Outgoing | None:
    """The message of a parcel, rendered; None when there is nobody to send it to."""
    rows = list(mine.select_related("notification").order_by("created_at", "id")[:LISTED])
    user = None
    if parcel.recipient != GROUP:
        user = User.objects.filter(id=parcel.recipient, active=True).first()
        if user is None or not getattr(user, kind.address):
            return None
    locale, person = (user.locale, user.name) if user else ("zh-CN", "")
    facts = [_fact(row) for row in rows]
    if parcel.size > 1:
        text = book.digest(facts, parcel.size, kind.key, kind.markup, locale, person)
        link = f"{settings.TONGYUN.public_url}/messages"
    else:
        text = book.one(facts[0], kind.key, kind.markup, locale, person)
        link = f"{settings.TONGYUN.public_url}{facts[0].href}" if facts[0].href else ""
    return _addressed(channel, kind, rows, parcel, user, text, link)


def _addressed(
    channel: Channel,
    kind: ChannelKind,
    rows: list[Delivery],
    parcel: Parcel,
    user: User | None,
    text: Text,
    link: str,
) -> Outgoing:
    first = rows[0]
    return Outgoing(
        key=parcel.batch if not first.round else f"{parcel.batch}.{first.round}",
        title=text.title,
        body=text.body,
        level=max((row.level for row in rows), key=LEVELS.index),
        time=first.created_at.isoformat(),
        link=link,
        address=getattr(user, kind.address) if user else "",
        name=user.name if user else "",
        phones=_phones(rows) if channel.settings.get("mention") else (),
    )


def _fact(row: Delivery) -> Fact:
    told = row.notification
    if told is None:
        return Fact(row.title, "", "", row.level, row.category, row.created_at, {})
    return Fact(told.title, told.body, told.href, told.level, told.category, told.created_at, told.facts)


def _phones(rows: Iterable[Delivery]) -> tuple[str, ...]:
    """Numbers of those whom a group's message concerns."""
    told = Notification.objects.filter(dedupe__in={row.dedupe for row in rows}).values("user_id")
    found = User.objects.filter(id__in=told, active=True).exclude(phone="").order_by("id")
    return tuple(found.values_list("phone", flat=True)[:20])


def _finish(rows: QuerySet[Delivery], state: str, error: str, *, tried: bool = False) -> None:
    rows.update(
        state=state,
        error=error[:300],
        finished_at=utc_now(),
        lease_token="",
        lease_until=None,
        tries=F("tries") + int(tried),
    )


def _fail(channel: Channel, parcel: Parcel, token: str, reason: str) -> None:
    """Try again later, or give up; count it against the channel."""
    mine = Delivery.objects.filter(batch=parcel.batch, state=State.SENDING, lease_token=token)
    tries = mine.values_list("tries", flat=True).first() or 0
    if tries + 1 >= policy(NotificationPolicy).tries:
        _finish(mine, State.FAILED, reason, tried=True)
    else:
        wait = min(BACKOFF_S * 2**tries, MAX_BACKOFF_S)
        mine.update(
            state=State.WAITING,
            error=reason[:300],
            next_at=utc_now() + timedelta(seconds=wait),
            tries=F("tries") + 1,
            lease_token="",
            lease_until=None,
        )
    breaker.failed(channel, reason)


def _release(token: str) -> None:
    """What was held and not tried waits again."""
    Delivery.objects.filter(lease_token=token, state=State.SENDING).update(
        state=State.WAITING, lease_token="", lease_until=None
    )


def waiting_channels(running: Iterable[UUID]) -> list[Channel]:
    """Enabled channels with something due, except those that are at work here already."""
    now = utc_now()
    rows = Channel.objects.filter(enabled=True, kind__in=KINDS).exclude(id__in=list(running))
    usable = rows.filter(Q(opened_at=None) | Q(retry_at__lte=now))
    return [row for row in usable if any(part.exists() for part in due(Delivery.objects.filter(channel=row), now))]

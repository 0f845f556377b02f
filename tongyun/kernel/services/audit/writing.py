"""Append to the audit chain, in the transaction of the change."""

from typing import Any

from django.db import transaction

from ...contracts import Actor, Ref, utc_now
from ...models import AuditHead, AuditRecord
from ..context import current_actor
from .deltas import delta, encode, masked
from .standalone import SEPARATOR, digest_of
from .streams import stream_of


def audit(
    action: str,
    target: Ref,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    *,
    stream: str = "",
    actor: Actor | None = None,
) -> None:
    """Append one link. Must be called inside the transaction of the change: both are kept, or neither.

    Without a `stream` the action's subject and the actor decide (see streams.py).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit() outside the transaction of its change")
    actor = actor or current_actor()
    head = _head(stream or stream_of(action, actor))
    record = AuditRecord(
        form=2,
        stream=head.stream,
        seq=head.seq + 1,
        at=utc_now(),
        actor_kind=actor.kind,
        actor_id=_clean(actor.id, 64),
        actor_name=_clean(actor.name, 100),
        ip=_clean(actor.ip, 64),
        request_id=_clean(actor.request_id, 64),
        action=_clean(action, 80),
        target_kind=_clean(target.kind, 40),
        target_id=_clean(target.id, 64),
        target_label=_clean(masked(target.label), 200),
        delta=encode(delta(before, after)),
        previous=head.digest,
    )
    record.digest = digest_of(record.fields())
    record.save(force_insert=True)
    head.seq, head.digest = record.seq, record.digest
    head.save(force_update=True)


def _head(stream: str) -> AuditHead:
    """The locked end of a stream."""
    heads = AuditHead.objects.select_for_update()
    head = heads.filter(stream=stream).first()
    if head is None:
        AuditHead.objects.get_or_create(stream=stream)
        head = heads.get(stream=stream)
    return head


def _clean(text: str, length: int) -> str:
    return text.replace(SEPARATOR, " ")[:length]

"""Append to the audit chain, in the transaction of the change.

What is written of a transaction waits for its end (database/last_things.py): the ends of the chains are then locked in
the order of their names, whatever order they were written in, so writers of several chains never wait in a circle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import transaction

from ...contracts import Actor, Ref, utc_now
from ...database.last_things import put_off
from ...models import AuditHead, AuditRecord
from ...models.audit import hashed_moment
from ..context import current_actor
from ..rows import Rows
from .deltas import delta, encode, masked
from .standalone import FIELDS, SEPARATOR, digest_of
from .streams import stream_of

#: What is kept of a link: how its digest is made, what it tells, and its digest.
LINKS = Rows(AuditRecord, "form", *FIELDS, "digest")
FORM = 2


@dataclass(frozen=True)
class Fact:
    """One link that is to be; `delta` is encoded when the fact is told, for what it tells of may change."""

    stream: str
    actor: Actor
    action: str
    target: Ref
    delta: str


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

    Without a `stream` the action's subject and the actor decide (see streams.py). The link is there when the
    transaction ends.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit() outside the transaction of its change")
    actor = actor or current_actor()
    told = Fact(stream or stream_of(action, actor), actor, action, target, encode(delta(before, after)))
    put_off(told, _write)


def _write(facts: Sequence[Fact]) -> None:
    """Append the links of a transaction, chain by chain in the order of their names."""
    by_stream = attrgetter("stream")
    for stream, told in groupby(sorted(facts, key=by_stream), by_stream):
        _append(_head(stream), told)


def _append(head: AuditHead, told: Iterable[Fact]) -> None:
    rows = []
    for fact in told:
        link = _link(head, fact)
        head.seq += 1
        head.digest = digest_of({**link, "at": hashed_moment(link["at"])})
        rows.append((FORM, *(link[name] for name in FIELDS), head.digest))
    LINKS.add(rows)
    head.save(force_update=True)


def _link(head: AuditHead, fact: Fact) -> dict[str, Any]:
    return {
        "stream": head.stream,
        "seq": head.seq + 1,
        "at": utc_now(),
        "actor_kind": fact.actor.kind,
        "actor_id": _clean(fact.actor.id, 64),
        "actor_name": _clean(fact.actor.name, 100),
        "ip": _clean(fact.actor.ip, 64),
        "request_id": _clean(fact.actor.request_id, 64),
        "action": _clean(fact.action, 80),
        "target_kind": _clean(fact.target.kind, 40),
        "target_id": _clean(fact.target.id, 64),
        "target_label": _clean(masked(fact.target.label), 200),
        "delta": fact.delta,
        "previous": head.digest,
    }


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

"""Write and verify the audit chain."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from django.db import transaction

from ..contracts import Actor, Ref, utc_now
from ..models import AuditHead, AuditRecord
from .context import current_actor

#: Writers of one stream take turns; a room that writes often may name a stream of its own.
MAIN_STREAM = "main"


@dataclass(frozen=True)
class BrokenLink:
    """Where a chain does not hold."""

    stream: str
    seq: int
    reason: str


def delta(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """The typed difference of two states: {key: [old, new]}; a creation has old null, a removal new null."""
    before, after = before or {}, after or {}
    return {
        key: [_plain(before.get(key)), _plain(after.get(key))]
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    }


def audit(
    action: str,
    target: Ref,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    *,
    stream: str = MAIN_STREAM,
    actor: Actor | None = None,
) -> None:
    """Append one link. Must be called inside the transaction of the change: both are kept, or neither."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit() outside the transaction of its change")
    actor = actor or current_actor()
    AuditHead.objects.get_or_create(stream=stream)
    head = AuditHead.objects.select_for_update().get(stream=stream)
    record = AuditRecord(
        stream=stream,
        seq=head.seq + 1,
        at=utc_now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:100],
        ip=actor.ip,
        request_id=actor.request_id,
        action=action,
        target_kind=target.kind,
        target_id=target.id,
        target_label=target.label[:200],
        delta=delta(before, after),
        previous=head.digest,
    )
    record.digest = digest_of(record)
    record.save(force_insert=True)
    head.seq, head.digest = record.seq, record.digest
    head.save()


def verify(stream: str = MAIN_STREAM) -> list[BrokenLink]:
    """Walk a stream from its first link; returns every link that was changed, removed, inserted or reordered.

    Others may go on writing: the walk must pass the head as it was before, and not end behind the head as it is then.
    """
    broken: list[BrokenLink] = []
    before = AuditHead.objects.filter(stream=stream).first()
    at_head = before is None or before.seq == 0
    previous, expected = "", 1
    for record in AuditRecord.objects.filter(stream=stream).order_by("seq").iterator(chunk_size=2000):
        if record.seq != expected:
            broken.append(BrokenLink(stream, expected, "缺少记录"))
        if record.previous != previous:
            broken.append(BrokenLink(stream, record.seq, "与上一条记录不衔接"))
        if digest_of(record) != record.digest:
            broken.append(BrokenLink(stream, record.seq, "内容被改动"))
        previous, expected = record.digest, record.seq + 1
        at_head = at_head or (before is not None and (record.seq, record.digest) == (before.seq, before.digest))
    after = AuditHead.objects.filter(stream=stream).first()
    last = expected - 1
    if not at_head or last > (after.seq if after else 0):
        broken.append(BrokenLink(stream, last, "末尾记录被删除或链头被改动"))
    return broken


def streams() -> list[str]:
    """All streams, also one whose head was removed."""
    heads = AuditHead.objects.values_list("stream", flat=True)
    return sorted({*heads, *AuditRecord.objects.order_by().values_list("stream", flat=True).distinct()})


def digest_of(record: AuditRecord) -> str:
    """SM3 over the canonical JSON of a link and the digest of the one before it."""
    body = json.dumps(
        [
            record.stream,
            record.seq,
            _moment(record.at),
            record.actor_kind,
            record.actor_id,
            record.actor_name,
            record.ip,
            record.request_id,
            record.action,
            record.target_kind,
            record.target_id,
            record.target_label,
            record.delta,
            record.previous,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sm3(body.encode())


def sm3(data: bytes) -> str:
    """SM3 digest (GB/T 32905-2016) in hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def secret_digest(secret: str) -> str:
    """How a 256-bit random secret is stored: one SHA-256 is enough, there is nothing to guess."""
    return sha256(secret.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return f"{at.timestamp():.6f}"


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # PostgreSQL gives 1e22 and -0.0 back in other digits, and the digest would not hold
    return value

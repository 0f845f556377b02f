"""A request that is sent twice happens once: the answer is kept in the transaction of the change and given again.

Whoever sends the same key while the first request still runs waits for it, for both writes meet in one unique row.
"""

from datetime import timedelta
from hashlib import sha256

from django.db import transaction

from ...contracts import Actor, FieldError, Invalid, utc_now
from ...models import KeptAnswer
from ...models.callers import ANSWER_PURPOSE
from ..sealing import seal, unseal

KEPT = timedelta(hours=24)
MAX_KEY = 200
#: An answer beyond this is not kept, and its request is not protected: no route that creates gives one.
MAX_BODY = 1 << 20


class Repeated(Exception):  # noqa: N818 - not an error: the answer is already known
    """The request was answered before; this is the answer."""

    def __init__(self, status: int, content_type: str, body: bytes) -> None:
        super().__init__(status)
        self.status, self.content_type, self.body = status, content_type, body


def check_key(key: str) -> None:
    """Refuse a key that cannot be kept."""
    if not key.isascii() or not key.isprintable() or len(key) > MAX_KEY:
        detail = f"Idempotency-Key 须为不超过 {MAX_KEY} 个的 ASCII 字符。"
        raise Invalid("bad_idempotency_key", detail, [FieldError("Idempotency-Key", detail)])


def claim(actor: Actor, key: str, method: str, path: str, body: bytes) -> KeptAnswer:
    """Take the key for this request, inside the transaction of its change.

    Raises Repeated when the request was answered before, Invalid when the key was used for another one.
    """
    check_key(key)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("claim() outside the transaction of the change")
    now = utc_now()
    digest = sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()
    caller = f"{actor.kind}:{actor.id}"
    KeptAnswer.objects.filter(caller=caller, key=key, expires_at__lte=now).delete()
    mine = KeptAnswer(caller=caller, key=key, request=digest, expires_at=now + KEPT)
    KeptAnswer.objects.bulk_create([mine], ignore_conflicts=True)
    found = KeptAnswer.objects.get(caller=caller, key=key)
    if found.id == mine.id:
        return found
    if found.request != digest:
        detail = "此 Idempotency-Key 已用于另一个请求，请换一个键。"
        raise Invalid("idempotency_key_reused", detail, [FieldError("Idempotency-Key", detail)])
    raise Repeated(found.status, found.content_type, unseal(found.body, ANSWER_PURPOSE).encode())


def keep(row: KeptAnswer, status: int, content_type: str, body: bytes) -> None:
    """Keep the answer of a request that did something; after a refusal the key is free again."""
    if not 200 <= status < 300 or len(body) > MAX_BODY:
        row.delete()
        return
    row.status, row.content_type, row.body = status, content_type, seal(body.decode(), ANSWER_PURPOSE)
    row.save()


def forget_answers(limit: int) -> int:
    """Remove answers nobody may ask for any more."""
    old = KeptAnswer.objects.filter(expires_at__lte=utc_now()).order_by("expires_at").values_list("pk", flat=True)
    return KeptAnswer.objects.filter(pk__in=list(old[:limit])).delete()[0]

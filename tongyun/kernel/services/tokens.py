"""Bearer tokens: made with a scope and an end, seen by their owner, taken back at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from ..contracts import FieldError, Forbidden, Invalid, NotFound, Ref, utc_now
from ..models import ApiToken
from .access import issue_token
from .audit import audit, secret_digest
from .context import current_actor
from .permissions import allows, permissions, require

OWN, ISSUE, MANAGE = "token:own", "token:issue", "token:manage"
MAX_DAYS = 730
#: A token's last use is written down at most this often.
NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(kind: str, name: str, scopes: Sequence[str] | None, days: int | None) -> tuple[ApiToken, str]:
    """Make a token for an agent, or one that acts for the actor within `scopes`; returns it and its value.

    Raises Invalid for a permission the actor does not hold, Forbidden for a program that would make itself a wider one.
    """
    actor = require(ISSUE if kind == ApiToken.Kind.AGENT else OWN)
    if actor.token:
        raise Forbidden("token_by_token", "请登录后签发令牌；令牌不能签发令牌。")
    if kind == ApiToken.Kind.AGENT and scopes is not None:
        raise Invalid("agent_scopes", "代理令牌没有可选的权限。", [FieldError("/scopes", "代理令牌不适用")])
    for at, key in enumerate(scopes or ()):
        if permissions.get(key) is None or not allows(key):
            raise Invalid("unknown_scope", f"您没有权限“{key[:80]}”。", [FieldError(f"/scopes/{at}", "没有这项权限")])
    value = issue_token(kind, name, UUID(actor.id) if kind == ApiToken.Kind.USER else None)
    row = ApiToken.objects.get(digest=secret_digest(value))
    row.scopes = sorted(set(scopes)) if scopes is not None else None
    row.expires_at = utc_now() + timedelta(days=days) if days else None
    row.save()
    return row, value


def tokens_seen() -> QuerySet[ApiToken]:
    """The actor's own tokens; all of them for whoever manages tokens."""
    rows = ApiToken.objects.select_related("user")
    return rows if allows(MANAGE) else rows.filter(user_id=current_actor().id)


@transaction.atomic
def revoke_token(token_id: UUID) -> None:
    """End a token at once; ending one that has ended is fine."""
    row = tokens_seen().select_for_update(of=("self",)).filter(id=token_id).first()
    if row is None:
        raise NotFound("no_token", "没有这个令牌。")
    if row.revoked_at is None:
        row.revoked_at = utc_now()
        row.save()
        audit("token.revoked", Ref("token", str(row.id), row.name), {"revoked": False}, {"revoked": True})


def note_use(row: ApiToken, ip: str, now: datetime | None = None) -> None:
    """Write down when and from where a token was used, at most once a minute."""
    now = now or utc_now()
    if row.last_used_at is None or now - row.last_used_at >= NOTED_EVERY or row.last_used_ip != ip:
        due = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY) | ~Q(last_used_ip=ip)
        ApiToken.objects.filter(due, id=row.id).update(last_used_at=now, last_used_ip=ip)

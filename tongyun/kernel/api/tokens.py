"""Bearer tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from ..contracts import utc_now
from ..models import ApiToken
from ..services import tokens
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas.tokens import TokenIn, TokenOut, TokenRowOut
from .security import SIGNED_IN, guarded

router = Router(tags=["kernel"])

TOKENS = Listing(
    filters={
        "kind": Filter("kind"),
        "user": Filter("user_id", UUID, "所属用户"),
        "revoked": Filter("revoked_at__isnull", bool, "false 为已吊销"),
        "expires_at": Filter("expires_at", datetime),
        "last_used_at": Filter("last_used_at", datetime),
    },
    sorts={
        "name": "name",
        "created_at": "created_at",
        "expires_at": "expires_at",
        "last_used_at": "last_used_at",
    },
    default_sort="-created_at",
    search=("name", "user__name"),
    columns=columns.TOKENS,
    title=("令牌", "API tokens"),
)


@router.get("/tokens", response=Page[TokenRowOut], **guarded(SIGNED_IN, TOKENS))
def token_list(request: HttpRequest) -> dict[str, Any]:
    """One's own tokens; all of them with `token:manage`."""
    return page(request, tokens.tokens_seen(), TOKENS, lambda rows: [_row(row, utc_now()) for row in rows])


@router.post("/tokens", response=TokenOut, **guarded(tokens.OWN))
def issue_token(request: HttpRequest, body: TokenIn) -> dict[str, Any]:
    """Make a token for an agent, or one that acts for the signed-in user within chosen permissions."""
    row, value = tokens.make_token(body.kind, body.name, body.scopes, body.days)
    return {"id": row.id, "token": value}


@router.delete("/tokens/{token_id}", response={204: None}, **guarded(SIGNED_IN))
def revoke_token(request: HttpRequest, token_id: UUID) -> Status[None]:
    """Take a token back; whoever carries it is refused from now on."""
    tokens.revoke_token(token_id)
    return Status(204, None)


def _row(row: ApiToken, now: datetime) -> dict[str, Any]:
    state = "active"
    if row.revoked_at is not None:
        state = "revoked"
    elif row.expires_at is not None and row.expires_at <= now:
        state = "expired"
    names = ("id", "kind", "name", "user", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    return {**{name: getattr(row, name) for name in names}, "last_used_ip": row.last_used_ip, "state": state}

"""Bearer tokens."""

import secrets
from uuid import UUID

from django.db import transaction

from ..contracts import Ref, utc_now
from ..models import ApiToken
from .audit import audit, secret_digest


@transaction.atomic
def issue_token(kind: str, name: str, user_id: UUID | None = None) -> str:
    """Make a bearer token; its value is shown this once."""
    token = f"ty{'a' if kind == ApiToken.Kind.AGENT else 'u'}_{secrets.token_urlsafe(32)}"
    row = ApiToken.objects.create(kind=kind, name=name, digest=secret_digest(token), user_id=user_id)
    audit("token.issued", Ref("token", str(row.id), name), None, {"kind": kind, "name": name})
    return token


def bearer(token: str) -> ApiToken | None:
    """The live token of this value."""
    row = (
        ApiToken.objects.select_related("user__organisation")
        .filter(digest=secret_digest(token), revoked_at=None)
        .first()
    )
    if row is None or (row.expires_at and row.expires_at <= utc_now()):
        return None
    if row.user is not None and not row.user.active:
        return None
    return row

"""Invite a person to choose a password. No default password exists anywhere, and nobody knows another's."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from ...contracts import Actor, Conflict, Unauthenticated, utc_now
from ...models import Invitation, Session, User
from ..audit import audit, secret_digest
from ..context import acting_as
from ..permissions import require
from ..signin.passwords import set_password
from .accounts import MANAGE, locked_user, managed_user, ref

INVITATION_LENGTH = timedelta(hours=72)


@transaction.atomic
def invite_user(user_id: UUID) -> tuple[str, datetime]:
    """A one-time token by which the person chooses a password, and when it ends; older ones stop working.

    Needs user:manage. Raises Conflict for an account that is switched off.
    """
    require(MANAGE)
    user = managed_user(user_id)
    if not user.active:
        raise Conflict("inactive", f"“{user.name}”的账号已停用。")
    Invitation.objects.filter(user=user, used_at=None).delete()
    token = secrets.token_urlsafe(32)
    row = Invitation.objects.create(digest=secret_digest(token), user=user, expires_at=utc_now() + INVITATION_LENGTH)
    audit("user.invited", ref(user), None, {"expires_at": row.expires_at.isoformat()})
    return token, row.expires_at


@transaction.atomic
def accept_invitation(token: str, password: str, ip: str = "") -> User:
    """Set the password that the invited person chose. All other sessions of the account end.

    Raises:
        Unauthenticated: the link is unknown, used or over.
        Invalid: the password is too weak.
    """
    row = Invitation.objects.select_for_update().filter(digest=secret_digest(token), used_at=None).first()
    if row is None or row.expires_at <= utc_now() or not row.user.active:
        raise Unauthenticated("invitation", "链接无效或已过期，请向管理员重新索取。")
    user = locked_user(row.user_id)
    set_password(user, password)
    row.used_at = utc_now()
    row.save()
    Session.objects.filter(user=user).delete()
    with acting_as(Actor("user", str(user.id), user.name, ip)):
        audit("user.password_chosen", ref(user))
    return user

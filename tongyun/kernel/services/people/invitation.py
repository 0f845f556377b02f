"""One-time links by which a person chooses a password. No default password exists, and nobody knows another's.

The first link of an account comes from whoever looks after accounts; from then on the account is its person's, and a
new way in is the security administrator's duty. An administrator's account is given a way in by nobody here.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from ...contracts import Actor, Conflict, FieldError, Forbidden, Invalid, Unauthenticated, utc_now
from ...models import Invitation, Session, User
from ..audit import audit, secret_digest
from ..context import acting_as
from ..notify import notify
from ..permissions import holds_seat, is_opened, require, users_with
from ..signin.attempts import SECURE
from ..signin.passwords import set_password
from .accounts import MANAGE, locked_user, managed_user, ref

INVITATION_LENGTH = timedelta(hours=72)
RESET_LENGTH = timedelta(hours=24)


@transaction.atomic
def invite_user(user_id: UUID) -> tuple[str, datetime]:
    """A one-time token by which a person opens an account that nobody has opened yet, and when it ends; older ones stop
    working. Needs user:manage.

    Raises Conflict for an account that is switched off, or that belongs to its person already: who could give oneself a
    link to it could act in that person's name.
    """
    require(MANAGE)
    user = managed_user(user_id)
    _refuse_inactive(user)
    if is_opened(user):
        detail = f"“{user.name}”的账号已由本人启用，不能再发设密链接；忘记密码请由安全管理员重置。"
        raise Conflict("account_opened", detail)
    return _link(user, Invitation.Purpose.FIRST, INVITATION_LENGTH, {})


@transaction.atomic
def reset_password(user_id: UUID, reason: str) -> tuple[str, datetime]:
    """A one-time token by which a person who lost the password chooses another, and when it ends; the old password
    counts until then. Needs account:secure. Owner and audit administrators are told at once.

    Raises:
        Forbidden: the account is an administrator's, or one's own.
        Invalid: it is not said how the person was recognised.
        Conflict: the account is switched off.
    """
    actor = require(SECURE)
    if not reason.strip():
        raise Invalid("no_reason", "请填写重置原因和核实身份的方式。", [FieldError("/reason", "必填")])
    user = locked_user(user_id)
    if actor.id == str(user.id):
        raise Forbidden("own_account", "自己的密码请在“我的账号”中修改。")
    if holds_seat(user.id):
        detail = "管理员的密码不能由他人在页面上重置：在服务器上执行 tongyun account reset-password，记入审计。"
        raise Forbidden("separated", detail)
    _refuse_inactive(user)
    made = _link(user, Invitation.Purpose.RESET, RESET_LENGTH, {"reason": reason.strip()})
    hours = RESET_LENGTH // timedelta(hours=1)
    said = f"原因：{reason.strip()}。链接在 {hours} 小时内可用一次，使用前原密码仍有效。"
    notify(
        [user.id],
        f"{actor.name}为您的账号开出了重置密码链接",
        f"{said}如非本人要求，请立即联系审计管理员。",
        level="warning",
        category="security",
    )
    watching = [each for each in users_with("audit:read") if each != user.id]
    notify(watching, f"{actor.name}重置了 {user.username} 的密码", said, level="warning", category="security")
    return made


@transaction.atomic
def accept_invitation(token: str, password: str, ip: str = "") -> User:
    """Set the password that the person chose. All other sessions of the account end; of a reset its owner is told.

    Raises:
        Unauthenticated: the link is unknown, used, over, or the account belongs to somebody meanwhile.
        Invalid: the password is too weak.
    """
    row = _usable(token)
    user = row.user
    set_password(user, password)
    row.used_at = utc_now()
    row.save()
    Session.objects.filter(user=user).delete()
    with acting_as(Actor("user", str(user.id), user.name, ip)):
        audit("user.password_chosen", ref(user), None, {"by": row.purpose})
    if row.purpose == Invitation.Purpose.RESET:
        said = f"来源地址 {ip or '未知'}。如非本人操作，请立即联系审计管理员。"
        notify([user.id], "您的密码已通过重置链接更换", said, level="warning", category="security")
    return user


def _usable(token: str) -> Invitation:
    """The invitation of a token, with its account: both locked, the account first, as whoever gives it a seat does."""
    refused = Unauthenticated("invitation", "链接无效或已过期，请向管理员重新索取。")
    known = Invitation.objects.filter(digest=secret_digest(token), used_at=None).first()
    if known is None:
        raise refused
    user = locked_user(known.user_id)
    row = Invitation.objects.select_for_update().filter(id=known.id, used_at=None).first()
    if row is None or row.expires_at <= utc_now() or not user.active:
        raise refused
    if row.purpose == Invitation.Purpose.FIRST and is_opened(user):
        raise refused
    row.user = user
    return row


def _refuse_inactive(user: User) -> None:
    if not user.active:
        raise Conflict("inactive", f"“{user.name}”的账号已停用。")


def _link(user: User, purpose: str, length: timedelta, said: dict[str, str]) -> tuple[str, datetime]:
    Invitation.objects.filter(user=user, used_at=None).delete()
    token = secrets.token_urlsafe(32)
    ends = utc_now() + length
    Invitation.objects.create(digest=secret_digest(token), user=user, expires_at=ends, purpose=purpose)
    action = "user.invited" if purpose == Invitation.Purpose.FIRST else "password.reset_link"
    audit(action, ref(user), None, {"expires_at": ends.isoformat(), **said})
    return token, ends

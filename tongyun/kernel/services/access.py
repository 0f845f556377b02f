"""Sign in and out, and tokens."""

import secrets
from datetime import timedelta
from functools import cache
from uuid import UUID

from django.db import transaction
from django.db.models import F

from ..contracts import Actor, FieldError, Invalid, Ref, Unauthenticated, utc_now
from ..models import ApiToken, Session, User
from .audit import audit, secret_digest
from .context import acting_as

SESSION_LENGTH = timedelta(hours=12)
MAX_FAILED_LOGINS = 5
LOCK_LENGTH = timedelta(minutes=15)
MIN_PASSWORD_LENGTH = 10


def check_password_rules(username: str, password: str) -> None:
    """Refuse weak passwords: at least 10 characters of three kinds, without the user name (GB/T 22239 8.1.4.1)."""
    kinds = sum(
        [
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password),
        ]
    )
    reason = ""
    if len(password) < MIN_PASSWORD_LENGTH:
        reason = f"密码至少 {MIN_PASSWORD_LENGTH} 位。"
    elif len(password) > 200:
        reason = "密码不能超过 200 位。"
    elif kinds < 3:
        reason = "密码须包含大写字母、小写字母、数字、符号中的至少三种。"
    elif username and username.lower() in password.lower():
        reason = "密码不能包含用户名。"
    if reason:
        raise Invalid("weak_password", reason, [FieldError("/password", reason)])


def sign_in(username: str, password: str, ip: str, user_agent: str) -> tuple[User, str]:
    """Check a password and open a session; returns the user and the cookie's value.

    Five failures in a row lock the account for a quarter of an hour; what is tried meanwhile is refused and does not
    prolong it. The answer never tells whether the user exists.
    """
    user = User.objects.filter(username=username, active=True).first()
    right = (user or _nobody()).has_password(password)
    now = utc_now()
    locked = user is not None and user.locked_until is not None and user.locked_until > now
    if user is None or locked or not right:
        if user is not None and not locked:
            _count_failure(user, ip)
        raise Unauthenticated("wrong_credentials", "用户名或密码不正确；连续输错 5 次将锁定 15 分钟。")
    return user, complete_sign_in(user, "password", ip, user_agent)


def complete_sign_in(user: User, method: str, ip: str, user_agent: str) -> str:
    """Open the session of somebody who has proved who they are, however that was; returns the cookie's value.

    `method` stands in the audit trail: `password`, or the key of the identity provider that vouched. Raises
    Unauthenticated for an account that is switched off, which no provider overrides.
    """
    if not user.active:
        raise Unauthenticated("user_disabled", "此账号已停用，请联系管理员。")
    token = secrets.token_urlsafe(32)
    with transaction.atomic(), acting_as(Actor("user", str(user.id), user.name, ip)):
        Session.objects.create(
            digest=secret_digest(token),
            user=user,
            ip=ip,
            user_agent=user_agent[:300],
            expires_at=utc_now() + SESSION_LENGTH,
        )
        User.objects.filter(id=user.id).update(failed_logins=0, locked_until=None)
        audit("session.opened", Ref("user", str(user.id), user.username), None, {"ip": ip, "method": method})
    return token


def sign_out(token: str, ip: str = "") -> None:
    """End a session; ending one that is gone is fine."""
    with transaction.atomic():
        session = Session.objects.select_related("user").filter(digest=secret_digest(token)).first()
        if session is not None:
            user = session.user
            actor = Actor("user", str(user.id), user.name, ip)
            audit("session.closed", Ref("user", str(user.id), user.username), actor=actor)
            session.delete()


def session_user(token: str) -> User | None:
    """The user of a live session."""
    session = Session.objects.select_related("user__organisation").filter(digest=secret_digest(token)).first()
    if session is None or session.expires_at <= utc_now() or not session.user.active:
        return None
    return session.user


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


@cache
def _nobody() -> User:
    """A user with a password nobody knows, so that an unknown name costs as much time as a wrong password."""
    user = User(username="")
    user.set_password(secrets.token_urlsafe(16))
    return user


def _count_failure(user: User, ip: str) -> None:
    with transaction.atomic():
        User.objects.filter(id=user.id).update(failed_logins=F("failed_logins") + 1)
        user.refresh_from_db()
        if user.failed_logins >= MAX_FAILED_LOGINS:
            User.objects.filter(id=user.id).update(failed_logins=0, locked_until=utc_now() + LOCK_LENGTH)
            actor = Actor("system", "system", "登录保护", ip)
            audit("user.locked", Ref("user", str(user.id), user.username), actor=actor)

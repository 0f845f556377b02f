"""Sessions: opened when somebody signs in, ready when all steps are taken, ended by time, number or hand."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from ...contracts import Actor, Forbidden, NotFound, Ref, Unauthenticated, utc_now
from ...contracts.signin import SecondFactorPolicy, SessionPolicy
from ...models import Session, User
from ..audit import audit, secret_digest
from ..context import acting_as
from ..permissions import SIGNED_IN
from ..policies import policy
from . import attempts, networks, passwords
from .hashers import preferred_hasher
from .stages import stage_of

#: The second factor of somebody whose identity provider asked for it.
PROVIDER = "provider"

#: How often a session that is used writes so down.
SEEN_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Opened:
    """A session with the value of its cookie, which is known at this moment only."""

    session: Session
    token: str

    @property
    def user(self) -> User:
        """Whose it is."""
        return self.session.user


def sign_in(username: str, password: str, ip: str, user_agent: str) -> Opened:
    """Check name and password and open a session.

    Raises Unauthenticated for whatever is wrong with them, without telling what; TooManyRequests for an address that
    failed too often; Forbidden for an address nobody may come from.
    """
    attempts.require_calm(ip)
    if not networks.admits_address(ip):
        raise Forbidden("network_refused", networks.REFUSED)
    user = User.objects.select_related("organisation").filter(username=username, active=True).first()
    right = passwords.matches(user or _nobody(preferred_hasher()), password)
    reason = _why_not(user, right, ip)
    if user is None or reason:
        attempts.note_failure(user, ip, reason)
        raise attempts.refusal()
    return open_session(user, "password", ip, user_agent)


def complete_sign_in(user: User, method: str, ip: str, user_agent: str, *, vouched: bool) -> Opened:
    """Open the session of somebody who proved to an identity provider who they are.

    `method` is the provider's key. `vouched`: its own pages asked the person, for two factors if the policy trusts it
    so. Raises Unauthenticated for an account that may not enter, which no provider overrides.
    """
    if not may_enter(user):
        raise Unauthenticated("user_disabled", "此账号已停用，请联系管理员。")
    if not networks.admits_user(user.id, ip):
        raise Unauthenticated("network_refused", networks.REFUSED)
    trusted = vouched and policy(SecondFactorPolicy).trust_providers
    return open_session(user, method, ip, user_agent, second_factor=PROVIDER if trusted else "")


@transaction.atomic
def open_session(user: User, method: str, ip: str, user_agent: str, second_factor: str = "") -> Opened:
    """Open a session for somebody whose first factor was accepted by `method`."""
    rules = policy(SessionPolicy)
    now = utc_now()
    token = secrets.token_urlsafe(32)
    session = Session(
        digest=secret_digest(token),
        user=user,
        ip=ip,
        user_agent=user_agent[:300],
        expires_at=now + timedelta(hours=rules.absolute_hours),
        method=method,
        second_factor=second_factor,
        proved_at=now,
    )
    session.stage = stage_of(session)
    with acting_as(Actor("user", str(user.id), user.name, ip)):
        session.save(force_insert=True)
        _keep_number(user, rules.max_per_user, session)
        attempts.forget_failures(user)
        told = {"ip": ip, "method": method, "stage": str(session.stage)}
        audit(SIGNED_IN, Ref("user", str(user.id), user.username), None, told)
    return Opened(session, token)


@transaction.atomic
def take_next_step(session: Session) -> Opened:
    """After a step was taken: what is due now, under a new cookie, so that one seen before is worth nothing."""
    token = secrets.token_urlsafe(32)
    session.stage = stage_of(session)
    session.digest = secret_digest(token)
    session.proved_at = utc_now()
    session.save(update_fields=["stage", "digest", "proved_at", "second_factor"])
    return Opened(session, token)


def live_session(token: str, idle_s: float = 0.0) -> Session | None:
    """The session of a cookie, if it has not ended. `idle_s`: for how long the person has done nothing (seconds)."""
    session = Session.objects.select_related("user").filter(digest=secret_digest(token)).first()
    if session is None:
        return None
    now = utc_now()
    seen = now - timedelta(seconds=min(max(idle_s, 0.0), 86_400.0))
    last = max(session.seen_at, seen)
    if session.expires_at <= now or now - last > _idle() or not may_enter(session.user):
        _expire(session)
        return None
    if last - session.seen_at > SEEN_EVERY:
        Session.objects.filter(id=session.id).update(seen_at=last)
    return session


def prove(session: Session) -> None:
    """The person has just proved to be there."""
    session.proved_at = utc_now()
    Session.objects.filter(id=session.id).update(proved_at=session.proved_at)


def is_fresh(session: Session | None) -> bool:
    """Whether the person proved to be there just now."""
    if session is None or session.proved_at is None:
        return False
    return utc_now() - session.proved_at <= timedelta(minutes=policy(SessionPolicy).fresh_minutes)


def sign_out(token: str, ip: str = "") -> None:
    """End a session; ending one that is gone is fine."""
    with transaction.atomic():
        session = Session.objects.select_related("user").filter(digest=secret_digest(token)).first()
        if session is not None:
            user = session.user
            actor = Actor("user", str(user.id), user.name, ip)
            audit("session.closed", Ref("user", str(user.id), user.username), actor=actor)
            session.delete()


def sessions_of(user: User) -> list[Session]:
    """Live sessions of a user, the one used last first."""
    return list(live_sessions().filter(user=user).order_by("-seen_at"))


def live_sessions() -> QuerySet[Session]:
    """The sessions of everybody that still count."""
    now = utc_now()
    rows = Session.objects.filter(user__active=True, expires_at__gt=now, seen_at__gte=now - _idle())
    return rows.select_related("user__organisation")


@transaction.atomic
def end_session(user: User, session_id: UUID) -> None:
    """End one session of a user. Raises NotFound."""
    session = Session.objects.filter(user=user, id=session_id).first()
    if session is None:
        raise NotFound("no_session", "这处登录已经结束。")
    session.delete()
    audit("session.ended", Ref("user", str(user.id), user.username), {"ip": session.ip}, None)


@transaction.atomic
def end_sessions(user: User, but: Session | None = None) -> int:
    """End all sessions of a user, except one; returns how many."""
    rows = Session.objects.filter(user=user)
    if but is not None:
        rows = rows.exclude(id=but.id)
    count = rows.count()
    if count:
        rows.delete()
        audit("session.ended", Ref("user", str(user.id), user.username), {"sessions": count}, None)
    return count


def change_password(session: Session, old: str, new: str) -> Opened:
    """Change one's own password; all other sessions end, and this one goes on under a new cookie."""
    user = session.user
    if attempts.is_locked(user) or not passwords.matches(user, old):
        raise wrong_proof(session, "更改密码时原密码不正确")
    # Not before here: a failure that was counted must not be rolled back.
    with transaction.atomic():
        passwords.set_password(user, new, path="/new")
        audit("password.changed", Ref("user", str(user.id), user.username))
        Session.objects.filter(user=user).exclude(id=session.id).delete()
        return take_next_step(session)


def wrong_proof(session: Session, reason: str) -> Unauthenticated:
    """A signed-in person could not prove who it is: counts like a failed sign-in, and ends the session at the lock."""
    attempts.note_failure(session.user, session.ip, reason)
    if attempts.is_locked(User.objects.get(id=session.user_id)):
        Session.objects.filter(user=session.user).delete()
    return Unauthenticated("wrong_proof", "验证没有通过，请重试；连续失败将锁定账号并退出登录。")


def may_enter(user: User) -> bool:
    """Whether the account is in use today."""
    today = datetime.now(ZoneInfo(settings.TIME_ZONE)).date()
    return user.active and (user.valid_to is None or user.valid_to > today)


def _why_not(user: User | None, right: bool, ip: str) -> str:
    """Why a sign-in is refused, for the audit trail; empty when it is not."""
    if user is None:
        return "用户不存在或已停用"
    if attempts.is_locked(user):
        return "账号已锁定"
    if not right:
        return "密码不正确"
    if not may_enter(user):
        return "账号已过期"
    return "" if networks.admits_user(user.id, ip) else "网络地址不允许"


def _keep_number(user: User, limit: int, newest: Session) -> None:
    """End the sessions unused for longest beyond the number a user may have."""
    others = Session.objects.filter(user=user).exclude(id=newest.id).order_by("-seen_at", "-created_at")
    for session in list(others)[limit - 1 :]:
        session.delete()
        audit("session.displaced", Ref("user", str(user.id), user.username), {"ip": session.ip}, None)


def _expire(session: Session) -> None:
    user = session.user
    actor = Actor("system", "system", attempts.PROTECTION, session.ip)
    with transaction.atomic():
        if Session.objects.filter(id=session.id).delete()[0]:
            audit("session.expired", Ref("user", str(user.id), user.username), {"ip": session.ip}, None, actor=actor)


def _idle() -> timedelta:
    return timedelta(minutes=policy(SessionPolicy).idle_minutes)


@cache
def _nobody(hasher: str) -> User:
    """A user with a password nobody knows, so that an unknown name costs as much time as a wrong password."""
    user = User(username="")
    user.set_password(secrets.token_urlsafe(16), hasher=hasher)
    return user

"""Failed sign-ins: they lock the account, slow down the address, and stand in the audit trail."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from ...contracts import Actor, Ref, Task, TooManyRequests, Unauthenticated, utc_now
from ...contracts.signin import LoginPolicy
from ...models import SignInFailure, User
from ..audit import audit
from ..notify import notify
from ..permissions import users_with
from ..policies import policy
from ..work import register_handler, run_every

WINDOW = timedelta(minutes=5)
SWEEP_TASK = "kernel.sign-in-failures"
SWEEP_EVERY_S = 600.0
PROTECTION = "登录保护"
#: May look after the accounts of others.
SECURE = "account:secure"


def refusal() -> Unauthenticated:
    """The one answer to every failed sign-in: it does not tell what was wrong, nor whether the user exists."""
    rules = policy(LoginPolicy)
    return Unauthenticated(
        "wrong_credentials",
        f"用户名或密码不正确，或当前地址不允许登录；连续失败 {rules.max_failures} 次将锁定 {rules.lock_minutes} 分钟。",
    )


def require_calm(ip: str) -> None:
    """Refuse an address from which too many sign-ins failed lately."""
    limit = policy(LoginPolicy).max_failures_per_address
    if ip and SignInFailure.objects.filter(ip=ip, at__gt=utc_now() - WINDOW).count() >= limit:
        raise TooManyRequests(
            "too_many_failures", "此地址登录失败次数过多，请五分钟后再试。", retry_after=int(WINDOW.total_seconds())
        )


def is_locked(user: User) -> bool:
    """Whether the account takes no sign-in now."""
    return user.locked_until is not None and user.locked_until > utc_now()


def note_failure(user: User | None, ip: str, reason: str) -> None:
    """Count and record one failure. What is tried while an account is locked does not prolong the lock.

    The name that was typed is not recorded for an unknown user: people type passwords there.
    """
    actor = Actor("system", "system", PROTECTION, ip)
    rules = policy(LoginPolicy)
    with transaction.atomic():
        SignInFailure.objects.create(ip=ip)
        target = Ref("user", str(user.id), user.username) if user else Ref("user", "", "未知用户")
        audit("session.refused", target, None, {"reason": reason}, actor=actor)
        if user is None or is_locked(user):
            return
        User.objects.filter(id=user.id).update(failed_logins=F("failed_logins") + 1)
        user.refresh_from_db(fields=["failed_logins"])
        if user.failed_logins >= rules.max_failures:
            until = utc_now() + timedelta(minutes=rules.lock_minutes)
            User.objects.filter(id=user.id).update(failed_logins=0, locked_until=until)
            audit("user.locked", target, None, {"until": until}, actor=actor)
            _warn(user, ip, until)


def forget_failures(user: User) -> None:
    """A sign-in that worked starts the count anew."""
    User.objects.filter(id=user.id).update(failed_logins=0, locked_until=None)


@transaction.atomic
def unlock(user: User) -> None:
    """Let a locked user in again."""
    forget_failures(user)
    audit("user.unlocked", Ref("user", str(user.id), user.username), {"until": user.locked_until}, None)


def _warn(user: User, ip: str, until: datetime) -> None:
    """Tell those who look after accounts: it may be an attack (8.1.4.4 f)."""
    notify(
        users_with(SECURE),
        f"账号 {user.username} 因连续登录失败被锁定",
        f"来源地址 {ip or '未知'}，请核实是否为攻击。",
        level="warning",
        category="security",
        dedupe=f"user.locked:{user.id}:{until.isoformat()}",
    )


def sweep(task: Task) -> None:
    """Drop failures that no longer count."""
    SignInFailure.objects.filter(at__lt=utc_now() - 2 * WINDOW).delete()


def wire() -> None:
    """Register the sweep."""
    register_handler(SWEEP_TASK, sweep)


def schedule() -> None:
    """Start the sweep; called by a worker."""
    run_every(SWEEP_TASK, "failures", SWEEP_EVERY_S)

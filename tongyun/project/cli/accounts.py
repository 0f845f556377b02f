"""Accounts from the server's console: the way back for an administrator who lost password or second factor."""

import secrets
import sys
from collections.abc import Callable

from tongyun.project.cli.django_setup import setup

setup()

from django.db import transaction  # noqa: E402 - after Django is set up

from tongyun.kernel.contracts import Ref  # noqa: E402
from tongyun.kernel.models import User  # noqa: E402
from tongyun.kernel.services.audit import audit  # noqa: E402
from tongyun.kernel.services.context import acting_as, system_actor  # noqa: E402
from tongyun.kernel.services.signin import attempts, factors, passwords, sessions  # noqa: E402


def account(action: str, username: str) -> int:
    """Run one action on an account; exit code 1 when there is no such account."""
    if action == "list":
        return _list()
    user = User.objects.filter(username=username).first()
    if user is None:
        print(f"没有用户 {username}；用 tongyun account list 查看", file=sys.stderr)
        return 1
    actions: dict[str, Callable[[User], None]] = {
        "unlock": _unlock,
        "reset-password": _reset_password,
        "reset-factors": _reset_factors,
        "sign-out": _sign_out,
    }
    with acting_as(system_actor("命令行")):
        actions[action](user)
    return 0


def _list() -> int:
    for user in User.objects.order_by("username"):
        notes = ["停用"] if not user.active else []
        if attempts.is_locked(user):
            notes.append(f"锁定至 {user.locked_until:%H:%M}Z")
        if methods := factors.methods_of(user):
            notes.append(f"双因素 {'、'.join(methods)}")
        print(f"{user.username}  {user.name}  {'，'.join(notes)}".rstrip())
    return 0


def _unlock(user: User) -> None:
    attempts.unlock(user)
    print(f"{user.username} 已解锁")


@transaction.atomic
def _reset_password(user: User) -> None:
    password = f"{secrets.token_urlsafe(12)}-Aa1"
    passwords.set_password(user, password, must_change=True)
    audit("password.reset", Ref("user", str(user.id), user.username))
    sessions.end_sessions(user)
    print(f"{user.username} 的一次性密码（仅显示一次，登录后必须更换）：{password}")


def _reset_factors(user: User) -> None:
    factors.remove_all(user)
    sessions.end_sessions(user)
    print(f"{user.username} 的双因素已清除，下次登录时按策略重新登记")


def _sign_out(user: User) -> None:
    print(f"{user.username} 的 {sessions.end_sessions(user)} 处登录已退出")

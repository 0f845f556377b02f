"""Passwords: the rules for new ones, setting and changing them, when they are due, and how they are kept."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, is_password_usable, make_password
from django.db import transaction

from ...contracts import FieldError, Invalid, Ref, utc_now
from ...contracts.signin import PasswordPolicy
from ...models import EarlierPassword, User
from ..audit import audit
from ..policies import policy
from .hashers import preferred_hasher
from .weak import is_weak

MAX_LENGTH = 200


def check_password_rules(username: str, password: str, path: str = "/password") -> None:
    """Refuse a password that breaks the rules; the error names all of them that it breaks."""
    rules = policy(PasswordPolicy)
    plain = password.lower()
    broken = []
    if len(password) < rules.min_length:
        broken.append(f"至少 {rules.min_length} 位")
    if len(password) > MAX_LENGTH:
        broken.append(f"不能超过 {MAX_LENGTH} 位")
    if _kinds(password) < rules.min_kinds:
        broken.append(f"须包含大写字母、小写字母、数字、符号中的至少 {rules.min_kinds} 种")
    if username and (username.lower() in plain or username.lower()[::-1] in plain):
        broken.append("不能包含用户名")
    if any(word.lower() in plain for word in rules.forbidden_words):
        broken.append("含有不允许使用的词")
    if rules.forbid_weak and is_weak(password):
        broken.append("过于常见，容易被猜中")
    if broken:
        reason = f"密码{'；'.join(broken)}。"
        raise Invalid("weak_password", reason, [FieldError(path, reason)])


def rules_in_words() -> str:
    """The rules for a person who chooses a password."""
    rules = policy(PasswordPolicy)
    words = f"至少 {rules.min_length} 位，大写字母、小写字母、数字、符号至少 {rules.min_kinds} 种，不能含用户名"
    if rules.history:
        words += f"，不能与最近 {rules.history} 次相同"
    return words


@transaction.atomic
def set_password(user: User, raw: str, *, must_change: bool = False, path: str = "/password") -> None:
    """Give a user a new password that keeps the rules, and remember the old one. The caller audits.

    With `must_change` the user has to choose another one at the next sign-in.
    """
    check_password_rules(user.username, raw, path)
    rules = policy(PasswordPolicy)
    earlier = [user.password, *_earlier(user, rules.history)][: rules.history] if user.password else []
    if any(is_password_usable(one) and check_password(raw, one) for one in earlier):
        reason = f"不能与最近 {rules.history} 次使用过的密码相同。"
        raise Invalid("password_reused", reason, [FieldError(path, reason)])
    if user.password and is_password_usable(user.password):
        EarlierPassword.objects.create(user=user, password=user.password)
    user.password = make_password(raw, hasher=preferred_hasher())
    user.password_changed_at, user.must_change_password = utc_now(), must_change
    user.failed_logins, user.locked_until = 0, None
    user.save(
        update_fields=["password", "password_changed_at", "must_change_password", "failed_logins", "locked_until"]
    )
    kept = EarlierPassword.objects.filter(user=user).order_by("-created_at").values_list("id", flat=True)
    EarlierPassword.objects.filter(user=user).exclude(id__in=list(kept[: max(rules.history, 1)])).delete()


@transaction.atomic
def demand_change(user: User) -> None:
    """Make a user choose a new password at the next sign-in."""
    User.objects.filter(id=user.id).update(must_change_password=True)
    audit("password.change_demanded", Ref("user", str(user.id), user.username))


def matches(user: User, raw: str) -> bool:
    """Whether this is the password; a right one is kept by the preferred algorithm from now on."""

    def keep_anew(right: str) -> None:
        user.password = make_password(right, hasher=preferred_hasher())
        User.objects.filter(id=user.id).update(password=user.password)

    return check_password(raw, user.password, keep_anew, preferred=preferred_hasher())


def expires_at(user: User) -> datetime | None:
    """When the password has to be changed; None for never, or for a user without one."""
    days = policy(PasswordPolicy).max_age_days
    if days == 0 or not is_password_usable(user.password):
        return None
    return user.password_changed_at + timedelta(days=days)


def must_change(user: User) -> bool:
    """Whether the user has to choose a new password before anything else."""
    if not is_password_usable(user.password):
        return False
    due = expires_at(user)
    return user.must_change_password or (due is not None and due <= utc_now())


def _earlier(user: User, count: int) -> list[str]:
    rows = EarlierPassword.objects.filter(user=user).order_by("-created_at")
    return list(rows.values_list("password", flat=True)[:count])


def _kinds(password: str) -> int:
    return sum(
        [
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password),
        ]
    )

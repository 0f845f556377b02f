"""Second factors of a user: which there are, giving one, and taking all away."""

from typing import Literal

from django.db import transaction

from ....contracts import Conflict, Ref
from ....models import Authenticator, Passkey, RecoveryCode, User
from ...audit import audit
from ...permissions import protect_administrator

Method = Literal["totp", "webauthn", "recovery"]


def methods_of(user: User) -> list[Method]:
    """How a user can give a second factor; empty for a user who enrolled none."""
    methods: list[Method] = []
    if Authenticator.objects.filter(user=user).exclude(confirmed_at=None).exists():
        methods.append("totp")
    if Passkey.objects.filter(user=user).exists():
        methods.append("webauthn")
    if methods and RecoveryCode.objects.filter(user=user, used_at=None).exists():
        methods.append("recovery")
    return methods


def has_second_factor(user: User) -> bool:
    """Whether the user has enrolled one."""
    return bool(methods_of(user))


def require_another(user: User, *, needed: bool) -> None:
    """Refuse to remove the last factor of a user who needs one."""
    if needed and len([method for method in methods_of(user) if method != "recovery"]) + _more_passkeys(user) <= 1:
        raise Conflict("last_factor", "按安全策略您必须使用双因素认证，请先登记另一种方式，再移除这一种。")


@transaction.atomic
def remove_all(user: User) -> None:
    """Take all factors away from a user who lost them; audited. Raises Forbidden for another kind of administrator."""
    protect_administrator(user.id)
    before = {"methods": list(methods_of(user))}
    for model in (Authenticator, Passkey, RecoveryCode):
        model.objects.filter(user=user).delete()
    audit("factor.reset", Ref("user", str(user.id), user.username), before, {"methods": []})


def _more_passkeys(user: User) -> int:
    return max(Passkey.objects.filter(user=user).count() - 1, 0)

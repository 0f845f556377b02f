"""Proofs of identity inside a session: the second factor at sign-in, and again before a dangerous action."""

from typing import Any

from ...contracts import Invalid
from ...models import Session, User
from . import attempts, passwords
from .factors import Method, recovery, totp
from .sessions import Opened, prove, take_next_step, wrong_proof


def give_second_factor(session: Session, method: Method, code: str, credential: dict[str, Any] | None) -> Opened:
    """Take the step `second-factor`. A wrong one counts like a wrong password. Raises Unauthenticated."""
    session.user.refresh_from_db(fields=["locked_until"])
    if attempts.is_locked(session.user) or not _accepts(session, method, code, credential):
        raise wrong_proof(session, f"第二因素（{method}）不正确")
    session.second_factor = method
    return take_next_step(session)


def prove_again(session: Session, password: str, method: Method | None, code: str, credential: Any) -> None:
    """Prove to be there by the password or by a second factor. Raises Unauthenticated, or Invalid without either."""
    session.user.refresh_from_db(fields=["locked_until"])
    if method is None and not password:
        raise Invalid("no_proof", "请输入密码，或使用第二因素。")
    right = passwords.matches(session.user, password) if method is None else _accepts(session, method, code, credential)
    if attempts.is_locked(session.user) or not right:
        raise wrong_proof(session, "重要操作前的身份确认不正确")
    User.objects.filter(id=session.user_id).update(failed_logins=0)
    prove(session)


def _accepts(session: Session, method: Method, code: str, credential: dict[str, Any] | None) -> bool:
    if method == "totp":
        return totp.accepts(session.user, code)
    if method == "recovery":
        return recovery.accepts(session.user, code)
    from .factors import passkeys  # noqa: PLC0415 - the library is loaded when a passkey is used

    return credential is not None and passkeys.accepts(session, credential)

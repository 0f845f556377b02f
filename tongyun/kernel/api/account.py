"""One's own account: the password, the second factors, and where one is signed in."""

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import is_password_usable
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from ..contracts import Unauthenticated
from ..models import Authenticator, Passkey, Session
from ..services.signin import passwords, proofs, sessions
from ..services.signin.factors import methods_of, recovery, require_another, totp
from ..services.signin.stages import needs_second_factor
from .schemas.account import (
    AccountOut,
    AuthenticatorOut,
    CodeIn,
    EndedOut,
    OwnSessionOut,
    PasskeyIn,
    PasskeyOut,
    PasswordIn,
    ProofIn,
    RecoveryCodesOut,
    SecondFactorIn,
)
from .schemas.session import SessionOut
from .security import SIGNED_IN, current_session, guarded
from .signing_in import set_session_cookie, shown_session

router = Router(tags=["account"])

READY, ENROL = Session.Stage.READY.value, Session.Stage.ENROL.value
PASSWORD, SECOND_FACTOR = Session.Stage.PASSWORD.value, Session.Stage.SECOND_FACTOR.value
#: A factor may be added by who is signed in, or has to add one; never instead of giving the one there is.
ENROLLING = frozenset({READY, ENROL})


@router.post("/session/second-factor", response=SessionOut, **guarded(SIGNED_IN, stages=frozenset({SECOND_FACTOR})))
def second_factor(request: HttpRequest, response: HttpResponse, body: SecondFactorIn) -> dict[str, Any]:
    """Give the second factor; the session goes on under a new cookie."""
    opened = proofs.give_second_factor(_session(request), body.method, body.code, body.credential)
    set_session_cookie(request, response, opened)
    return shown_session(opened.session, opened.user)


@router.post(
    "/session/passkey-options",
    response=dict[str, Any],
    **guarded(SIGNED_IN, stages=frozenset({READY, ENROL, SECOND_FACTOR})),
)
def passkey_options(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to let a passkey sign, at sign-in or to prove one's identity again."""
    options: dict[str, Any] = _passkeys().authentication_options(_session(request))
    return options


@router.post("/session/proof", response={204: None}, **guarded(SIGNED_IN, stages=ENROLLING))
def prove(request: HttpRequest, body: ProofIn) -> Status[None]:
    """Prove to be there, before a dangerous action: by password or second factor. Holds for some minutes."""
    proofs.prove_again(_session(request), body.password, body.method, body.code, body.credential)
    return Status(204, None)


@router.get("/account", response=AccountOut, **guarded(SIGNED_IN, stages=frozenset({READY, ENROL, PASSWORD})))
def account(request: HttpRequest) -> dict[str, Any]:
    """How the signed-in user signs in."""
    user = _session(request).user
    app = Authenticator.objects.filter(user=user).exclude(confirmed_at=None).first()
    return {
        "has_password": is_password_usable(user.password),
        "password_changed_at": user.password_changed_at,
        "password_expires_at": passwords.expires_at(user),
        "password_rules": passwords.rules_in_words(),
        "methods": methods_of(user),
        "second_factor_needed": needs_second_factor(user),
        "authenticator_since": app.confirmed_at if app else None,
        "passkeys": list(Passkey.objects.filter(user=user).order_by("created_at")),
        "passkeys_available": _passkeys().available(),
        "recovery_codes_left": recovery.left(user),
    }


@router.put("/account/password", response=SessionOut, **guarded(SIGNED_IN, stages=frozenset({READY, PASSWORD})))
def change_password(request: HttpRequest, response: HttpResponse, body: PasswordIn) -> dict[str, Any]:
    """Change one's own password; all other sessions end."""
    opened = sessions.change_password(_session(request), body.old, body.new)
    set_session_cookie(request, response, opened)
    return shown_session(opened.session, opened.user)


@router.get("/account/sessions", response=list[OwnSessionOut], **guarded(SIGNED_IN))
def own_sessions(request: HttpRequest) -> list[dict[str, Any]]:
    """Where the user is signed in, the place used last first."""
    here = _session(request)
    fields = ("id", "ip", "user_agent", "method", "second_factor", "created_at", "seen_at", "expires_at")
    return [
        {**{name: getattr(row, name) for name in fields}, "current": row.id == here.id}
        for row in sessions.sessions_of(here.user)
    ]


@router.delete("/account/sessions/{session_id}", response={204: None}, **guarded(SIGNED_IN))
def end_session(request: HttpRequest, session_id: UUID) -> Status[None]:
    """Sign out in one other place."""
    sessions.end_session(_session(request).user, session_id)
    return Status(204, None)


@router.delete("/account/sessions", response=EndedOut, **guarded(SIGNED_IN))
def end_other_sessions(request: HttpRequest) -> dict[str, int]:
    """Sign out everywhere else."""
    here = _session(request)
    return {"ended": sessions.end_sessions(here.user, but=here)}


@router.post("/account/authenticator", response=AuthenticatorOut, **guarded(SIGNED_IN, fresh=True, stages=ENROLLING))
def begin_authenticator(request: HttpRequest) -> dict[str, str]:
    """Begin to enrol an authenticator app; the secret counts once a code confirmed it."""
    user = _session(request).user
    secret = totp.begin(user)
    address = totp.address_of(user, secret)
    return {"secret": secret, "address": address, "picture": totp.picture_of(address)}


@router.put("/account/authenticator", response=RecoveryCodesOut, **guarded(SIGNED_IN, stages=ENROLLING))
def confirm_authenticator(request: HttpRequest, response: HttpResponse, body: CodeIn) -> dict[str, Any]:
    """Confirm the app with a code; answers the recovery codes of a user who has none yet."""
    session = _session(request)
    totp.confirm(session.user, body.code)
    return _enrolled(request, response, session, "totp")


@router.delete("/account/authenticator", response={204: None}, **guarded(SIGNED_IN, fresh=True))
def remove_authenticator(request: HttpRequest) -> Status[None]:
    """Remove the authenticator app; refused for the last factor of somebody who needs one."""
    user = _session(request).user
    require_another(user, needed=needs_second_factor(user))
    totp.remove(user)
    return Status(204, None)


@router.post("/account/passkeys/options", response=dict[str, Any], **guarded(SIGNED_IN, fresh=True, stages=ENROLLING))
def registration_options(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to make a passkey."""
    options: dict[str, Any] = _passkeys().registration_options(_session(request))
    return options


@router.post("/account/passkeys", response=RecoveryCodesOut, **guarded(SIGNED_IN, stages=ENROLLING))
def add_passkey(request: HttpRequest, response: HttpResponse, body: PasskeyIn) -> dict[str, Any]:
    """Keep the passkey that the browser made; answers the recovery codes of a user who has none yet."""
    session = _session(request)
    _passkeys().register(session, body.name, body.credential)
    return _enrolled(request, response, session, "webauthn")


@router.get("/account/passkeys", response=list[PasskeyOut], **guarded(SIGNED_IN))
def own_passkeys(request: HttpRequest) -> list[Passkey]:
    """One's own passkeys."""
    return list(Passkey.objects.filter(user=_session(request).user).order_by("created_at"))


@router.delete("/account/passkeys/{passkey_id}", response={204: None}, **guarded(SIGNED_IN, fresh=True))
def remove_passkey(request: HttpRequest, passkey_id: UUID) -> Status[None]:
    """Remove a passkey; refused for the last factor of somebody who needs one."""
    user = _session(request).user
    if Passkey.objects.filter(user=user, id=passkey_id).exists():
        require_another(user, needed=needs_second_factor(user))
    _passkeys().remove(user, passkey_id)
    return Status(204, None)


@router.post("/account/recovery-codes", response=RecoveryCodesOut, **guarded(SIGNED_IN, fresh=True))
def renew_recovery_codes(request: HttpRequest) -> dict[str, Any]:
    """New recovery codes, shown this once; the older ones stop working."""
    return {"codes": recovery.renew(_session(request).user)}


def _enrolled(request: HttpRequest, response: HttpResponse, session: Session, method: str) -> dict[str, Any]:
    """Whoever has just enrolled a factor has given it too."""
    codes = [] if recovery.left(session.user) else recovery.renew(session.user)
    session.second_factor = session.second_factor or method
    set_session_cookie(request, response, sessions.take_next_step(session))
    return {"codes": codes}


def _session(request: HttpRequest) -> Session:
    session = current_session(request)
    if session is None:
        raise Unauthenticated("session_only", "令牌不能用于账号设置，请在浏览器中登录。")
    return session


def _passkeys() -> Any:
    from ..services.signin.factors import passkeys  # noqa: PLC0415 - the library is loaded when a passkey is used

    return passkeys

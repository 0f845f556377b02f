"""Passkeys (WebAuthn): a key in a phone, a computer or a security key signs a challenge of ours.

Imported only where one is used: the library brings a CBOR and an X.509 reader along.
"""

import json
import secrets
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ....contracts import Conflict, FieldError, Invalid, NotFound, Ref, utc_now
from ....models import Passkey, Session, User
from ...audit import audit

NAME = "统运"
CHALLENGE_GOOD_FOR = timedelta(minutes=5)
MAX_PASSKEYS = 10


def registration_options(session: Session) -> dict[str, Any]:
    """What the browser needs to make a new passkey. Raises Conflict where the address of the platform allows none."""
    user = session.user
    options = generate_registration_options(
        rp_id=_site()[0],
        rp_name=NAME,
        user_id=user.id.bytes,
        user_name=user.username,
        user_display_name=user.name,
        challenge=_challenge(session),
        exclude_credentials=_known(user),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return _plain(options)


@transaction.atomic
def register(session: Session, name: str, credential: dict[str, Any]) -> Passkey:
    """Keep a passkey that the browser made. Raises Invalid when it does not fit what was asked."""
    user = session.user
    if Passkey.objects.filter(user=user).count() >= MAX_PASSKEYS:
        raise Conflict("too_many_passkeys", f"最多登记 {MAX_PASSKEYS} 个通行密钥，请先移除不用的。")
    rp_id, origin = _site()
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=_asked(session),
            expected_rp_id=rp_id,
            expected_origin=origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise _unfit() from error
    identity = _text(made.credential_id)
    if len(identity) > 1400 or Passkey.objects.filter(credential_id=identity).exists():
        raise Conflict("passkey_known", "这个通行密钥已经登记过。")
    row = Passkey.objects.create(
        user=user,
        name=name,
        credential_id=identity,
        public_key=_text(made.credential_public_key),
        sign_count=made.sign_count,
        transports=_transports(credential),
    )
    audit("factor.added", Ref("user", str(user.id), user.username), None, {"method": "webauthn", "name": name})
    return row


def authentication_options(session: Session) -> dict[str, Any]:
    """What the browser needs to let a passkey of the user sign."""
    options = generate_authentication_options(
        rp_id=_site()[0],
        challenge=_challenge(session),
        allow_credentials=_known(session.user),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _plain(options)


def accepts(session: Session, credential: dict[str, Any]) -> bool:
    """Whether a passkey of the session's user signed the challenge; a challenge is good once."""
    rp_id, origin = _site()
    try:
        challenge = _asked(session)
        row = Passkey.objects.filter(user=session.user, credential_id=str(credential.get("id", ""))).first()
        if row is None:
            return False
        signed = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=rp_id,
            expected_origin=origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
        )
    except (WebAuthnException, Invalid, ValueError, KeyError, TypeError, AttributeError):
        return False
    Passkey.objects.filter(id=row.id).update(sign_count=signed.new_sign_count, used_at=utc_now())
    return True


@transaction.atomic
def remove(user: User, passkey_id: UUID) -> None:
    """Forget a passkey. Raises NotFound."""
    row = Passkey.objects.filter(user=user, id=passkey_id).first()
    if row is None:
        raise NotFound("no_passkey", "没有这个通行密钥。")
    audit("factor.removed", Ref("user", str(user.id), user.username), {"method": "webauthn", "name": row.name}, None)
    row.delete()


def _site() -> tuple[str, str]:
    """The id and the origin that passkeys are bound to: those of TONGYUN_PUBLIC_URL, whatever the caller says."""
    parts = urlsplit(settings.TONGYUN.public_url)
    host = parts.hostname or ""
    secure = parts.scheme == "https" or host == "localhost"
    if not secure or host.replace(".", "").isdigit() or ":" in host:
        raise Conflict(
            "passkeys_unavailable", "通行密钥只能在以 https 域名访问的平台上使用；请设置 TONGYUN_PUBLIC_URL。"
        )
    return host, f"{parts.scheme}://{parts.netloc}"


def available() -> bool:
    """Whether the address of the platform allows passkeys."""
    try:
        _site()
    except Conflict:
        return False
    return True


def _challenge(session: Session) -> bytes:
    challenge = secrets.token_bytes(32)
    Session.objects.filter(id=session.id).update(challenge=_text(challenge), challenged_at=utc_now())
    return challenge


def _asked(session: Session) -> bytes:
    """The challenge of this session, taken away so that it is answered once."""
    with transaction.atomic():
        row = Session.objects.select_for_update().get(id=session.id)
        challenge, at = row.challenge, row.challenged_at
        Session.objects.filter(id=session.id).update(challenge="", challenged_at=None)
    if not challenge or at is None or utc_now() - at > CHALLENGE_GOOD_FOR:
        raise _unfit()
    return base64url_to_bytes(challenge)


def _known(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(row.credential_id),
            transports=[AuthenticatorTransport(name) for name in row.transports],
        )
        for row in Passkey.objects.filter(user=user)
    ]


def _transports(credential: dict[str, Any]) -> list[str]:
    response = credential.get("response")
    given = response.get("transports") if isinstance(response, dict) else None
    known = {transport.value for transport in AuthenticatorTransport}
    return [name for name in given if name in known] if isinstance(given, list) else []


def _unfit() -> Invalid:
    reason = "通行密钥的应答无效或已过期，请重试。"
    return Invalid("wrong_credential", reason, [FieldError("/credential", reason)])


def _plain(options: Any) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(options_to_json(options))
    return plain


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")

"""Codes of an authenticator app (RFC 6238: six digits, 30 seconds, SHA-1, as all apps have it)."""

import hmac
import io
import time

import pyotp
from django.db import transaction

from ....contracts import Conflict, FieldError, Invalid, Ref, utc_now
from ....models import Authenticator, User
from ....models.factors import TOTP_PURPOSE
from ...audit import audit
from ...sealing import seal, unseal

ISSUER = "统运"
STEP_S = 30
#: Clocks of phones may be off by one step.
TOLERANCE = 1


@transaction.atomic
def begin(user: User) -> str:
    """A new secret to put into an app; it counts once a code confirmed it. Raises Conflict when there is one."""
    known = Authenticator.objects.select_for_update().filter(user=user).first()
    if known is not None and known.confirmed_at is not None:
        raise Conflict("factor_exists", "已登记动态口令；如需更换，请先移除原来的。")
    secret = str(pyotp.random_base32())
    Authenticator.objects.update_or_create(
        user=user, defaults={"secret": seal(secret, TOTP_PURPOSE), "created_at": utc_now(), "last_step": 0}
    )
    return secret


def address_of(user: User, secret: str) -> str:
    """The otpauth address that apps read."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name=ISSUER))


def picture_of(address: str) -> str:
    """The address as a QR code, in SVG."""
    import segno  # noqa: PLC0415 - only those who enrol need it

    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=5, border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


@transaction.atomic
def confirm(user: User, code: str) -> None:
    """Let the new secret count, if the app shows the right code. Raises Invalid."""
    row = Authenticator.objects.filter(user=user, confirmed_at=None).first()
    if row is None or not _take(row, code):
        reason = "动态口令不正确；请确认手机时间准确，并输入最新的 6 位数字。"
        raise Invalid("wrong_code", reason, [FieldError("/code", reason)])
    Authenticator.objects.filter(id=row.id).update(confirmed_at=utc_now())
    audit("factor.added", Ref("user", str(user.id), user.username), None, {"method": "totp"})


def accepts(user: User, code: str) -> bool:
    """Whether this is a code of the user's app that has not been used; it cannot be used again."""
    row = Authenticator.objects.filter(user=user).exclude(confirmed_at=None).first()
    return row is not None and _take(row, code)


@transaction.atomic
def remove(user: User) -> None:
    """Forget the secret."""
    if Authenticator.objects.filter(user=user).delete()[0]:
        audit("factor.removed", Ref("user", str(user.id), user.username), {"method": "totp"}, None)


def _take(row: Authenticator, code: str) -> bool:
    given = code.replace(" ", "")
    if len(given) != 6 or not given.isascii() or not given.isdigit():
        return False
    totp = pyotp.TOTP(unseal(row.secret, TOTP_PURPOSE))
    now = int(time.time()) // STEP_S
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if hmac.compare_digest(str(totp.generate_otp(step)), given):
            unused = Authenticator.objects.filter(id=row.id, last_step__lt=step)
            return bool(unused.update(last_step=step, used_at=utc_now()))
    return False

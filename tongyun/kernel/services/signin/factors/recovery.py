"""Recovery codes: printed, put in the safe, each good for one sign-in."""

import secrets

from django.db import transaction

from ....contracts import Ref, utc_now
from ....models import RecoveryCode, User
from ...audit import audit, secret_digest

COUNT = 10
#: Without letters that look like others (Crockford): 16 of them are 80 bits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@transaction.atomic
def renew(user: User) -> list[str]:
    """New codes, shown this once; the older ones stop working."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = ["".join(secrets.choice(LETTERS) for _ in range(16)) for _ in range(COUNT)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=secret_digest(code)) for code in codes)
    audit("factor.recovery_renewed", Ref("user", str(user.id), user.username))
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


def accepts(user: User, code: str) -> bool:
    """Whether this is a code of the user that has not been used; it cannot be used again."""
    plain = "".join(c for c in code.upper() if c.isalnum()).translate(str.maketrans("OIL", "011"))
    unused = RecoveryCode.objects.filter(user=user, digest=secret_digest(plain), used_at=None)
    return bool(unused.update(used_at=utc_now()))


def left(user: User) -> int:
    """How many codes are unused."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()

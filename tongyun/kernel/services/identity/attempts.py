"""Sign-ins that are half way: bound to one browser, answered once, over after ten minutes."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from ...contracts import utc_now
from ...contracts.identity import Identity
from ...models import IdentityProvider, SignInAttempt, UsedAssertion
from ...models.identity import ATTEMPT_PURPOSE
from ..audit import secret_digest
from ..sealing import seal, unseal
from .errors import EXPIRED, REFUSED, Refused

#: How long a person may take at the provider, its own password reset included.
PATIENCE = timedelta(minutes=10)
MAX_NEXT = 500


@dataclass(frozen=True)
class Begun:
    """What the browser carries while it is away: `state` through the provider, `browser` in a cookie."""

    state: str
    browser: str


def new_attempt() -> Begun:
    """Fresh random values for one sign-in."""
    return Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32))


def remember(row: IdentityProvider, begun: Begun, kept: Mapping[str, str], next_page: str) -> None:
    """Keep what is needed when the browser comes back. What was never finished is cleared away."""
    now = utc_now()
    SignInAttempt.objects.filter(expires_at__lt=now).delete()
    SignInAttempt.objects.create(
        provider=row,
        state_digest=secret_digest(begun.state),
        browser_digest=secret_digest(begun.browser),
        sealed=seal(json.dumps(dict(kept)), ATTEMPT_PURPOSE),
        next=safe_next(next_page),
        expires_at=now + PATIENCE,
    )


@transaction.atomic
def take_answer(row: IdentityProvider, state: str) -> tuple[SignInAttempt, dict[str, str]]:
    """The attempt this answer belongs to, with what was kept for it; each takes one answer. Raises Refused."""
    attempt = _live(row, state)
    if attempt.answered_at is not None:
        raise Refused(EXPIRED, "同一次登录的应答被再次提交")
    attempt.answered_at = utc_now()
    attempt.save(update_fields=["answered_at"])
    return attempt, json.loads(unseal(attempt.sealed, ATTEMPT_PURPOSE))


def hold_identity(attempt: SignInAttempt, identity: Identity) -> None:
    """Keep who it is until the browser itself comes for its session: a posted answer arrives without our cookie."""
    kept = {**asdict(identity), "raw": {}}
    attempt.sealed = seal(json.dumps({"identity": kept}, ensure_ascii=False), ATTEMPT_PURPOSE)
    attempt.save(update_fields=["sealed"])


@transaction.atomic
def take_identity(row: IdentityProvider, state: str, browser: str) -> tuple[SignInAttempt, Identity]:
    """Who it is, for the browser that began; once. Raises Refused."""
    attempt = _live(row, state)
    same_browser(attempt, browser)
    kept = json.loads(unseal(attempt.sealed, ATTEMPT_PURPOSE)).get("identity")
    if kept is None:
        raise Refused(EXPIRED, "身份提供方尚未应答")
    attempt.delete()
    return attempt, identity_of(kept)


def identity_of(kept: Mapping[str, Any]) -> Identity:
    """An identity that was kept as plain JSON."""
    groups = kept.get("groups")
    return Identity(**{**kept, "groups": None if groups is None else tuple(groups)})


def same_browser(attempt: SignInAttempt, browser: str) -> None:
    """Refuse an answer that another browser brings: somebody wants this person signed in as somebody else."""
    if not browser or not secrets.compare_digest(secret_digest(browser), attempt.browser_digest):
        raise Refused(EXPIRED, "应答来自另一个浏览器")


def use_once(row_id: str, assertion: str, until: datetime) -> None:
    """Refuse an assertion that was used before. It is remembered until it is no longer valid anyway."""
    now = utc_now()
    UsedAssertion.objects.filter(expires_at__lt=now).delete()
    digest = sha256(assertion.encode()).hexdigest()
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(provider_id=row_id, digest=digest, expires_at=until)
    except IntegrityError:
        raise Refused(REFUSED, "断言被重复使用") from None


def safe_next(page: str) -> str:
    """A page of ours to go on with: a path on this host, nothing that a browser could take for another."""
    if not page.startswith("/") or page[1:2] in ("/", "\\") or page.startswith("/api/") or len(page) > MAX_NEXT:
        return "/"
    if any(ord(character) < 33 or character == "\\" or ord(character) == 127 for character in page):
        return "/"
    parts = urlsplit(page)
    return page if not parts.scheme and not parts.netloc else "/"


def _live(row: IdentityProvider, state: str) -> SignInAttempt:
    attempts = SignInAttempt.objects.select_for_update().filter(provider=row, state_digest=secret_digest(state))
    attempt = attempts.first()
    if attempt is None or attempt.expires_at <= utc_now():
        raise Refused(EXPIRED, "登录已超时，或不是从本系统发起的")
    return attempt

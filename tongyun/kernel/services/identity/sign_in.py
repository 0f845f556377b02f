"""Sign in through a provider, from the first click to the session."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from ...contracts import Problem, Ref, Unauthenticated, utc_now
from ...contracts.identity import Identity
from ...models import ExternalIdentity, IdentityProvider, SignInAttempt, User
from ..audit import audit
from ..context import acting_as, system_actor
from ..signin import attempts as failures
from ..signin.sessions import Opened, complete_sign_in
from . import attempts
from .errors import DISABLED, REFUSED, WRONG, Refused
from .kinds import asking, redirecting
from .linking import person_of
from .providers import opened


@dataclass(frozen=True)
class Caller:
    """The browser that asks."""

    ip: str
    user_agent: str


@dataclass(frozen=True)
class SignedIn:
    """A session that was opened, and the page to go on with."""

    user: User
    session: Opened
    next: str


def begin(row: IdentityProvider, next_page: str) -> tuple[str, str]:
    """Where to send the browser, and the value of its cookie until it is back. Raises Refused."""
    begun = attempts.new_attempt()
    with told(row):
        address, kept = redirecting(row.kind).begin(opened(row), begun.state)
    attempts.remember(row, begun, kept, next_page)
    return address, begun.browser


def finish(row: IdentityProvider, state: str, browser: str, sent: Mapping[str, str], caller: Caller) -> SignedIn:
    """The browser is back with the provider's answer, and our cookie. Raises Refused."""
    with told(row):
        attempt, kept = attempts.take_answer(row, state)
        attempts.same_browser(attempt, browser)
        identity = redirecting(row.kind).finish(opened(row), state, kept, sent)
        return _open(row, identity, attempt, caller)


def take_post(row: IdentityProvider, state: str, sent: Mapping[str, str]) -> SignInAttempt:
    """The provider's answer was posted from its own page, without our cookie: check it and keep it. Raises Refused."""
    with told(row):
        attempt, kept = attempts.take_answer(row, state)
        attempts.hold_identity(attempt, redirecting(row.kind).finish(opened(row), state, kept, sent))
        return attempt


def collect(row: IdentityProvider, state: str, browser: str, caller: Caller) -> SignedIn:
    """The browser comes for the session of an answer that was posted. Raises Refused."""
    with told(row):
        attempt, identity = attempts.take_identity(row, state, browser)
        return _open(row, identity, attempt, caller)


def with_password(row: IdentityProvider, username: str, password: str, caller: Caller) -> SignedIn:
    """Name and password of a directory. Raises Refused; TooManyRequests for an address that failed too often."""
    failures.require_calm(caller.ip)
    with told(row):
        try:
            identity = asking(row.kind).authenticate(opened(row), username, password)
        except Refused as refused:
            if refused.code == WRONG:
                failures.note_failure(None, caller.ip, f"{row.key}：{refused.reason}"[:200])
            raise
        return _open(row, identity, None, caller)


@contextmanager
def told(row: IdentityProvider) -> Iterator[None]:
    """Leave a refused sign-in in the audit trail with its reason; the person is told only as much as helps."""
    try:
        yield
    except Refused as refused:
        after = {"code": refused.code, "reason": refused.reason[:500]}
        with transaction.atomic():
            target = Ref("identity_provider", str(row.id), row.title)
            audit("session.refused", target, None, after, actor=system_actor("统一身份"))
        raise


def _open(row: IdentityProvider, identity: Identity, attempt: SignInAttempt | None, caller: Caller) -> SignedIn:
    try:
        with acting_as(system_actor(f"统一身份：{row.title}")):
            user = person_of(row, opened(row).settings, identity)
        # A directory is only asked for the password; the pages of other providers may ask for more.
        vouched = row.kind != IdentityProvider.Kind.LDAP
        session = complete_sign_in(user, row.key, caller.ip, caller.user_agent, vouched=vouched)
    except Unauthenticated as refused:
        raise Refused(DISABLED, refused.detail) from refused
    except Problem as problem:
        raise Refused(REFUSED, f"资料不符合本系统的规则：{problem.detail}") from problem
    ExternalIdentity.objects.filter(provider=row, user=user).update(last_sign_in_at=utc_now())
    return SignedIn(user, session, attempt.next if attempt else "/")

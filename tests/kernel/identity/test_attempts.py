"""Sign-ins that are half way: one browser, one answer, and no way out of this platform."""

from datetime import timedelta

import pytest

from tongyun.kernel.contracts import utc_now
from tongyun.kernel.contracts.identity import Identity
from tongyun.kernel.models import IdentityProvider, SignInAttempt
from tongyun.kernel.services.identity import attempts
from tongyun.kernel.services.identity.errors import EXPIRED, REFUSED, Refused


@pytest.fixture
def provider(db: None) -> IdentityProvider:
    return IdentityProvider.objects.create(key="sso", kind="oidc", title="统一身份", enabled=True)


@pytest.fixture
def begun(provider: IdentityProvider) -> attempts.Begun:
    made = attempts.new_attempt()
    attempts.remember(provider, made, {"nonce": "n-1"}, "/tickets?state=open")
    return made


@pytest.mark.parametrize(
    "page",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/ok\\..\\x",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=1",
        "/\t/evil.example",
        " /tickets",
        "/api/v1/tokens",
        "/" + "a" * 600,
        "",
    ],
)
def test_only_a_page_of_ours_may_come_next(page: str) -> None:
    assert attempts.safe_next(page) == "/"


def test_a_page_of_ours_is_kept_with_its_query() -> None:
    assert attempts.safe_next("/tickets?state=open#top") == "/tickets?state=open#top"


def test_an_answer_is_taken_once(provider: IdentityProvider, begun: attempts.Begun) -> None:
    _, kept = attempts.take_answer(provider, begun.state)
    assert kept == {"nonce": "n-1"}
    with pytest.raises(Refused) as refused:
        attempts.take_answer(provider, begun.state)
    assert refused.value.code == EXPIRED


def test_what_is_kept_stands_nowhere_in_the_clear(begun: attempts.Begun) -> None:
    row = SignInAttempt.objects.values().get()
    assert not {"n-1", begun.state, begun.browser} & {str(value) for value in row.values()}
    assert "n-1" not in str(row)


def test_another_browser_may_not_finish(provider: IdentityProvider, begun: attempts.Begun) -> None:
    attempt, _ = attempts.take_answer(provider, begun.state)
    attempts.same_browser(attempt, begun.browser)
    for other in ("", attempts.new_attempt().browser):
        with pytest.raises(Refused):
            attempts.same_browser(attempt, other)


def test_after_ten_minutes_it_is_too_late(provider: IdentityProvider, begun: attempts.Begun) -> None:
    SignInAttempt.objects.update(expires_at=utc_now())
    with pytest.raises(Refused):
        attempts.take_answer(provider, begun.state)
    attempts.remember(provider, attempts.new_attempt(), {}, "/")
    assert SignInAttempt.objects.count() == 1


def test_an_answer_for_another_provider_is_none_of_ours(begun: attempts.Begun) -> None:
    other = IdentityProvider.objects.create(key="other", kind="oidc", title="另一个", enabled=True)
    with pytest.raises(Refused):
        attempts.take_answer(other, begun.state)


def test_a_posted_identity_waits_for_its_browser(provider: IdentityProvider, begun: attempts.Begun) -> None:
    attempt, _ = attempts.take_answer(provider, begun.state)
    with pytest.raises(Refused):
        attempts.take_identity(provider, begun.state, begun.browser)
    attempts.hold_identity(attempt, Identity("s-1", name="张伟", groups=("a",), raw={"secret": 1}))
    with pytest.raises(Refused):
        attempts.take_identity(provider, begun.state, "another")
    taken, identity = attempts.take_identity(provider, begun.state, begun.browser)
    assert (taken.next, identity) == ("/tickets?state=open", Identity("s-1", name="张伟", groups=("a",)))
    with pytest.raises(Refused):
        attempts.take_identity(provider, begun.state, begun.browser)


def test_an_assertion_opens_one_session(provider: IdentityProvider) -> None:
    until = utc_now() + timedelta(minutes=5)
    attempts.use_once(str(provider.id), "_assertion-1", until)
    attempts.use_once(str(provider.id), "_assertion-2", until)
    with pytest.raises(Refused) as refused:
        attempts.use_once(str(provider.id), "_assertion-1", until)
    assert refused.value.code == REFUSED

"""Sign-in through a real OpenID Provider: npm oidc-provider, certified by the OpenID Foundation."""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from servers.identity import OidcProvider
from tests.integration.sign_in.conftest import enabled, error_of, who
from tongyun.kernel.models import AuditRecord, ExternalIdentity, Group, IdentityProvider, Membership, User
from tongyun.kernel.services.identity.backends import oidc
from tongyun.kernel.services.identity.providers import test_provider as probe

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

SECRET = "s3cret of the client/+&"
PEOPLE = {
    "u-1001": {
        "name": "张伟",
        "preferred_username": "zhangwei",
        "email": "zhangwei@example.gov.cn",
        "email_verified": True,
        "groups": ["ops"],
    },
    "u-1002": {"name": "李娜", "preferred_username": "lina"},
}


@pytest.fixture
def city(platform: str) -> Iterator[OidcProvider]:
    client = {
        "client_id": "tongyun",
        "client_secret": SECRET,
        "redirect_uris": [f"{platform}/api/v1/sign-in/city/callback"],
    }
    oidc.forget()
    with OidcProvider(client, PEOPLE) as server:
        yield server


@pytest.fixture
def provider(city: OidcProvider) -> IdentityProvider:
    Group.objects.create(code="ops", name="运维组")
    return enabled(
        "city", "oidc", issuer=city.issuer, client_id="tongyun", client_secret=SECRET, group_map="ops => ops"
    )


def sign_in(browser: httpx.Client, platform: str, name: str, next_page: str = "/") -> httpx.Response:
    """From the sign-in page to the provider's form, and with its answer back."""
    form = browser.get(f"{platform}/api/v1/sign-in/city/begin", params={"next": next_page})
    assert "127.0.0.1" in form.url.host
    action = re.search(r'action="([^"]+)"', form.text)
    assert action is not None, form.text
    return browser.post(
        httpx.URL(str(form.url)).join(action[1]), data={"prompt": "login", "login": name, "password": "x"}
    )


def test_a_person_signs_in_and_goes_on_where_they_wanted(
    provider: IdentityProvider, platform: str, browser: httpx.Client
) -> None:
    landed = sign_in(browser, platform, "u-1001", "/tickets?state=open")
    assert str(landed.url) == f"{platform}/tickets?state=open"
    user = who(browser, platform)
    assert user is not None
    assert (user["username"], user["name"]) == ("zhangwei", "张伟")
    link = ExternalIdentity.objects.get()
    assert (link.subject, link.last_sign_in_at is not None) == ("u-1001", True)
    assert Membership.objects.get().group.code == "ops"
    opened = AuditRecord.objects.get(action="session.opened")
    assert json.loads(opened.delta)["method"]["new"] == "city"
    assert not any("tongyun_sign_in" in cookie.name for cookie in browser.cookies.jar)


def test_the_keys_may_rotate_between_two_people(
    provider: IdentityProvider, city: OidcProvider, platform: str, browser: httpx.Client
) -> None:
    sign_in(browser, platform, "u-1001")
    httpx.post(f"{city.issuer}/rotate")
    with httpx.Client(follow_redirects=True, timeout=30) as other:
        sign_in(other, platform, "u-1002")
        user = who(other, platform)
    assert user is not None
    assert user["name"] == "李娜"


def test_the_request_carries_state_nonce_and_a_pkce_challenge(provider: IdentityProvider, platform: str) -> None:
    begun = httpx.get(f"{platform}/api/v1/sign-in/city/begin")
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    cookie = begun.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/api/v1/sign-in" in cookie


def test_an_answer_brought_by_another_browser_opens_nothing(
    provider: IdentityProvider, platform: str, browser: httpx.Client
) -> None:
    stolen: list[str] = []
    browser.event_hooks["request"].append(lambda request: stolen.append(str(request.url)))
    sign_in(browser, platform, "u-1001")
    [callback] = [url for url in stolen if "/callback?" in url]
    with httpx.Client(follow_redirects=True) as victim:
        assert error_of(victim.get(callback)) == "attempt_expired"
        assert who(victim, platform) is None
    assert error_of(browser.get(callback)) == "attempt_expired"


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_afterwards(
    provider: IdentityProvider, platform: str, browser: httpx.Client, next_page: str
) -> None:
    assert str(sign_in(browser, platform, "u-1001", next_page).url) == f"{platform}/"


def test_who_is_switched_off_here_is_told_so(provider: IdentityProvider, platform: str, browser: httpx.Client) -> None:
    sign_in(browser, platform, "u-1001")
    User.objects.filter(username="zhangwei").update(active=False)
    with httpx.Client(follow_redirects=True, timeout=30) as again:
        assert error_of(sign_in(again, platform, "u-1001")) == "user_disabled"
        assert who(again, platform) is None
    assert AuditRecord.objects.filter(action="session.refused").count() == 1


def test_a_wrong_client_secret_is_refused_and_the_reason_kept(
    city: OidcProvider, platform: str, browser: httpx.Client
) -> None:
    enabled("city", "oidc", issuer=city.issuer, client_id="tongyun", client_secret="wrong")
    assert error_of(sign_in(browser, platform, "u-1001")) == "provider_unavailable"
    assert "invalid_client" in str(AuditRecord.objects.get(action="session.refused").delta)


def test_the_connection_is_tested_step_by_step(provider: IdentityProvider, city: OidcProvider) -> None:
    steps = probe(provider.id)
    assert [step.ok for step in steps] == [True] * 4
    assert steps[-1].detail.endswith("/api/v1/sign-in/city/callback")
    city.stop()
    steps = probe(provider.id)
    assert [step.ok for step in steps] == [False]
    assert "无法连接" in steps[0].detail


def test_a_provider_that_is_down_says_so_to_the_person(
    provider: IdentityProvider, city: OidcProvider, platform: str, browser: httpx.Client
) -> None:
    city.stop()
    oidc.forget()
    landed = browser.get(f"{platform}/api/v1/sign-in/city/begin")
    assert error_of(landed) == "provider_unavailable"

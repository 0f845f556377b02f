"""Sign-in through a SAML 2.0 identity provider made of pysaml2, and what a forger would send instead."""

import base64
import html
import re
from collections.abc import Iterator

import httpx
import pytest

from servers.identity import SamlProvider
from tests.integration.sign_in.conftest import enabled, error_of, who
from tongyun.kernel.models import AuditRecord, ExternalIdentity, IdentityProvider, Session
from tongyun.kernel.services.identity.providers import change_provider
from tongyun.kernel.services.identity.providers import test_provider as probe

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

PEOPLE = {
    "zhang": {
        "subject": "persistent-1001",
        "attributes": {"uid": ["zhangwei"], "displayName": ["张伟"], "mail": ["zhangwei@example.gov.cn"]},
    }
}


@pytest.fixture
def idp(platform: str) -> Iterator[SamlProvider]:
    draft = enabled("city", "saml", entity_id="x", sso_url="http://127.0.0.1:1/sso", certificates="MIIB")
    metadata = httpx.get(f"{platform}/api/v1/sign-in/city/metadata")
    assert metadata.status_code == 200
    assert 'WantAssertionsSigned="true"' in metadata.text
    with SamlProvider(metadata.text, PEOPLE) as server:
        settings = {"default_organisation": "root", "metadata_url": server.entity_id}
        change_provider(draft.id, 1, {}, settings)
        yield server


def posted(browser: httpx.Client, platform: str, **more: str) -> tuple[str, dict[str, str]]:
    """The form that the provider's page would post: where to, and what."""
    begun = browser.get(f"{platform}/api/v1/sign-in/city/begin", params={"next": "/tickets"}, follow_redirects=False)
    page = browser.get(
        begun.headers["location"], params={**dict(httpx.URL(begun.headers["location"]).params), "as": "zhang", **more}
    )
    action = re.search(r'action="([^"]+)"', page.text)
    fields = dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', page.text))
    assert action is not None, page.text
    return html.unescape(action[1]), {name: html.unescape(own) for name, own in fields.items()}


def test_a_person_signs_in_with_a_signed_assertion(idp: SamlProvider, platform: str, browser: httpx.Client) -> None:
    where, form = posted(browser, platform)
    landed = browser.post(where, data=form)
    assert str(landed.url) == f"{platform}/tickets", AuditRecord.objects.filter(action="session.refused").values()
    user = who(browser, platform)
    assert user is not None
    assert (user["username"], user["name"]) == ("zhangwei", "张伟")
    assert ExternalIdentity.objects.get().subject == "persistent-1001"


def test_an_assertion_that_is_posted_again_opens_nothing(
    idp: SamlProvider, platform: str, browser: httpx.Client
) -> None:
    where, form = posted(browser, platform)
    browser.post(where, data=form)
    with httpx.Client(follow_redirects=True) as thief:
        assert error_of(thief.post(where, data=form)) == "attempt_expired"
    _, other = posted(browser, platform)
    with httpx.Client(follow_redirects=True) as thief:
        answer = thief.post(where, data={**form, "RelayState": other["RelayState"]})
        assert error_of(answer) == "provider_refused"
        assert who(thief, platform) is None


def test_the_session_is_for_the_browser_that_began(idp: SamlProvider, platform: str, browser: httpx.Client) -> None:
    where, form = posted(browser, platform)
    with httpx.Client(follow_redirects=True) as other:
        assert error_of(other.post(where, data=form)) == "attempt_expired"
    assert Session.objects.count() == 0


def forged(form: dict[str, str], change: tuple[str, str]) -> dict[str, str]:
    """The same response with its text changed."""
    text = base64.b64decode(form["SAMLResponse"]).decode()
    assert re.search(change[0], text, flags=re.DOTALL), change[0]
    changed = re.sub(change[0], change[1], text, count=1, flags=re.DOTALL)
    return {**form, "SAMLResponse": base64.b64encode(changed.encode()).decode()}


@pytest.mark.parametrize(
    "change",
    [
        (r"persistent-1001", "persistent-0001"),
        (r"zhangwei@example", "leader@example"),
        (r"<(\w+:)?Signature .*?</\1Signature>", ""),
        (r"^(<\?xml[^>]*\?>)?", r'\1<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
        (r"(<\w+:Assertion .*</\w+:Assertion>)", r"\1\1"),
        (r"Success", "AuthnFailed"),
        (r'InResponseTo="[^"]+"', 'InResponseTo="_another"'),
    ],
    ids=["subject", "attribute", "unsigned", "doctype", "two-assertions", "failed", "other-request"],
)
def test_a_response_that_was_tampered_with_opens_nothing(
    idp: SamlProvider, platform: str, browser: httpx.Client, change: tuple[str, str]
) -> None:
    where, form = posted(browser, platform)
    answer = browser.post(where, data=forged(form, change))
    assert error_of(answer) in ("provider_refused", "cancelled")
    assert (Session.objects.count(), ExternalIdentity.objects.count()) == (0, 0)


@pytest.mark.parametrize("unsigned", ["all", "assertion"])
def test_an_assertion_that_is_not_signed_itself_is_refused(
    idp: SamlProvider, platform: str, browser: httpx.Client, unsigned: str
) -> None:
    where, form = posted(browser, platform, unsigned=unsigned)
    assert error_of(browser.post(where, data=form)) == "provider_refused"
    assert "signed" in str(AuditRecord.objects.get(action="session.refused").delta).lower()


def test_nobody_comes_in_unasked(idp: SamlProvider, platform: str, browser: httpx.Client) -> None:
    where, form = posted(browser, platform)
    assert error_of(browser.post(where, data={**form, "RelayState": ""})) == "attempt_expired"
    assert (
        error_of(browser.post(where, data={"RelayState": form["RelayState"], "SAMLResponse": "AAAA"}))
        == "provider_refused"
    )


def test_the_connection_is_tested_step_by_step(idp: SamlProvider) -> None:
    provider = IdentityProvider.objects.get()
    assert [step.ok for step in probe(provider.id)] == [True] * 3
    idp.stop()
    assert [step.ok for step in probe(provider.id)] == [False]

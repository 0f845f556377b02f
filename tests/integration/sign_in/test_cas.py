"""Sign-in through CAS 3.0: a double that keeps the protocol (servers/cas_double.py)."""

from collections.abc import Iterator

import httpx
import pytest

from servers.identity import CasDouble
from tests.integration.sign_in.conftest import enabled, error_of, who
from tongyun.kernel.models import AuditRecord, IdentityProvider, Session
from tongyun.kernel.services.identity.providers import test_provider as probe

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

PEOPLE = {"zhang": {"displayName": "张伟", "mail": "zhang@example.gov.cn", "uid": "1001"}, "bomb": {}}


@pytest.fixture
def cas() -> Iterator[CasDouble]:
    with CasDouble(PEOPLE) as server:
        yield server


@pytest.fixture
def provider(platform: str, cas: CasDouble) -> IdentityProvider:
    return enabled("cas", "cas", server_url=cas.url, subject_field="uid")


def ticketed(browser: httpx.Client, platform: str, name: str) -> str:
    """The address the browser is sent back to, with its ticket."""
    begun = browser.get(f"{platform}/api/v1/sign-in/cas/begin", follow_redirects=False).headers["location"]
    page = browser.get(begun, params={**dict(httpx.URL(begun).params), "as": name}, follow_redirects=False)
    return page.headers["location"]


def test_a_person_signs_in_with_a_ticket(provider: IdentityProvider, platform: str, browser: httpx.Client) -> None:
    browser.get(ticketed(browser, platform, "zhang"))
    user = who(browser, platform)
    assert user is not None
    assert (user["username"], user["name"]) == ("zhang", "张伟")
    assert provider.identities.get().subject == "1001"


def test_a_ticket_made_for_another_service_or_nobody_is_refused(
    provider: IdentityProvider, platform: str, browser: httpx.Client
) -> None:
    ticket = httpx.URL(ticketed(browser, platform, "zhang")).params["ticket"]
    other = httpx.URL(ticketed(browser, platform, "zhang"))
    assert error_of(browser.get(other.copy_merge_params({"ticket": ticket}))) == "provider_refused"
    again = httpx.URL(ticketed(browser, platform, "zhang"))
    assert error_of(browser.get(again.copy_merge_params({"ticket": "ST-made-up"}))) == "provider_refused"
    assert Session.objects.count() == 0


def test_an_answer_with_a_doctype_is_not_read(provider: IdentityProvider, platform: str, browser: httpx.Client) -> None:
    assert error_of(browser.get(ticketed(browser, platform, "bomb"))) == "provider_refused"
    assert "DOCTYPE" in str(AuditRecord.objects.get(action="session.refused").delta)


def test_the_connection_is_tested_step_by_step(provider: IdentityProvider, cas: CasDouble) -> None:
    steps = probe(provider.id)
    assert [step.ok for step in steps] == [True, True]
    cas.stop()
    assert [step.ok for step in probe(provider.id)] == [False]

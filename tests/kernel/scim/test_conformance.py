"""What scim2-tester, an independent judge of RFC 7643 and 7644, says of our service."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from tests.kernel.scim.conftest import Scim
from tests.kernel.scim.test_people import ENTERPRISE, patch
from tongyun.kernel.models import IdentityProvider, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Iterator[Any]:
    """The WSGI application on this test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_judge_finds_nothing(application: Any, provider: IdentityProvider, token: str, settings: Any) -> None:
    # Its models take four seconds to load: not in every process that only looks which tests there are.
    from scim2_client.engines.wsgi import WSGISCIMClient  # noqa: PLC0415
    from scim2_tester import Status, check_server  # noqa: PLC0415

    base = f"{settings.TONGYUN.public_url}/api/v1/scim/{provider.key}/v2"
    client = WSGISCIMClient(application, base, {"Authorization": f"Bearer {token}"})
    results = check_server(client)
    broken = [
        f"{each.title} {each.resource_type or ''}: {each.status.name} {each.reason}"
        for each in results
        if each.status not in (Status.SUCCESS, Status.SKIPPED)
    ]
    assert not broken, "\n".join(broken)
    assert len(results) > 50


def search(scim: Scim, where: str, **body: Any) -> Any:
    schemas = ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]
    return scim.call("POST", f"{where}.search", {"schemas": schemas, **body})


def test_a_search_by_post_finds_people_and_groups(scim: Scim) -> None:
    people = [scim.make(userName=name, displayName=name).json()["id"] for name in ("zhangwei", "lina", "wangfang")]
    scim.call("POST", "Groups", {"displayName": "lina", "members": [{"value": people[0]}]})
    both = search(scim, "", filter='displayName eq "lina"').json()
    assert (both["totalResults"], [each["meta"]["resourceType"] for each in both["Resources"]]) == (
        2,
        ["User", "Group"],
    )
    one = search(scim, "", filter='userName sw "z"', attributes=["userName"]).json()
    assert [(each["userName"], "displayName" in each) for each in one["Resources"]] == [("zhangwei", False)]
    assert search(scim, "Groups/").json()["totalResults"] == 1
    last = search(scim, "", startIndex=3, count=5).json()
    assert [each["meta"]["resourceType"] for each in last["Resources"]] == ["User", "Group"]
    assert (last["totalResults"], last["startIndex"], last["itemsPerPage"]) == (4, 3, 2)
    wrong = search(scim, "", filter='nonsense eq "x"')
    assert (wrong.status_code, wrong.json()["scimType"]) == (400, "invalidFilter")


def test_a_client_reads_back_its_own_words_until_the_record_is_changed_here(scim: Scim) -> None:
    said = {
        "emails": [{"value": "z@a.gov.cn", "type": "other"}],
        "phoneNumbers": [{"value": "028-85550000", "type": "fax"}],
        ENTERPRISE: {"organization": "某局（对方的叫法）"},
    }
    made = scim.make(**said).json()
    assert {name: made[name] for name in said} == said
    User.objects.filter(id=made["id"]).update(mail="new@a.gov.cn", phone="13800138000")
    shown = scim.call("GET", f"Users/{made['id']}").json()
    assert shown["emails"] == [{"value": "new@a.gov.cn", "type": "work", "primary": True}]
    assert shown["phoneNumbers"] == [{"value": "13800138000", "type": "mobile"}]
    assert shown[ENTERPRISE] == said[ENTERPRISE]


def test_what_we_must_have_survives_its_removal(scim: Scim) -> None:
    made = scim.make(externalId="hr-1", active=False).json()
    gone = [{"op": "remove", "path": path} for path in ("displayName", "name", "active", "externalId")]
    shown = scim.call("PATCH", f"Users/{made['id']}", patch(*gone)).json()
    assert not {"displayName", "name", "active", "externalId"} & shown.keys()
    user = User.objects.get(id=made["id"])
    assert (user.name, user.active) == ("张伟", False)
    user.active = True
    user.save()
    assert scim.call("GET", f"Users/{made['id']}").json()["active"] is True

"""A change names the version it starts from, as `If-Match` or in its body; who is late is told and nothing is lost."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Api
from tongyun.kernel.models import Group, Organisation, Post, Role, User

pytestmark = pytest.mark.django_db

#: Method and path of a change, and what changes.
CHANGES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "user": ("PATCH", "users/{id}", {"name": "新名"}),
    "organisation": ("PATCH", "organisations/{id}", {"name": "新名"}),
    "group": ("PATCH", "groups/{id}", {"name": "新名"}),
    "post": ("PATCH", "posts/{id}", {"name": "新名"}),
    "role": ("PUT", "roles/{id}", {"key": "role", "title": "新名", "permissions": []}),
}


@pytest.fixture
def records(organisation: Organisation) -> dict[str, Any]:
    return {
        "user": User.objects.create(username="somebody", name="旧名", organisation=organisation),
        "organisation": Organisation.objects.create(code="unit", name="旧名", parent=organisation),
        "group": Group.objects.create(code="group", name="旧名"),
        "post": Post.objects.create(code="post", name="旧名"),
        "role": Role.objects.create(key="role", title="旧名", permissions=[]),
    }


@dataclass
class Change:
    """A change of a record by somebody who may."""

    caller: Api
    record: Any
    method: str
    path: str
    body: dict[str, Any]

    def send(self, more: dict[str, Any] | None = None, **headers: str) -> Any:
        """Ask for it, with more in the body or in the headers."""
        return self.caller.send(self.method, self.path, {**self.body, **(more or {})}, **headers)

    def name(self) -> str:
        """How the record is called now."""
        self.record.refresh_from_db()
        return str(self.record.title if isinstance(self.record, Role) else self.record.name)


@pytest.fixture(params=CHANGES)
def change(request: pytest.FixtureRequest, api: Api, security_officer: User, records: dict[str, Any]) -> Change:
    caller = Api(security_officer) if request.param == "role" else api
    method, path, body = CHANGES[request.param]
    record = records[request.param]
    return Change(caller, record, method, path.format(id=record.id), body)


def test_the_etag_that_was_read_is_the_one_to_send(change: Change) -> None:
    etag = change.caller.get(change.path)["ETag"]
    done = change.send(**{"If-Match": etag})
    assert done.status_code == 200, done.content
    assert done["ETag"] not in ("", etag)
    assert done["ETag"] == change.caller.get(change.path)["ETag"]
    late = change.send({"title" if isinstance(change.record, Role) else "name": "更新"}, **{"If-Match": etag})
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert change.name() == "新名"


def test_the_version_in_the_body_counts_as_much(change: Change) -> None:
    assert change.send({"version": 1}).status_code == 200
    late = change.send({"version": 1})
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert change.name() == "新名"


def test_a_change_that_names_no_version_changes_nothing(change: Change) -> None:
    answer = change.send()
    assert (answer.status_code, answer.json()["code"]) == (422, "version_required")
    for etag in ('"x"', "abc", '"1", "2"'):
        assert change.send(**{"If-Match": etag}).json()["code"] == "bad_etag"
    assert change.name() == "旧名"


def test_settings_of_channels_and_packs_carry_their_version(api: Api, hosts_pack: None) -> None:
    assert api.get("calendars/5x8")["ETag"] == f'"{api.get("calendars/5x8").json()["version"]}"'
    assert api.get("notification-preference")["ETag"] == '"0"'
    stale = api.send("PUT", "notification-preference", {"value": {}}, **{"If-Match": '"7"'})
    assert stale.status_code == 412

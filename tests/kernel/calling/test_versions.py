"""A change names the version it starts from, as `If-Match` or in its body; who is late is told and nothing is lost."""

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


def name_of(row: Any) -> str:
    row.refresh_from_db()
    return row.title if isinstance(row, Role) else row.name


@pytest.mark.parametrize("kind", CHANGES)
def test_the_etag_that_was_read_is_the_one_to_send(
    api: Api, security_officer: User, records: dict[str, Any], kind: str
) -> None:
    caller = Api(security_officer) if kind == "role" else api
    method, path, change = CHANGES[kind]
    path = path.format(id=records[kind].id)
    etag = caller.get(path)["ETag"]
    done = caller.send(method, path, change, **{"If-Match": etag})
    assert done.status_code == 200, done.content
    assert done["ETag"] not in ("", etag)
    assert done["ETag"] == caller.get(path)["ETag"]
    late = caller.send(method, path, {**change, "name": "更新"} if kind != "role" else change, **{"If-Match": etag})
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert name_of(records[kind]) == "新名"


@pytest.mark.parametrize("kind", CHANGES)
def test_the_version_in_the_body_counts_as_much(
    api: Api, security_officer: User, records: dict[str, Any], kind: str
) -> None:
    caller = Api(security_officer) if kind == "role" else api
    method, path, change = CHANGES[kind]
    path = path.format(id=records[kind].id)
    assert caller.send(method, path, {**change, "version": 1}).status_code == 200
    late = caller.send(method, path, {**change, "version": 1})
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert name_of(records[kind]) == "新名"


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_that_names_no_version_changes_nothing(
    api: Api, security_officer: User, records: dict[str, Any], kind: str
) -> None:
    caller = Api(security_officer) if kind == "role" else api
    method, path, change = CHANGES[kind]
    path = path.format(id=records[kind].id)
    answer = caller.send(method, path, change)
    assert (answer.status_code, answer.json()["code"]) == (422, "version_required")
    for etag in ('"x"', "abc", '"1", "2"'):
        assert caller.send(method, path, change, **{"If-Match": etag}).json()["code"] == "bad_etag"
    assert name_of(records[kind]) == "旧名"


def test_settings_of_channels_and_packs_carry_their_version(api: Api, hosts_pack: None) -> None:
    assert api.get("calendars/5x8")["ETag"] == f'"{api.get("calendars/5x8").json()["version"]}"'
    assert api.get("notification-preference")["ETag"] == '"0"'
    stale = api.send("PUT", "notification-preference", {"value": {}}, **{"If-Match": '"7"'})
    assert stale.status_code == 412

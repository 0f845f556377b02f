"""What a role hides is nowhere: not in answers, not to filter, sort or search by; and it stays hidden beside others."""

import pytest

from tests.conftest import Api
from tongyun.kernel.api.hiding import is_hidden, without
from tongyun.kernel.models import Role, User
from tongyun.kernel.services.people.history import remember_users

pytestmark = pytest.mark.django_db


@pytest.fixture
def shy(reader: Role) -> Role:
    reader.hidden = {"user": ["organisation"]}
    reader.save()
    return reader


def test_a_hidden_field_is_absent_from_lists(clerk: User, shy, give) -> None:
    give(clerk)
    rows = Api(clerk).get("users").json()["items"]
    assert rows
    assert all("organisation" not in row for row in rows)
    assert all(row["name"] for row in rows)


def test_another_role_does_not_uncover_it(clerk: User, shy, give) -> None:
    give(clerk)
    give(clerk, role=Role.objects.create(key="open", title="全见", permissions=["user:read"]))
    assert all("organisation" not in row for row in Api(clerk).get("users").json()["items"])


def test_a_hidden_field_was_always_hidden(clerk: User, shy: Role, give) -> None:
    give(clerk)
    give(clerk, role=Role.objects.create(key="keeper", title="维护", realm="system", permissions=["user:manage"]))
    remember_users([clerk], "edited")
    (version,) = Api(clerk).get(f"users/{clerk.id}/history").json()["items"]
    assert version["state"]["username"] == clerk.username
    assert "organisation" not in version["state"]


def test_nothing_is_filtered_or_sorted_by_a_hidden_field(clerk: User, reader: Role, give) -> None:
    give(clerk)
    api = Api(clerk)
    assert api.get("users", active="true").status_code == 200
    assert api.get("users", sort="username").status_code == 200
    reader.hidden = {"user": ["active", "username", "name"]}
    reader.save()
    assert api.get("users", sort="created_at").status_code == 200
    for query in ({"active": "true"}, {"active__not": "true"}, {"sort": "username"}):
        answer = api.get("users", **{"sort": "created_at", **query})
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_parameter"), query
    assert api.get("users", sort="created_at", q="clerk").json()["total"] == 0


def test_a_hidden_field_is_not_asked_for_by_another_name(clerk: User, shy: Role, give) -> None:
    give(clerk)
    answer = Api(clerk).get("users", below=str(clerk.organisation_id))
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_parameter")


def test_keys_of_an_object() -> None:
    row = {"attributes": {"serial": "S", "rack": "R"}, "name": "n"}
    assert without(dict(row), ["attributes.serial", "name"]) == {"attributes": {"rack": "R"}}
    assert without(dict(row), ["attributes.*"])["attributes"] == {}
    assert is_hidden("attributes.rack", ["attributes.*"])
    assert is_hidden("attributes.rack", ["attributes.rack"])
    assert not is_hidden("attributes.rack", ["attributes.serial"])


def test_a_hidden_field_is_neither_exported_nor_chosen(clerk: User, shy: Role, give) -> None:
    shy.permissions = [*shy.permissions, "list:export"]
    shy.save()
    give(clerk)
    api = Api(clerk)
    file = b"".join(api.get("users", format="csv").streaming_content).decode()
    assert "科员" in file
    assert "卫健委" not in file
    assert "organisation" not in [column["key"] for column in api.get("users", format="columns").json()]
    for query in ({"fields": "name,organisation"}, {"format": "csv", "fields": "organisation"}):
        answer = api.get("users", **query)
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_parameter")

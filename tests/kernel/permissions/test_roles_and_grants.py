"""Roles and grants through the API, and the answer to "why can, or can't, this user"."""

import pytest

from tests.conftest import Api
from tongyun.kernel.models import AuditRecord, Group, Membership, Role, User
from tongyun.kernel.services.permissions.built_in import ensure_roles

pytestmark = pytest.mark.django_db


@pytest.fixture
def security(security_officer: User) -> Api:
    """The API as the security administrator calls it."""
    return Api(security_officer)


def new_role(security: Api, **changes) -> dict:
    body = {"key": "desk", "title": "服务台", "permissions": ["ticket:read", "ticket:create"], **changes}
    answer = security.post("roles", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_role_is_made_changed_and_removed(security: Api) -> None:
    role = new_role(security, hidden={"user": ["phone"]})
    assert role["permissions"] == ["ticket:create", "ticket:read"]
    body = {**{key: role[key] for key in ("key", "title", "version")}, "permissions": ["ticket:read"]}
    changed = security.send("PUT", f"roles/{role['id']}", body)
    assert (changed.json()["permissions"], changed.json()["version"]) == (["ticket:read"], 2)
    late = security.send("PUT", f"roles/{role['id']}", body)
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert security.delete(f"roles/{role['id']}").status_code == 204
    assert security.get(f"roles/{role['id']}").status_code == 404
    assert list(AuditRecord.objects.filter(target_kind="role").order_by("seq").values_list("action", flat=True)) == [
        "role.created",
        "role.changed",
        "role.removed",
    ]


def test_built_in_roles_stay(security: Api) -> None:
    role = ensure_roles()["operations-manager"]
    assert security.delete(f"roles/{role.id}").json()["code"] == "role_built_in"


def test_a_role_that_is_granted_stays(security: Api, nobody: User) -> None:
    role = new_role(security)
    body = {"holder_kind": "user", "holder": str(nobody.id), "role": role["id"], "scope": "own"}
    made = security.post("grants", body)
    assert made.status_code == 201, made.content
    assert security.delete(f"roles/{role['id']}").json()["code"] == "role_granted"
    assert security.post("grants", body).json()["code"] == "grant_exists"


def test_a_grant_is_widened_and_taken_back(security: Api, city, clerk: User) -> None:
    role = new_role(security)
    body = {"holder_kind": "user", "holder": str(clerk.id), "role": role["id"], "scope": "named"}
    assert security.post("grants", body).json()["errors"][0]["path"] == "/organisations"
    units = [str(city["health"].id), str(city["education"].id)]
    made = security.post("grants", {**body, "organisations": units}).json()
    assert {unit["id"] for unit in made["organisations"]} == set(units)
    wider = security.patch(f"grants/{made['id']}", {"scope": "below", "organisations": [], "version": 1})
    assert (wider.json()["scope"], wider.json()["organisations"]) == ("below", [])
    assert security.delete(f"grants/{made['id']}").status_code == 204
    [change] = AuditRecord.objects.filter(action="grant.changed")
    assert (change.changes["scope"]["old"], change.changes["scope"]["new"]) == ("named", "below")


@pytest.mark.parametrize("name", ["phone", "no-such"])
def test_only_declared_fields_can_be_hidden(security: Api, name: str) -> None:
    body = {"key": "desk", "title": "服务台", "permissions": [], "hidden": {"user": [name]}}
    assert security.post("roles", body).status_code == (201 if name == "phone" else 422)


def why(api: Api, user: User, permission: str, **query) -> dict:
    answer = api.get(f"users/{user.id}/access", permission=permission, **query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_why_names_the_role_the_group_and_the_scope(security: Api, city, clerk: User, give) -> None:
    group = Group.objects.create(code="night", name="夜班")
    Membership.objects.create(group=group, user=clerk)
    give(group, "below")
    told = why(security, clerk, "ticket:read", organisation=str(city["district"].id))
    assert told["allowed"]
    [reason] = told["reasons"]
    assert (reason["role"], reason["via"], reason["via_name"], reason["scope"]) == ("查阅", "group", "夜班", "below")
    outside = why(security, clerk, "ticket:read", organisation=str(city["education"].id))
    assert not outside["allowed"]
    assert outside["reasons"][0]["effect"] == "out_of_scope"
    assert why(security, clerk, "ticket:read", organisation=str(city["education"].id), own=True)["allowed"]


def test_why_not_names_the_roles_that_would_give_it(security: Api, clerk: User) -> None:
    told = why(security, clerk, "job:run")
    assert not told["allowed"]
    assert told["reasons"] == []
    assert {role["key"] for role in told["roles"]} >= {"operations-manager", "duty"}


def test_why_says_that_separation_holds_a_grant_back(security: Api, auditor: User, give) -> None:
    give(auditor, "all", role=ensure_roles()["duty"])
    told = why(security, auditor, "ticket:read")
    assert not told["allowed"]
    assert told["reasons"][0]["effect"] == "idle"
    assert "不得兼任" in told["reasons"][0]["reason"]


def test_why_of_a_right_without_scope_and_of_a_closed_account(security: Api, clerk: User, give) -> None:
    give(clerk, "below")
    assert why(security, clerk, "role:read")["reasons"][0]["effect"] == "not_for_all"
    User.objects.filter(id=clerk.id).update(active=False)
    assert "停用" in why(security, clerk, "ticket:read")["answer"]


def test_strangers_and_clerks_change_nothing(security: Api, clerk: User, give) -> None:
    role = Role.objects.get(key="reader")
    give(clerk, "all")
    body = {"holder_kind": "user", "holder": str(clerk.id), "role": str(role.id), "scope": "all"}
    for api, status in ((Api(), 401), (Api(clerk), 403)):
        assert api.post("grants", body).status_code == status
        assert api.post("roles", {"key": "x1", "title": "x", "permissions": []}).status_code == status

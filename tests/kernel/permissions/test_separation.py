"""Three administrators: nobody holds or gives another's rights, however the rows came about."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import PASSWORD, Api, make_user
from tongyun.kernel.contracts import Forbidden
from tongyun.kernel.facade import users_with
from tongyun.kernel.models import AuditRecord, Grant, Group, Membership, Post, Role, User
from tongyun.kernel.services import setup
from tongyun.kernel.services.permissions import permissions, protect_administrator, separation
from tongyun.kernel.services.permissions.built_in import AUDIT, DUTY, OPERATIONS, SECURITY, SYSTEM, ensure_roles
from tongyun.kernel.services.permissions.effective import access_of

pytestmark = pytest.mark.django_db

REALMS = ["business", "system", "security", "audit"]
FIRST = {"username": "zhang", "name": "张伟", "password": PASSWORD, "organisation": "成都市大数据中心"}


def grants_of(user: User) -> list[dict]:
    return list(Grant.objects.filter(user=user).values("role__key", "scope"))


@given(st.sets(st.sampled_from(REALMS)))
def test_what_is_in_effect_is_never_refused(realms) -> None:
    live = {realm for realm in realms if not separation.without_effect(realm, realms, in_person=True)}
    assert separation.refusal(live) == ""
    if separation.refusal(realms) == "":
        assert live == realms


@pytest.mark.parametrize("pair", list(combinations([SYSTEM, SECURITY, AUDIT], 2)))
def test_rows_that_make_somebody_two_administrators_give_neither(organisation, pair) -> None:
    roles = ensure_roles()
    both = make_user("both", "兼任", organisation, [roles[key] for key in pair])
    assert access_of(both.id).keys == frozenset()
    for permission in permissions:
        assert both.id not in users_with(permission.key), permission.key


@pytest.mark.parametrize("seat", [SECURITY, AUDIT])
def test_security_and_audit_do_no_business(organisation, seat) -> None:
    roles = ensure_roles()
    user = make_user("apart", "专职", organisation, [roles[seat], roles[OPERATIONS], roles[DUTY]])
    assert "ticket:read" not in access_of(user.id).keys
    assert users_with("duty:receive") == []


def test_an_administrator_is_one_in_person(organisation, nobody) -> None:
    group = Group.objects.create(code="g", name="组")
    Membership.objects.create(group=group, user=nobody)
    Grant.objects.create(group=group, role=ensure_roles()[AUDIT])
    assert access_of(nobody.id).keys == frozenset()
    assert nobody.id not in users_with("audit:read")


def test_a_role_gives_nothing_of_another_realm_whatever_its_list_says(organisation) -> None:
    role = Role.objects.create(key="smuggler", title="夹带", permissions=["ticket:read", "audit:read", "role:write"])
    user = make_user("smuggler", "夹带", organisation, [role])
    assert access_of(user.id).keys == {"ticket:read"}


def test_set_up_makes_one_and_hands_out_links_for_two(anonymous: Api) -> None:
    made = anonymous.post("setup", {**FIRST, "second_factor": False, "token": setup.new_setup_token()})
    assert made.status_code == 200, made.content
    links = {link["seat"]: link["href"].split("token=")[1].split("&")[0] for link in made.json()["links"]}
    assert set(links) == {"security", "audit"}
    assert not {"audit:read", "role:write"} & set(made.json()["permissions"])
    for seat, token in links.items():
        body = {"token": token, "username": seat, "name": seat, "password": "Another-Horse-8"}
        assert Api().post("setup/seat", body).status_code == 200
        assert Api().post("setup/seat", {**body, "username": "again"}).status_code == 401
    seats = {row["seat"]: [user["username"] for user in row["users"]] for row in anonymous.get("administrators").json()}
    assert seats == {"system": ["zhang"], "security": ["security"], "audit": ["audit"]}
    assert AuditRecord.objects.filter(action="user.set_up").count() == 3


def test_a_lost_link_can_be_made_again_until_somebody_has_come(admin: User, api: Api) -> None:
    first = api.post("administrators/audit/link").json()["href"]
    second = api.post("administrators/audit/link").json()["href"]
    body = {"username": "audit", "name": "审计", "password": "Another-Horse-8"}
    for href, status in ((first, 401), (second, 200)):
        token = href.split("token=")[1].split("&")[0]
        assert Api().post("setup/seat", {**body, "token": token}).status_code == status
    taken = api.post("administrators/audit/link")
    assert (taken.status_code, taken.json()["code"]) == (409, "seat_taken")
    User.objects.filter(username="audit").update(active=False)
    assert api.post("administrators/audit/link").status_code == 409, "disabling the holder opens no way in"


def test_the_security_administrator_hands_out_business_and_its_own_seat_only(security_officer, nobody) -> None:
    api, roles = Api(security_officer), ensure_roles()
    for key, status in ((DUTY, 201), (SYSTEM, 403), (AUDIT, 403)):
        body = {"holder_kind": "user", "holder": str(nobody.id), "role": str(roles[key].id), "scope": "all"}
        answer = api.post("grants", body)
        assert answer.status_code == status, (key, answer.content)
    assert grants_of(nobody) == [{"role__key": DUTY, "scope": "all"}]


@pytest.mark.parametrize(("actor", "own"), [("admin", SYSTEM), ("security_officer", SECURITY), ("auditor", AUDIT)])
def test_each_administrator_makes_only_its_like(request, organisation, actor, own) -> None:
    api, roles = Api(request.getfixturevalue(actor)), ensure_roles()
    for number, key in enumerate([SYSTEM, SECURITY, AUDIT]):
        person = make_user(f"new{number}", "新人", organisation, [])
        body = {"holder_kind": "user", "holder": str(person.id), "role": str(roles[key].id), "scope": "all"}
        assert api.post("grants", body).status_code == (201 if key == own else 403)


def test_nobody_grants_to_oneself(security_officer) -> None:
    body = {"holder_kind": "user", "holder": str(security_officer.id), "role": str(ensure_roles()[DUTY].id)}
    answer = Api(security_officer).post("grants", {**body, "scope": "all"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_yourself")


def test_an_auditor_is_given_no_business(security_officer, auditor) -> None:
    body = {"holder_kind": "user", "holder": str(auditor.id), "role": str(ensure_roles()[DUTY].id), "scope": "all"}
    answer = Api(security_officer).post("grants", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "separated")


def test_an_administrators_role_goes_to_no_group(security_officer) -> None:
    group = Group.objects.create(code="g", name="组")
    body = {"holder_kind": "group", "holder": str(group.id), "role": str(ensure_roles()[SECURITY].id), "scope": "all"}
    assert Api(security_officer).post("grants", body).json()["code"] == "separated"


def test_the_last_of_a_kind_stays(organisation, security_officer) -> None:
    second = make_user("second", "第二人", organisation, [ensure_roles()[SECURITY]])
    api = Api(second)
    mine, other = Grant.objects.get(user=second), Grant.objects.get(user=security_officer)
    assert api.delete(f"grants/{other.id}").status_code == 204
    answer = api.delete(f"grants/{mine.id}")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")


def test_accounts_of_other_administrators_are_not_touched(admin, security_officer, nobody, as_admin) -> None:
    protect_administrator(nobody.id)
    protect_administrator(admin.id)
    with pytest.raises(Forbidden):
        protect_administrator(security_officer.id)


def test_a_business_role_takes_no_administrators_right(security_officer) -> None:
    body = {"key": "mixed", "title": "混合", "permissions": ["ticket:read", "audit:read", "no:such"]}
    answer = Api(security_officer).post("roles", body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["/permissions/1", "/permissions/2"]


def test_nobody_gains_a_role_by_joining(admin: User, api: Api, nobody: User, give) -> None:
    group = Group.objects.create(code="g", name="组")
    post = Post.objects.create(code="p", name="岗位")
    unit = str(admin.organisation_id)
    join = {"add": [str(admin.id)], "remove": []}
    hold = {"user_id": str(admin.id), "post_id": str(post.id), "organisation_id": unit, "since": "2026-01-01"}
    give(group, "all")
    give(post, "all")
    for path, body in ((f"groups/{group.id}/members", join), ("appointments", hold)):
        answer = api.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_yourself"), path
    assert api.post(f"groups/{group.id}/members", {"add": [str(nobody.id)], "remove": []}).status_code == 200
    Grant.objects.filter(group=group).delete()
    assert api.post(f"groups/{group.id}/members", join).status_code == 200

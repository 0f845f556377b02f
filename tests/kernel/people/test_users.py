"""Accounts through the API: create, invite, edit, move, switch off; groups, posts and appointments."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from tests.conftest import Api, make_user
from tongyun.kernel.contracts import Task, utc_now
from tongyun.kernel.models import AuditRecord, Group, Invitation, Organisation, Session, User
from tongyun.kernel.services.people import accounts

pytestmark = pytest.mark.django_db

STRONG = "Chengdu-2026!"


@pytest.fixture
def wang(api: Api, organisation: Organisation) -> dict:
    body = {"username": "wang.fang", "name": "王芳", "organisation_id": str(organisation.id), "phone": "13800000001"}
    answer = api.post("users", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_an_account_is_opened_by_its_owner_alone(api: Api, wang: dict, anonymous: Api) -> None:
    assert wang["can_sign_in"] is False
    link = api.post(f"users/{wang['id']}/invitation").json()
    token = link["path"].partition("#")[2]
    assert anonymous.post("invitation", {"token": token, "password": "weak"}).status_code == 422
    assert anonymous.post("invitation", {"token": token, "password": STRONG}).status_code == 204
    assert anonymous.post("session", {"username": "wang.fang", "password": STRONG}).status_code == 200
    assert anonymous.post("invitation", {"token": token, "password": STRONG}).status_code == 401
    assert api.get(f"users/{wang['id']}").json()["can_sign_in"] is True


def test_a_newer_invitation_makes_the_older_useless_and_each_ends(api: Api, wang: dict, anonymous: Api) -> None:
    older = api.post(f"users/{wang['id']}/invitation").json()["path"].partition("#")[2]
    newer = api.post(f"users/{wang['id']}/invitation").json()["path"].partition("#")[2]
    assert anonymous.post("invitation", {"token": older, "password": STRONG}).status_code == 401
    Invitation.objects.update(expires_at=utc_now() - timedelta(seconds=1))
    assert anonymous.post("invitation", {"token": newer, "password": STRONG}).status_code == 401


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "王芳"),
        ("name", " "),
        ("name", "王\u200b芳"),
        ("phone", "abc"),
        ("mail", "a@b"),
        ("employee_no", "=1+1"),
    ],
)
def test_what_breaks_a_rule_is_named(api: Api, organisation: Organisation, field: str, value: str) -> None:
    body = {"username": "li", "name": "李敏", "organisation_id": str(organisation.id), field: value}
    answer = api.post("users", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == f"/{field}"


def test_a_user_name_is_used_once_whatever_its_case(api: Api, wang: dict, organisation: Organisation) -> None:
    body = {"username": "Wang.Fang", "name": "王芳", "organisation_id": str(organisation.id)}
    assert api.post("users", body).json()["code"] == "duplicate_username"


def test_nobody_sets_fields_that_are_not_theirs_to_set(api: Api, wang: dict) -> None:
    answer = api.patch(f"users/{wang['id']}", {"version": 1, "username": "root", "password": "x", "active": False})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_fields")
    assert [field["path"] for field in answer.json()["errors"]] == ["/username", "/password", "/active"]
    row = User.objects.get(id=wang["id"])
    assert (row.username, row.active) == ("wang.fang", True)


def test_a_person_moves_to_another_unit_and_the_past_stays(api: Api, wang: dict, organisation: Organisation) -> None:
    unit = Organisation.objects.create(code="a", name="甲局", parent=organisation)
    before = utc_now().isoformat()
    change = {"version": 1, "organisation_id": str(unit.id), "reason": "轮岗"}
    assert api.patch(f"users/{wang['id']}", change).json()["organisation_path"] == ["市政务数据中心", "甲局"]
    past = api.get(f"organisations/{organisation.id}/members", as_of=before).json()
    assert "王芳" in {each["name"] for each in past}
    assert api.get(f"users/{wang['id']}/history").json()["items"][0]["reason"] == "轮岗"
    assert api.patch(f"users/{wang['id']}", {"version": 1, "name": "王方"}).json()["code"] == "stale"


def test_an_account_that_is_switched_off_is_out_at_once(api: Api, organisation: Organisation) -> None:
    li = make_user("li", "李敏", organisation, [])
    hers = Api(li)
    assert hers.get("session").status_code == 200
    assert api.post(f"users/{li.id}/deactivate", {"reason": ""}).status_code == 422
    assert api.post(f"users/{li.id}/deactivate", {"reason": "离职"}).json()["active"] is False
    assert hers.get("session").status_code == 401
    assert not Session.objects.filter(user=li).exists()
    assert AuditRecord.objects.filter(action="user.deactivated", target_id=str(li.id)).exists()
    assert api.post(f"users/{li.id}/activate").json()["active"] is True


def test_nobody_switches_off_themselves_or_the_last_who_could_switch_on(api: Api, admin: User) -> None:
    assert api.post(f"users/{admin.id}/deactivate", {"reason": "x"}).json()["code"] == "own_account"
    assert User.objects.get(id=admin.id).active


def test_an_account_ends_on_its_day(api: Api, wang: dict) -> None:
    User.objects.filter(id=wang["id"]).update(valid_to=localdate())
    accounts.expire_accounts(Task(utc_now(), "", "", {}, utc_now(), 1))  # type: ignore[arg-type]
    assert User.objects.get(id=wang["id"]).active is False
    assert api.post(f"users/{wang['id']}/activate").json()["code"] == "expired"


def test_a_group_takes_people_in_and_out(api: Api, wang: dict, admin: User) -> None:
    group = api.post("groups", {"code": "net", "name": "网络组"}).json()
    body = {"add": [wang["id"], str(admin.id)]}
    assert api.post(f"groups/{group['id']}/members", body).json()["members"] == 2
    assert api.post(f"groups/{group['id']}/members", {"remove": [str(admin.id)]}).json()["members"] == 1
    assert [each["name"] for each in api.get("users", group=group["id"]).json()["items"]] == ["王芳"]
    assert api.get(f"users/{wang['id']}").json()["groups"][0]["name"] == "网络组"
    unknown = {"add": ["01890000-0000-7000-8000-000000000000"]}
    assert api.post(f"groups/{group['id']}/members", unknown).status_code == 422
    assert api.post("groups", {"code": "net", "name": "x"}).json()["code"] == "duplicate_code"
    renamed = api.patch(f"groups/{group['id']}", {"version": 1, "name": "网络保障组", "active": False}).json()
    assert (renamed["name"], renamed["active"]) == ("网络保障组", False)


def test_a_person_holds_several_posts_and_past_ones_stay_readable(api: Api, wang: dict, organisation) -> None:
    post = api.post("posts", {"code": "intake", "name": "接件人员"}).json()
    other = api.post("posts", {"code": "review", "name": "预审人员"}).json()
    unit = str(organisation.id)
    for each in (post, other):
        body = {"user_id": wang["id"], "post_id": each["id"], "organisation_id": unit, "since": "2026-01-01"}
        assert api.post("appointments", body).status_code == 201
        assert api.post("appointments", body).json()["code"] == "appointed"
    assert len(api.get(f"users/{wang['id']}").json()["posts"]) == 2
    held = api.get("appointments", post=post["id"]).json()["items"][0]
    ended = api.post(f"appointments/{held['id']}/end", {}).json()
    assert ended["until"] == localdate().isoformat()
    assert len(api.get(f"users/{wang['id']}").json()["posts"]) == 1
    assert api.get("appointments", on="2026-06-01", post=post["id"]).json()["total"] == 1
    assert api.get("appointments", on=localdate().isoformat(), post=post["id"]).json()["total"] == 0
    assert api.get(f"posts/{other['id']}").json()["holders"] == 1


def test_lists_ask_a_fixed_number_of_queries(api: Api, organisation, django_assert_max_num_queries) -> None:
    for number in range(30):
        make_user(f"u{number:02}", f"人员{number}", organisation, [])
    Group.objects.create(code="g", name="g")
    with django_assert_max_num_queries(12):
        assert len(api.get("users").json()["items"]) == 31
    assert api.get("users", below=str(organisation.id), limit=10).json()["total"] == 31


def test_who_may_only_read_changes_nothing(organisation: Organisation, nobody: User, wang: dict) -> None:
    stranger = Api(nobody)
    assert stranger.patch(f"users/{wang['id']}", {"version": 1, "name": "x"}).status_code == 403
    assert stranger.post(f"users/{wang['id']}/invitation").status_code == 403
    assert stranger.get(f"users/{wang['id']}/history").status_code == 403
    assert stranger.post("groups", {"code": "a", "name": "a"}).status_code == 403

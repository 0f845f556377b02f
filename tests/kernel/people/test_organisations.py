"""Organisations through the API: create, rename, move, merge, retire; the tree as of a moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from tests.conftest import Api, make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.facade import organisations_below
from tongyun.kernel.models import Appointment, AuditRecord, Group, Organisation, OutboxMessage, Post, User

pytestmark = pytest.mark.django_db


def make(api: Api, code: str, parent: str | None = None, **more: Any) -> dict:
    answer = api.post("organisations", {"code": code, "name": more.pop("name", code), "parent_id": parent, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def later(days: float = 0, seconds: float = 0) -> str:
    return (utc_now() + timedelta(days=days, seconds=seconds)).isoformat()


def test_a_unit_keeps_everything_that_was_said_of_it(api: Api, organisation: Organisation) -> None:
    made = make(
        api,
        "510107",
        str(organisation.id),
        name="武侯区智慧蓉城运行中心",
        kind="authority",
        division_level="county",
        division_code="510107",
        uscc="91350100M000100Y43",
        duties="负责全区智慧城市运行管理。",
        contacts=[{"name": "李敏", "role": "主任", "phone": "028-85551234", "mail": "li@wuhou.gov.cn"}],
    )
    shown = api.get(f"organisations/{made['id']}").json()
    assert shown["duties"] == "负责全区智慧城市运行管理。"
    assert shown["contacts"] == [{"name": "李敏", "role": "主任", "phone": "028-****1234", "mail": "l***@wuhou.gov.cn"}]
    assert Organisation.objects.get(id=made["id"]).contacts[0]["phone"] == "028-85551234"
    assert [each["name"] for each in shown["path"]] == ["市政务数据中心", "武侯区智慧蓉城运行中心"]
    assert AuditRecord.objects.get(action="organisation.created").target_id == made["id"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "有空格 的"),
        ("name", "  "),
        ("name", "市\u202e局"),
        ("uscc", "91350100M000100Y44"),
        ("division_code", "51"),
        ("contacts", [{"name": "李敏", "phone": "没有"}]),
        ("contacts", [{"name": "李敏", "mail": "li"}]),
    ],
)
def test_what_breaks_a_rule_is_named_and_nothing_is_made(api: Api, field: str, value: object) -> None:
    answer = api.post("organisations", {"code": "a", "name": "甲", field: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"].startswith(f"/{field}")
    assert not Organisation.objects.filter(code="a").exists()


def test_a_code_is_used_once_and_a_name_once_under_a_parent(api: Api, organisation: Organisation) -> None:
    make(api, "a", str(organisation.id), name="甲")
    assert api.post("organisations", {"code": "a", "name": "乙"}).json()["code"] == "duplicate_code"
    same = {"code": "b", "name": "甲", "parent_id": str(organisation.id)}
    assert api.post("organisations", same).json()["code"] == "duplicate_name"


def test_a_rename_keeps_the_old_name_readable(api: Api, organisation: Organisation) -> None:
    unit = make(api, "a", str(organisation.id), name="市大数据中心")
    before = later()
    change = {"version": unit["version"], "name": "市数据局", "reason": "机构改革"}
    assert api.patch(f"organisations/{unit['id']}", change).json()["name"] == "市数据局"
    names = {each["code"]: each["name"] for each in api.get("organisations/tree").json()}
    then = {each["code"]: each["name"] for each in api.get("organisations/tree", as_of=before).json()}
    assert (names["a"], then["a"]) == ("市数据局", "市大数据中心")
    newest, oldest = api.get(f"organisations/{unit['id']}/history").json()["items"]
    assert (newest["change"], newest["reason"], newest["actor_name"]) == ("renamed", "机构改革", "管理员")
    assert oldest["until"] == newest["since"]


def test_who_saves_second_is_told(api: Api, organisation: Organisation) -> None:
    unit = make(api, "a")
    assert api.patch(f"organisations/{unit['id']}", {"version": 1, "duties": "甲"}).status_code == 200
    second = api.patch(f"organisations/{unit['id']}", {"version": 1, "duties": "乙"})
    assert second.json()["code"] == "stale"
    assert api.get(f"organisations/{unit['id']}").json()["duties"] == "甲"


def test_a_branch_moves_as_a_whole_and_never_under_itself(api: Api, organisation: Organisation) -> None:
    west, east = make(api, "west", str(organisation.id)), make(api, "east", str(organisation.id))
    office = make(api, "office", west["id"])
    desk = make(api, "desk", office["id"])
    assert api.post(f"organisations/{west['id']}/move", {"parent_id": desk["id"]}).json()["code"] == "cycle"
    moved = api.post(f"organisations/{office['id']}/move", {"parent_id": east["id"], "reason": "调整"})
    assert [each["name"] for each in moved.json()["path"]] == ["市政务数据中心", "east", "office"]
    below_east = {str(each) for each in organisations_below(Organisation.objects.get(code="east").id)}
    assert below_east == {east["id"], office["id"], desk["id"]}
    assert len(organisations_below(Organisation.objects.get(code="west").id)) == 1
    path = api.get(f"organisations/{desk['id']}").json()["path"]
    assert [each["name"] for each in path] == ["市政务数据中心", "east", "office", "desk"]


def test_a_unit_in_use_is_not_retired_and_an_empty_one_comes_back(api: Api, organisation: Organisation) -> None:
    unit = make(api, "a", str(organisation.id))
    row = Organisation.objects.get(code="a")
    person = make_user("wang", "王芳", row, [])
    refused = api.post(f"organisations/{unit['id']}/retire", {"reason": "撤销"})
    assert refused.json()["code"] == "in_use"
    assert "1 名在用人员" in refused.json()["detail"]
    User.objects.filter(id=person.id).update(active=False)
    assert api.post(f"organisations/{unit['id']}/retire", {"reason": " "}).status_code == 422
    ended = api.post(f"organisations/{unit['id']}/retire", {"reason": "撤销"}).json()
    assert ended["active"] is False
    assert ended["valid_to"] == localdate().isoformat()
    assert api.post("organisations", {"code": "c", "name": "c", "parent_id": unit["id"]}).status_code == 422
    assert api.post(f"organisations/{unit['id']}/reinstate").json()["active"] is True


def test_a_merge_hands_everything_over_and_keeps_what_was(api: Api, organisation: Organisation) -> None:
    old, new = make(api, "old", str(organisation.id)), make(api, "new", str(organisation.id))
    child = make(api, "child", old["id"])
    old_row = Organisation.objects.get(code="old")
    made = api.post("users", {"username": "wang", "name": "王芳", "organisation_id": old["id"]}).json()
    post = Post.objects.create(code="head", name="部门负责人")
    given = {"user_id": made["id"], "post_id": str(post.id), "organisation_id": old["id"], "since": "2026-01-01"}
    assert api.post("appointments", given).status_code == 201
    Group.objects.create(code="g", name="g", organisation=old_row)
    before = later()
    answer = api.post(f"organisations/{old['id']}/merge", {"into": new["id"], "reason": "机构改革"})
    assert answer.status_code == 200, answer.content
    assert [each["name"] for each in answer.json()["merged"]] == ["old"]
    assert api.get(f"users/{made['id']}").json()["organisation"]["name"] == "new"
    assert api.get(f"users/{made['id']}").json()["posts"] == ["部门负责人 · new"]
    assert Appointment.objects.get(organisation=old_row).until == localdate()
    assert Group.objects.get(code="g").organisation_id is not None
    assert str(Group.objects.get(code="g").organisation_id) == new["id"]
    now = {each["code"]: each for each in api.get("organisations/tree").json()}
    assert now["child"]["parent_id"] == new["id"]
    assert (now["old"]["active"], now["old"]["parent_id"], now["old"]["merged_into"]) == (False, new["id"], new["id"])
    # Records of the old unit are in the scope of whoever sees the new one.
    assert old_row.id in organisations_below(Organisation.objects.get(code="new").id)
    then = {each["code"]: each for each in api.get("organisations/tree", as_of=before).json()}
    assert (then["old"]["active"], then["child"]["parent_id"], then["old"]["people"]) == (True, old["id"], 1)
    members = api.get(f"organisations/{old['id']}/members", as_of=before).json()
    assert [each["name"] for each in members] == ["王芳"]
    assert OutboxMessage.objects.get(topic="organisation.merged").payload["into"] == new["id"]
    assert api.post(f"organisations/{old['id']}/reinstate").json()["code"] == "merged"
    assert child["id"] in {each["id"] for each in api.get("organisations", parent=new["id"]).json()["items"]}


def test_a_unit_is_not_merged_into_its_own_branch(api: Api, organisation: Organisation) -> None:
    old = make(api, "old")
    child = make(api, "child", old["id"])
    assert api.post(f"organisations/{old['id']}/merge", {"into": child["id"], "reason": "x"}).json()["code"] == "cycle"
    assert api.post(f"organisations/{old['id']}/merge", {"into": old["id"], "reason": "x"}).json()["code"] == "same"
    assert Organisation.objects.get(code="old").valid_to is None


def test_the_tree_counts_people_of_each_branch(api: Api, organisation: Organisation, django_assert_num_queries) -> None:
    unit = make(api, "a", str(organisation.id))
    make_user("wang", "王芳", Organisation.objects.get(code="a"), [])
    rows = {each["code"]: each for each in api.get("organisations/tree").json()}
    assert (rows["root"]["people"], rows["root"]["people_below"]) == (1, 2)
    assert rows["a"]["people"] == 1
    assert api.get("organisations", below=str(organisation.id)).json()["total"] == 2
    assert api.get(f"organisations/{unit['id']}").json()["people_below"] == 1


def test_who_may_only_read_changes_nothing(organisation: Organisation, nobody: User) -> None:
    assert Api(nobody).post("organisations", {"code": "a", "name": "a"}).status_code == 403
    assert Organisation.objects.count() == 1

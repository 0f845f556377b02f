"""What lies outside a person's scope is neither listed nor opened: units, people of then, appointments, imports."""

from datetime import date

import pytest

from tests.conftest import Api, make_user
from tests.kernel.people.conftest import send, table
from tongyun.kernel.models import Appointment, Grant, Group, Organisation, Post, Role, User
from tongyun.kernel.services.organisations.history import remember
from tongyun.kernel.services.people.history import remember_users

pytestmark = pytest.mark.django_db


@pytest.fixture
def districts(organisation: Organisation) -> tuple[Organisation, Organisation]:
    made = [
        Organisation.objects.create(code=code, name=name, parent=organisation)
        for code, name in (("w", "武侯区"), ("j", "金牛区"))
    ]
    remember([organisation, *made], "created")
    return made[0], made[1]


@pytest.fixture
def clerk(districts) -> User:
    """Sees and manages the people of one district and what is below it."""
    role = Role.objects.create(
        key="clerk", realm="system", title="区县管理员", permissions=["user:read", "user:manage", "organisation:read"]
    )
    user = make_user("clerk", "区县管理员", districts[0], [])
    Grant.objects.create(user=user, role=role, scope="below")
    return user


@pytest.fixture
def keeper(districts) -> Api:
    """Changes people, units and groups everywhere, and may read none of them."""
    rights = ["user:manage", "organisation:manage", "group:manage"]
    role = Role.objects.create(key="keeper", realm="system", title="维护", permissions=rights)
    return Api(make_user("keeper", "维护员", districts[0], [role]))


def test_who_may_change_a_person_is_answered_without_a_right_to_read(keeper: Api, districts) -> None:
    body = {"username": "li.min", "name": "李敏", "organisation_id": str(districts[1].id), "phone": "13812345678"}
    made = keeper.post("users", body)
    assert (made.status_code, made.json()["phone"]) == (201, "138****5678")
    path = f"users/{made.json()['id']}"
    changed = keeper.patch(path, {"version": 1, "name": "李明"})
    assert (changed.status_code, changed.json()["name"], changed["ETag"]) == (200, "李明", '"2"')
    assert keeper.post(f"{path}/deactivate", {"reason": "离职"}).json()["active"] is False
    assert keeper.post(f"{path}/activate").json()["active"] is True
    assert keeper.get(path).status_code == 403


def test_who_may_change_a_unit_is_answered_without_a_right_to_read(keeper: Api, districts) -> None:
    made = keeper.post("organisations", {"code": "desk", "name": "窗口", "parent_id": str(districts[0].id)})
    assert (made.status_code, made.json()["path"][-1]["name"]) == (201, "窗口")
    path = f"organisations/{made.json()['id']}"
    assert keeper.patch(path, {"version": 1, "name": "大厅"}).json()["name"] == "大厅"
    assert keeper.post(f"{path}/move", {"parent_id": str(districts[1].id)}).json()["parent"]["name"] == "金牛区"
    assert keeper.post(f"{path}/retire", {"reason": "撤销"}).json()["active"] is False
    assert keeper.post(f"{path}/reinstate").json()["active"] is True
    assert keeper.post(f"{path}/merge", {"into": str(districts[1].id), "reason": "并入"}).json()["name"] == "金牛区"
    assert keeper.get(path).status_code == 403


def test_who_may_change_a_group_is_answered_without_a_right_to_read(keeper: Api, clerk: User, districts) -> None:
    made = keeper.post("groups", {"code": "net", "name": "网络组", "organisation_id": str(districts[1].id)})
    assert (made.status_code, made.json()["members"]) == (201, 0)
    path = f"groups/{made.json()['id']}"
    assert keeper.patch(path, {"version": 1, "name": "网络保障组"}).json()["name"] == "网络保障组"
    assert keeper.post(f"{path}/members", {"add": [str(clerk.id)], "remove": []}).json()["members"] == 1
    assert keeper.get(path).status_code == 403


def test_the_tree_and_the_list_end_at_the_scope(clerk: User, districts) -> None:
    hers = Api(clerk)
    assert [node["name"] for node in hers.get("organisations/tree").json()] == ["武侯区"]
    assert [node["name"] for node in hers.get("organisations/tree", as_of="2099-01-01T00:00:00").json()] == ["武侯区"]
    assert [row["name"] for row in hers.get("organisations").json()["items"]] == ["武侯区"]
    assert hers.get(f"organisations/{districts[1].id}").status_code == 404
    assert [unit["name"] for unit in hers.get(f"organisations/{districts[0].id}").json()["path"]] == ["武侯区"]


def test_people_of_then_and_appointments_end_at_the_scope(clerk: User, districts, api: Api) -> None:
    other = make_user("other", "外区", districts[1], [])
    remember_users([clerk, other], "created")
    post = Post.objects.create(code="p", name="岗位")
    Appointment.objects.create(user=other, post=post, organisation=districts[1], since=date(2026, 1, 1))
    Group.objects.create(code="all", name="全市组")
    Group.objects.create(code="jn", name="金牛组", organisation=districts[1])
    hers = Api(clerk)
    assert hers.get("appointments").json()["total"] == 0
    assert api.get("appointments").json()["total"] == 1
    assert [row["name"] for row in hers.get("groups").json()["items"]] == ["全市组"]
    assert hers.get(f"organisations/{districts[1].id}/members", as_of="2099-01-01T00:00:00").status_code == 404
    assert hers.get(f"users/{other.id}").status_code == 404


def test_a_person_out_of_scope_is_refused_like_one_that_does_not_exist(clerk: User, districts) -> None:
    hers, other = Api(clerk), make_user("other", "外区", districts[1], [])
    for method, path, body in (
        ("PATCH", "users/{id}", {"version": 1, "name": "改名"}),
        ("POST", "users/{id}/deactivate", {"reason": "离职"}),
        ("POST", "users/{id}/invitation", {}),
    ):
        for person in (other.id, "01890000-0000-7000-8000-000000000000"):
            answer = hers.send(method, path.format(id=person), body)
            assert (answer.status_code, answer.json()["code"]) == (404, "no_user"), path


def test_a_table_is_imported_only_by_whoever_manages_everybody(clerk: User, api: Api, organisation) -> None:
    content = table([["用户名", "姓名", "机构编码"], ["x1", "某", "root"]])
    refused = send(Api(clerk), "users", "a.csv", content)
    assert (refused.status_code, refused.json()["code"]) == (403, "import_everywhere")
    made = send(api, "users", "a.csv", content).json()
    assert Api(clerk).get("people-imports").json()["total"] == 0
    assert Api(clerk).get(f"people-imports/{made['id']}/rows").status_code == 403


def test_lists_are_exported(api: Api, districts) -> None:
    answer = api.get("organisations", format="csv")
    assert answer.status_code == 200
    text = (
        b"".join(answer.streaming_content).decode("utf-8-sig")
        if answer.streaming
        else answer.content.decode("utf-8-sig")
    )
    assert "武侯区" in text

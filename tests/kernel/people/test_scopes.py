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

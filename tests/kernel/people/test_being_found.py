"""The search box follows people and units, whichever way they change."""

import pytest

from tests.conftest import Api
from tests.kernel.people.conftest import Upload, work_off
from tongyun.kernel.models import Organisation, SearchDocument, User
from tongyun.kernel.services import setup, work
from tongyun.kernel.services.organisations import changing, ending
from tongyun.kernel.services.people import accounts
from tongyun.kernel.services.people.fields import UserDraft

pytestmark = pytest.mark.django_db

PEOPLE = ["用户名*", "姓名*", "机构编码*", "手机"]


def found(api: Api, words: str) -> list[tuple[str, str]]:
    return [(hit["title"], hit["subtitle"]) for hit in api.get("search", q=words).json()]


def told() -> None:
    """Run what waits for news of units, as a worker does."""
    for task in work.take():
        if task.handler == "kernel.search_people_of_unit":
            assert work.run(task)


@pytest.fixture
def bureau(as_admin: User, organisation: Organisation) -> Organisation:
    """A unit with one person in it."""
    unit = Organisation.objects.create(code="bureau", name="大数据局", parent=organisation)
    accounts.create_user(UserDraft(username="zhangwei", name="张伟", organisation_id=unit.id))
    return unit


def imported(api: Api, upload: Upload, kind: str, lines: list[list[str]]) -> None:
    run = upload(kind, lines)
    assert api.post(f"people-imports/{run['id']}/apply").status_code == 200
    work_off()


def test_people_of_an_import(api: Api, upload: Upload, bureau: Organisation) -> None:
    lines = [PEOPLE, ["lina", "李娜", "bureau", "13900001111"], ["zhangwei", "张玮", "bureau", ""]]
    imported(api, upload, "users", lines)
    assert found(api, "李娜") == [("李娜", "lina · 大数据局")]
    assert found(api, "13900001111") == [("李娜", "lina · 大数据局")], "a whole number, for who may look behind masks"
    assert found(api, "1390000111") == []
    assert found(api, "张玮") == [("张玮", "zhangwei · 大数据局")]
    assert found(api, "张伟") == []


def test_people_of_a_unit_that_is_renamed(api: Api, bureau: Organisation) -> None:
    changing.edit_organisation(bureau.id, bureau.version, {"name": "数据局"})
    told()
    assert found(api, "张伟") == [("张伟", "zhangwei · 数据局")]


def test_people_of_a_unit_that_is_renamed_by_an_import(api: Api, upload: Upload, bureau: Organisation) -> None:
    imported(api, upload, "organisations", [["编码*", "名称*"], ["bureau", "数据局"]])
    assert found(api, "张伟") == [("张伟", "zhangwei · 数据局")]


def test_people_of_a_unit_that_is_merged(api: Api, bureau: Organisation, organisation: Organisation) -> None:
    other = Organisation.objects.create(code="other", name="政务服务局", parent=organisation)
    ending.merge_organisations(bureau.id, other.id, "机构改革")
    assert found(api, "张伟") == [("张伟", "zhangwei · 政务服务局")]


def test_who_took_a_seat_at_set_up(anonymous: Api) -> None:
    first = {"username": "wang", "name": "王主任", "password": "Correct-Horse-9", "organisation": "市政务数据中心"}
    assert anonymous.post("setup", {**first, "token": setup.new_setup_token()}).status_code == 200
    assert SearchDocument.objects.filter(kind="user", title="王主任").count() == 1

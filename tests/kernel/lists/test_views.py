"""Kept views of lists: one's own, shared with an organisation and all below it, and nobody else's."""

from uuid import uuid4

import pytest

from tests.conftest import Api, make_user
from tongyun.kernel.models import AuditRecord, Grant, ListView, Organisation, Role, User

pytestmark = pytest.mark.django_db

CONTENT = {
    "query": {"state": "open", "severity__in": "critical,major", "sort": "-opened_at"},
    "table": "tickets",
    "hidden": ["step"],
    "shown": ["kind"],
    "density": "compact",
    "places": {},
}


@pytest.fixture
def district(organisation: Organisation) -> Organisation:
    return Organisation.objects.create(code="wuhou", name="武侯区", parent=organisation)


@pytest.fixture
def chief(district: Organisation) -> User:
    """May share within the district and below."""
    role = Role.objects.create(key="sharer", title="视图维护", permissions=["view:share"])
    return make_user("chief", "周科长", district, [role], Grant.Scope.BELOW)


@pytest.fixture
def clerk(district: Organisation) -> User:
    street = Organisation.objects.create(code="street", name="浆洗街", parent=district)
    return make_user("clerk", "小李", street, [])


def keep(api: Api, name: str = "我的待办", **more: object) -> dict:
    answer = api.post("list-views", {"list": "tickets", "name": name, "content": CONTENT, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def names(api: Api, **query: str) -> list[str]:
    return [view["name"] for view in api.get("list-views", **query).json()["items"]]


def test_a_view_is_kept_as_it_was_given_for_its_list(nobody: User) -> None:
    api = Api(nobody)
    made = keep(api)
    assert made["content"] == CONTENT
    assert (made["mine"], made["changeable"], made["organisation"]) == (True, True, None)
    assert names(api, list="tickets") == ["我的待办"]
    assert names(api, list="items") == []


def test_own_views_are_nobody_elses(nobody: User, admin: User) -> None:
    made = keep(Api(nobody))
    api = Api(admin)
    assert names(api) == []
    assert api.patch(f"list-views/{made['id']}", {"version": 1, "name": "x"}).status_code == 404
    assert api.delete(f"list-views/{made['id']}").status_code == 404


def test_a_shared_view_is_read_by_the_organisation_and_all_below_it(
    chief: User, clerk: User, nobody: User, district: Organisation
) -> None:
    made = keep(Api(chief), "全区未办结", organisation_id=str(district.id))
    (seen,) = Api(clerk).get("list-views").json()["items"]
    assert (seen["name"], seen["owner"]["name"], seen["organisation"]["name"]) == ("全区未办结", "周科长", "武侯区")
    assert (seen["mine"], seen["changeable"]) == (False, False)
    assert names(Api(nobody)) == [], "an organisation above does not read it"
    refused = Api(clerk).patch(f"list-views/{made['id']}", {"version": 1, "name": "改"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert Api(clerk).delete(f"list-views/{made['id']}").status_code == 403


def test_sharing_needs_the_right_and_the_scope(
    chief: User, clerk: User, district: Organisation, organisation: Organisation
) -> None:
    body = {"list": "tickets", "name": "共享", "content": CONTENT}
    assert Api(clerk).post("list-views", {**body, "organisation_id": str(district.id)}).status_code == 403
    api = Api(chief)
    for unit in (organisation.id, uuid4()):
        answer = api.post("list-views", {**body, "organisation_id": str(unit)})
        assert (answer.status_code, answer.json()["code"]) == (422, "no_organisation")
    made = keep(api)
    assert (
        api.patch(f"list-views/{made['id']}", {"version": 1, "organisation_id": str(organisation.id)}).status_code
        == 422
    )
    shared = api.patch(f"list-views/{made['id']}", {"version": 1, "organisation_id": str(district.id)}).json()
    assert (shared["version"], shared["name"]) == (2, "我的待办")
    assert names(Api(clerk)) == ["我的待办"]
    api.patch(f"list-views/{made['id']}", {"version": 2, "organisation_id": None})
    assert names(Api(clerk)) == []


def test_whoever_may_share_there_keeps_house_when_the_owner_is_gone(
    chief: User, clerk: User, district: Organisation
) -> None:
    view = ListView.objects.create(list="items", name="旧视图", owner=clerk, organisation=district, content=CONTENT)
    (seen,) = Api(chief).get("list-views").json()["items"]
    assert (seen["mine"], seen["changeable"]) == (False, True)
    assert Api(chief).delete(f"list-views/{view.id}").status_code == 204


def test_names_are_once_and_nobody_overwrites_a_newer_version(nobody: User) -> None:
    api = Api(nobody)
    made, other = keep(api), keep(api, "另一个")
    assert api.post("list-views", {"list": "tickets", "name": " 我的待办 ", "content": CONTENT}).status_code == 409
    assert keep(api, list="items")["name"] == "我的待办", "another list has names of its own"
    assert api.patch(f"list-views/{other['id']}", {"version": 1, "name": "我的待办"}).status_code == 409
    assert api.patch(f"list-views/{made['id']}", {"version": 1, "name": "今日"}).json()["version"] == 2
    assert api.patch(f"list-views/{made['id']}", {"version": 1, "name": "明日"}).status_code == 412
    late = api.send("PATCH", f"list-views/{made['id']}", {"name": "明日"}, **{"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert api.delete(f"list-views/{made['id']}").status_code == 204
    assert names(api, list="tickets") == ["另一个"]
    kept = AuditRecord.objects.filter(target_id=made["id"]).order_by("seq").values_list("action", flat=True)
    assert list(kept) == ["list_view.saved", "list_view.changed", "list_view.removed"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"list": "../etc"},
        {"name": "  "},
        {"name": "x" * 61},
        {"name": "a\u202eb"},
        {"content": {"query": {"q": "x" * 2001}}},
        {"content": {"query": {str(n): "x" for n in range(41)}}},
        {"content": {"density": "huge"}},
        {"content": {"rows": []}},
        {"owner": str(uuid4())},
    ],
)
def test_what_is_no_view_is_refused(nobody: User, wrong: dict) -> None:
    answer = Api(nobody).post("list-views", {"list": "tickets", "name": "视图", "content": CONTENT, **wrong})
    assert answer.status_code == 422
    assert ListView.objects.count() == 0

"""Arranging who stands in, through the API."""

from datetime import timedelta

import pytest

from tests.conftest import Api, make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.facade import substitutes_of
from tongyun.kernel.models import AuditRecord, Notification, Organisation, Substitution, User

pytestmark = pytest.mark.django_db


def hours(count: float) -> str:
    return (utc_now() + timedelta(hours=count)).isoformat()


@pytest.fixture
def li(organisation: Organisation) -> User:
    return make_user("li", "李敏", organisation, [])


def test_everybody_arranges_their_own_leave(nobody: User, li: User) -> None:
    mine = Api(nobody)
    made = mine.post("substitutions", {"substitute_id": str(li.id), "starts_at": hours(-1), "ends_at": hours(24)})
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "running"
    assert substitutes_of(nobody.id) == (li.id,)
    assert Notification.objects.get(user=li).title == "无权用户 离岗期间由您代理"
    assert AuditRecord.objects.filter(action="substitution.arranged", target_id=str(nobody.id)).exists()
    assert mine.post(f"substitutions/{made.json()['id']}/cancel").json()["state"] == "cancelled"
    assert substitutes_of(nobody.id) == ()
    assert mine.post(f"substitutions/{made.json()['id']}/cancel").json()["code"] == "over"


def test_somebody_elses_leave_needs_a_permission(nobody: User, li: User, api: Api) -> None:
    body = {"absent_id": str(li.id), "substitute_id": str(nobody.id), "starts_at": hours(1), "ends_at": hours(2)}
    assert Api(nobody).post("substitutions", body).status_code == 403
    made = api.post("substitutions", body)
    assert made.json()["state"] == "planned"
    assert Api(nobody).post(f"substitutions/{made.json()['id']}/cancel").status_code == 403


def test_others_arrangements_are_not_seen(admin: User, nobody: User, li: User, api: Api) -> None:
    made = api.post("substitutions", {"substitute_id": str(li.id), "starts_at": hours(1), "ends_at": hours(2)}).json()
    assert api.get("substitutions").json()["total"] == 1
    assert Api(li).get("substitutions").json()["total"] == 1
    assert Api(nobody).get("substitutions").json()["total"] == 0
    assert Api(nobody).post(f"substitutions/{made['id']}/cancel").status_code == 404


@pytest.mark.parametrize(("start", "end"), [(2, 1), (-3, -1), (1, 24 * 400)])
def test_unusable_times_are_refused(api: Api, li: User, start: float, end: float) -> None:
    body = {"substitute_id": str(li.id), "starts_at": hours(start), "ends_at": hours(end)}
    assert api.post("substitutions", body).json()["errors"][0]["path"] == "/ends_at"


def test_two_do_not_stand_in_for_each_other(api: Api, admin: User, li: User) -> None:
    there = {"substitute_id": str(li.id), "starts_at": hours(1), "ends_at": hours(5)}
    assert api.post("substitutions", there).status_code == 201
    assert api.post("substitutions", there).json()["code"] == "arranged"
    back = {"absent_id": str(li.id), "substitute_id": str(admin.id), "starts_at": hours(4), "ends_at": hours(9)}
    assert api.post("substitutions", back).json()["code"] == "ring"
    assert api.post("substitutions", {**back, "starts_at": hours(5)}).status_code == 201
    own = {"substitute_id": str(admin.id), "starts_at": hours(20), "ends_at": hours(30)}
    assert api.post("substitutions", own).status_code == 422
    assert Substitution.objects.count() == 2

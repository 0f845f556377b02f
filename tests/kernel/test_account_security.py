"""The accounts of others, as the security administrator sees them: who is signed in where, who is locked."""

from datetime import timedelta

import pytest

from tests.conftest import Api, make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import AuditRecord, Organisation, Session, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def guard(security_officer: User) -> Api:
    return Api(security_officer)


@pytest.fixture
def wang(organisation: Organisation) -> User:
    return make_user("wang.fang", "王芳", organisation, [])


def test_who_is_signed_in_where_is_one_list(guard: Api, wang: User) -> None:
    here, there = Api(wang), Api(wang)
    Session.objects.filter(user=wang).order_by("created_at").update(ip="10.1.2.3")
    assert guard.get("sessions", user=str(wang.id)).json()["total"] == 2
    row = guard.get("sessions", ip="10.1.2.3", limit=1).json()["items"][0]
    assert (row["user"]["name"], row["method"], row["stage"]) == ("王芳", "password", "ready")
    assert guard.delete(f"users/{wang.id}/sessions/{row['id']}").status_code == 204
    assert sorted((here.get("session").status_code, there.get("session").status_code)) == [200, 401]
    assert guard.delete(f"users/{wang.id}/sessions/{row['id']}").status_code == 404
    Session.objects.filter(user=wang).update(expires_at=utc_now() - timedelta(seconds=1))
    assert guard.get("sessions", user=str(wang.id)).json()["total"] == 0


def test_a_session_is_ended_only_as_one_of_its_user(guard: Api, wang: User, nobody: User) -> None:
    Api(wang)
    session = Session.objects.get(user=wang)
    assert guard.delete(f"users/{nobody.id}/sessions/{session.id}").status_code == 404
    assert Session.objects.filter(id=session.id).exists()


def test_a_locked_account_shows_and_is_unlocked(guard: Api, wang: User, anonymous: Api) -> None:
    for _ in range(5):
        anonymous.post("session", {"username": "wang.fang", "password": "wrong"})
    found = guard.get(f"users/{wang.id}/security").json()
    assert found["locked_until"] is not None
    assert (found["methods"], found["second_factor_needed"], found["sessions"]) == ([], False, [])
    assert guard.post(f"users/{wang.id}/unlock").status_code == 204
    assert guard.get(f"users/{wang.id}/security").json()["locked_until"] is None
    assert AuditRecord.objects.filter(action="user.unlocked", target_id=str(wang.id)).count() == 1


def test_only_the_security_administrator_sees_it(api: Api, auditor: User, wang: User) -> None:
    for other in (api, Api(auditor), Api(wang)):
        assert other.get("sessions").status_code == 403
        assert other.get(f"users/{wang.id}/security").status_code == 403
        assert other.delete(f"users/{wang.id}/sessions/{wang.id}").status_code == 403


def test_the_audit_trail_is_searched_by_time_address_actor_and_target(auditor: User, guard: Api, wang: User) -> None:
    guard.post(f"users/{wang.id}/unlock")
    trail = Api(auditor)
    record = AuditRecord.objects.get(action="user.unlocked")
    AuditRecord.objects.filter(id=record.id).update(ip="10.9.8.7")
    moment = record.at.isoformat()
    for query in (
        {"at__gte": moment},
        {"ip__contains": "10.9"},
        {"actor_name__contains": "安全", "action__contains": "unlock"},
        {"target_label__contains": "wang.fang", "action__contains": "unlock"},
        {"request_id__contains": record.request_id},
    ):
        assert str(record.id) in [row["id"] for row in trail.get("audit", **query).json()["items"]], query
    assert str(record.id) not in [row["id"] for row in trail.get("audit", at__lt=moment).json()["items"]]

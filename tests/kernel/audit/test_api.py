"""The audit administrator's page: search, state, checks, and who may do what."""

import pytest

from tests.conftest import Api
from tests.kernel.audit.chain import STREAM, write
from tongyun.kernel.models import AuditCheck, AuditRecord, User
from tongyun.kernel.services import work

pytestmark = pytest.mark.django_db


def test_the_trail_is_searched_by_who_what_when_where_and_target(auditor: User, admin: User) -> None:
    write(3)
    Api(admin)
    api = Api(auditor)
    opened = api.get("audit", action="session.opened", actor=str(admin.id)).json()["items"][0]
    assert (opened["actor_name"], opened["stream"], opened["ip"]) == (admin.name, "security", "127.0.0.1")
    assert opened["changes"]["ip"] == {"type": "text", "old": None, "new": "127.0.0.1"}
    assert api.get("audit", actor=str(admin.id)).json()["total"] >= 1
    assert api.get("audit", target_kind="item", target="1").json()["total"] == 1
    assert api.get("audit", ip="127.0.0.1", stream="security").json()["total"] >= 1
    assert api.get("audit", at__gte="2000-01-01", at__lte="2000-01-02").json()["total"] == 0
    assert api.get("audit", q="主机 2").json()["total"] == 1
    one = api.get("audit", stream=STREAM, sort="seq").json()["items"][1]
    assert api.get(f"audit/{one['id']}").json() == one
    assert api.get("audit/01890000-0000-7000-8000-000000000000").status_code == 404


def test_a_check_runs_in_the_background_and_shows_what_it_found(auditor: User) -> None:
    write(3)
    api = Api(auditor)
    asked = api.post("audit/checks", {"whole": True})
    assert asked.status_code == 202
    assert api.post("audit/checks", {"whole": True}).status_code == 409
    assert api.get("audit/state").json()["running"]["id"] == asked.json()["id"]
    drain()
    state = api.get("audit/state").json()
    assert (state["running"], state["check"]["state"], state["check"]["findings"]) == (None, "intact", [])
    assert {entry["stream"] for entry in state["streams"]} >= {STREAM, "security", "access"}

    AuditRecord.objects.filter(stream=STREAM, seq=2).update(ip="10.0.0.1")
    api.post("audit/checks", {"whole": True})
    drain()
    assert api.get("audit/state").json()["check"]["findings"] == [{"stream": STREAM, "seq": 2, "reason": "内容被改动"}]
    assert AuditCheck.objects.filter(state="broken").count() == 1


def test_who_may_not_read_may_neither_check_nor_export(nobody: User) -> None:
    stranger = Api(nobody)
    assert stranger.get("audit").status_code == 403
    assert stranger.get("audit/state").status_code == 403
    assert stranger.post("audit/checks").status_code == 403
    assert stranger.post("audit/export").status_code == 403


def drain() -> None:
    for _ in range(10):
        for task in work.take():
            work.run(task)

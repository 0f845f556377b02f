"""Jobs and runs over HTTP."""

from uuid import uuid4

import pytest

from tests.conftest import Api
from tests.jobs.conftest import Estate, apply_job, finish, states
from tongyun.jobs.models import Run
from tongyun.kernel.models import AuditRecord, User
from tongyun.telemetry.contracts import agent_work

pytestmark = pytest.mark.django_db


def test_start_follow_cancel_and_retry(api: Api, estate: Estate) -> None:
    apply_job()
    body = {"targets": [str(estate.web.id)], "parameters": {"word": "a"}, "key": "once"}
    started = api.post("jobs/echo/runs", body)
    assert started.status_code == 201
    run = started.json()
    assert api.post("jobs/echo/runs", body).json()["id"] == run["id"]
    assert run["targets"][0]["item"] == {"id": str(estate.web.id), "name": "nginx", "type": "service"}
    (work,) = agent_work.get().take(estate.agent)
    assert api.get(f"runs/{run['id']}").json()["state"] == "running"
    cancelled = api.post(f"runs/{run['id']}/cancel").json()
    assert cancelled["state"] == "running"
    assert cancelled["cancel_requested_at"]
    assert agent_work.get().output(estate.agent, work["id"], work["token"], 0, "")["cancel"] is True
    finish(estate.agent, work, exit_code=None, error="cancelled")
    assert api.get(f"runs/{run['id']}").json()["state"] == "cancelled"
    assert api.post(f"runs/{run['id']}/cancel").status_code == 409

    retried = api.post(f"runs/{run['id']}/retry").json()
    assert (retried["state"], [target["attempt"] for target in retried["targets"]]) == ("queued", [1, 2])
    assert api.post(f"runs/{run['id']}/retry").status_code == 409
    (second,) = agent_work.get().take(estate.agent)
    assert second["id"] != work["id"]
    finish(estate.agent, second)
    done = api.get(f"runs/{run['id']}").json()
    assert (done["state"], [target["state"] for target in done["targets"]]) == ("succeeded", ["cancelled", "succeeded"])
    assert [row["id"] for row in api.get(f"runs?item={estate.web.id}").json()["items"]] == [run["id"]]
    assert api.get(f"runs?item={uuid4()}").json()["total"] == 0
    assert api.post(f"runs/{run['id']}/retry").json()["code"] == "nothing_to_retry"
    actions = AuditRecord.objects.filter(target_id=run["id"]).order_by("seq").values_list("action", flat=True)
    assert list(actions) == [
        "job.run_requested",
        "job.run_cancelled",
        "job.run_finished",
        "job.run_retried",
        "job.run_finished",
    ]


def test_cancel_before_it_was_fetched(api: Api, estate: Estate) -> None:
    apply_job()
    run = api.post("jobs/echo/runs", {"targets": [str(estate.web.id)], "parameters": {"word": "a"}}).json()
    assert api.post(f"runs/{run['id']}/cancel").json()["state"] == "cancelled"
    assert agent_work.get().take(estate.agent) == []
    assert states(run["id"]) == [(1, "cancelled")]


def test_a_dangerous_job_asks_first(api: Api, estate: Estate) -> None:
    apply_job(dangerous=True)
    body = {"targets": [str(estate.web.id)], "parameters": {"word": "a"}}
    assert api.post("jobs/echo/runs", body).json()["code"] == "confirm"
    assert not Run.objects.exists()
    assert api.post("jobs/echo/runs", {**body, "confirmed": True}).status_code == 201


def test_lists_and_bad_input(api: Api, estate: Estate) -> None:
    apply_job()
    (job,) = api.get("jobs", target_type="item").json()["items"]
    assert (job["key"], job["title"], job["parameters"]["required"]) == ("echo", "回声", ["word"])
    bad = api.post("jobs/echo/runs", {"targets": [str(estate.web.id)], "parameters": {}})
    assert (bad.status_code, bad.json()["errors"][0]["path"]) == (422, "/parameters")
    assert api.post("jobs/nothing/runs", {"targets": [str(uuid4())]}).status_code == 404
    assert api.post("jobs/echo/runs", {"targets": []}).status_code == 422
    assert api.get(f"runs/{uuid4()}").status_code == 404
    api.post("jobs/echo/runs", {"targets": [str(estate.web.id)], "parameters": {"word": "a"}})
    page = api.get("runs", state="queued", job="echo").json()
    assert (page["total"], page["items"][0]["requested_by"]) == (1, "管理员")


def test_only_those_who_may(estate: Estate, nobody: User, anonymous: Api) -> None:
    apply_job()
    stranger = Api(nobody)
    for path in ("jobs", "runs", f"runs/{uuid4()}"):
        assert stranger.get(path).status_code == 403
        assert anonymous.get(path).status_code == 401
    assert stranger.post("jobs/echo/runs", {"targets": [str(estate.web.id)]}).status_code == 403
    assert stranger.post(f"runs/{uuid4()}/cancel").status_code == 403

"""Starting a run: who may, where, with what."""

from typing import Any
from uuid import uuid4

import pytest

from tests.jobs.conftest import Estate, apply_job, finish, states, told
from tongyun.jobs import facade
from tongyun.jobs.models import Run, RunTarget
from tongyun.kernel.contracts import Actor, Conflict, Forbidden, Invalid, NotFound, Ref
from tongyun.kernel.facade import system_actor
from tongyun.kernel.models import AuditRecord, User
from tongyun.telemetry.contracts import agent_work

pytestmark = pytest.mark.django_db

ROBOT = system_actor("自动处置")


def test_a_run_is_copied_queued_and_audited(estate: Estate) -> None:
    apply_job()
    source = Ref("ticket", str(uuid4()), "INC-1")
    run = facade.start_run("echo", [estate.web.id], {"word": "你好"}, ROBOT, source, "ticket:restart")
    assert (run.state, run.job, run.source, run.requested_by) == ("queued", "echo", source, "自动处置")
    target = RunTarget.objects.get()
    assert target.agent_id == estate.agent
    assert target.environment == {
        "TY_WORD": "你好",
        "TY_RUN": run.number,
        "TY_ITEM_ID": str(estate.web.id),
        "TY_ITEM_NAME": "nginx",
        "TY_ITEM_TYPE": "service",
        "TY_ITEM_PORT": "80",
        "TY_ITEM_UNIT": "nginx.service",
    }
    assert AuditRecord.objects.filter(action="job.run_requested", actor_name="自动处置").count() == 1
    apply_job(script="echo other\n")
    (work,) = agent_work.get().take(estate.agent)
    assert work["script"] == 'echo "$TY_WORD"\n'


def test_the_same_key_is_the_same_run(estate: Estate) -> None:
    apply_job()
    apply_job("other")
    runs = {facade.start_run("echo", [estate.web.id], {"word": "a"}, ROBOT, None, "k" * 300).id for _ in range(3)}
    assert len(runs) == Run.objects.count() == 1
    with pytest.raises(Conflict):
        facade.start_run("other", [estate.web.id], {"word": "a"}, ROBOT, None, "k" * 300)


@pytest.mark.parametrize(
    "params", [{}, {"word": 1}, {"word": "a", "extra": "b"}, {"word": "a\x00b"}, {"word": "a", "times": 0}]
)
def test_parameters_that_do_not_fit(estate: Estate, params: dict[str, Any]) -> None:
    apply_job()
    with pytest.raises(Invalid) as refused:
        facade.start_run("echo", [estate.web.id], params, ROBOT)
    assert refused.value.fields
    assert not Run.objects.exists()


def test_targets_that_do_not_fit(estate: Estate) -> None:
    apply_job(target_type="service")
    with pytest.raises(Invalid) as refused:
        facade.start_run("echo", [estate.web.id, estate.host.id, uuid4()], {"word": "a"}, ROBOT)
    assert [field.path for field in refused.value.fields] == ["/targets/1", "/targets/2"]
    with pytest.raises(Invalid):
        facade.start_run("echo", [], {"word": "a"}, ROBOT)
    with pytest.raises(NotFound):
        facade.start_run("nothing", [estate.web.id], {}, ROBOT)


def test_who_may(estate: Estate, nobody: User) -> None:
    apply_job()
    with pytest.raises(Forbidden):
        facade.start_run("echo", [estate.web.id], {"word": "a"}, Actor("user", str(nobody.id), nobody.name))


def test_an_item_that_no_agent_reaches(estate: Estate) -> None:
    apply_job()
    run = facade.start_run("echo", [estate.remote.id], {"word": "a"}, ROBOT)
    assert (run.state, run.targets[0].state) == ("failed", "failed")
    assert "代理" in run.targets[0].error
    assert [message["state"] for message in told("jobs.run.finished")] == ["failed"]
    mixed = facade.start_run("echo", [estate.remote.id, estate.web.id], {"word": "a"}, ROBOT)
    assert mixed.state == "queued"
    (work,) = agent_work.get().take(estate.agent)
    finish(estate.agent, work)
    assert facade.run_view(mixed.id).state == "failed"
    assert sorted(states(mixed.id)) == [(1, "failed"), (1, "succeeded")]


def test_runs_of_what_asked_for_them(estate: Estate) -> None:
    apply_job()
    ticket, other = Ref("ticket", str(uuid4())), Ref("ticket", str(uuid4()))
    for _ in range(2):
        facade.start_run("echo", [estate.web.id], {"word": "a"}, ROBOT, ticket)
    found = facade.runs_of([ticket, other])
    assert {key: len(runs) for key, runs in found.items()} == {("ticket", ticket.id): 2}
    assert facade.runs_of([]) == {}

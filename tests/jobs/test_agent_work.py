"""The agent's side: nothing is run twice, nothing is kept twice, nothing runs for ever."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Api
from tests.jobs.conftest import Estate, apply_job, finish, states, told
from tongyun.jobs import facade
from tongyun.jobs.contracts import RunView
from tongyun.jobs.models import RunOutput, RunTarget
from tongyun.jobs.services import agent_work as agent_side
from tongyun.jobs.services import lifecycle
from tongyun.kernel.contracts import Conflict, utc_now
from tongyun.kernel.facade import system_actor
from tongyun.kernel.models import ScheduledTask
from tongyun.kernel.services import work as durable
from tongyun.telemetry.contracts import agent_work

pytestmark = pytest.mark.django_db

ROBOT = system_actor("自动处置")


def start(estate: Estate, targets: int = 1) -> RunView:
    items = [estate.web.id, estate.host.id][:targets]
    return facade.start_run("echo", items, {"word": "a"}, ROBOT)


@pytest.fixture
def run(estate: Estate) -> RunView:
    apply_job()
    return start(estate)


def later(seconds: float) -> None:
    """Let time pass: leases, offers and timers of the run are moved back instead of waiting."""
    shift = timedelta(seconds=seconds)
    for target in RunTarget.objects.all():
        target.lease_until -= shift
        target.offered_at = target.offered_at and target.offered_at - shift
        target.save()
    for task in ScheduledTask.objects.filter(handler=lifecycle.LEASE_TASK):
        task.due_at -= shift
        task.save()


def run_timers() -> None:
    """What the worker does when timers are due."""
    for task in durable.take():
        if task.handler == lifecycle.LEASE_TASK:
            durable.run(task)


def test_from_taking_to_success(estate: Estate, run: RunView) -> None:
    desk = agent_work.get()
    stranger = uuid4()
    assert desk.pending([estate.agent, stranger]) == {estate.agent}
    assert desk.take(stranger) == []
    (work,) = desk.take(estate.agent)
    assert (work["kind"], work["interpreter"], work["timeout_s"]) == ("script", "sh", 30)
    assert desk.pending([estate.agent]) == set()
    assert [message["state"] for message in told("jobs.run.started")] == ["running"]
    assert desk.output(estate.agent, work["id"], work["token"], 0, "开始\n")["cancel"] is False
    finish(estate.agent, work)
    view = facade.run_view(run.id)
    assert (view.state, view.targets[0].state, view.targets[0].exit_code) == ("succeeded", "succeeded", 0)
    assert view.targets[0].output == "开始\n"
    (finished,) = told("jobs.run.finished")
    assert finished == {"run_id": str(run.id), "number": run.number, "state": "succeeded", "source": None}


def test_work_that_never_arrived_is_offered_again_under_the_same_id(estate: Estate, run: RunView) -> None:
    desk = agent_work.get()
    (first,) = desk.take(estate.agent)
    assert desk.take(estate.agent) == []
    later(agent_side.OFFER_AGAIN_AFTER.total_seconds() + 1)
    assert desk.pending([estate.agent]) == {estate.agent}
    (again,) = desk.take(estate.agent)
    assert (again["id"], again["token"]) == (first["id"], first["token"])
    desk.output(estate.agent, first["id"], first["token"], 0, "")
    later(agent_side.OFFER_AGAIN_AFTER.total_seconds() + 1)
    assert desk.pending([estate.agent]) == set()
    assert len(told("jobs.run.started")) == 1


def test_the_same_result_twice_is_one_result(estate: Estate, run: RunView) -> None:
    (work,) = agent_work.get().take(estate.agent)
    finish(estate.agent, work, exit_code=3)
    finish(estate.agent, work, exit_code=0)
    view = facade.run_view(run.id)
    assert (view.state, view.targets[0].exit_code) == ("failed", 3)
    assert len(told("jobs.run.finished")) == 1


TEXT = "一行输出 line\n" * 20


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 60)), max_size=30))
def test_output_sent_again_is_kept_once(estate: Estate, run: RunView, pieces: list[tuple[int, int]]) -> None:
    """Whatever is sent again and however it overlaps: what is kept is the text, from its start, without a hole."""
    desk = agent_work.get()
    RunOutput.objects.all().delete()
    RunTarget.objects.update(output_bytes=0, state="queued", token="", confirmed_at=None)
    (work,) = desk.take(estate.agent)
    known = 0
    for start_at, length in pieces:
        offset = len(TEXT[:start_at].encode())
        text = TEXT[start_at : start_at + length]
        if offset > known:
            with pytest.raises(Conflict, match="output_gap"):
                desk.output(estate.agent, work["id"], work["token"], offset, text)
        else:
            desk.output(estate.agent, work["id"], work["token"], offset, text)
            known = max(known, offset + len(text.encode()))
    assert facade.run_view(run.id).targets[0].output == TEXT.encode()[:known].decode()


def test_output_has_a_limit(estate: Estate, run: RunView) -> None:
    desk = agent_work.get()
    (work,) = desk.take(estate.agent)
    block = "x" * (700 * 1024)
    desk.output(estate.agent, work["id"], work["token"], 0, block)
    desk.output(estate.agent, work["id"], work["token"], len(block), block)
    target = facade.run_view(run.id).targets[0]
    assert (len(target.output), target.truncated) == (1 << 20, True)


def test_nobody_else_reports(estate: Estate, run: RunView) -> None:
    desk = agent_work.get()
    (work,) = desk.take(estate.agent)
    for agent, work_id, token in (
        (uuid4(), work["id"], work["token"]),
        (estate.agent, work["id"], "错误"),
        (estate.agent, work["id"], ""),
        (estate.agent, uuid4(), work["token"]),
    ):
        with pytest.raises(Conflict) as refused:
            desk.output(agent, work_id, token, 0, "x")
        assert refused.value.code == "stale_token"


def test_a_silent_agent_loses_its_work(estate: Estate, run: RunView) -> None:
    desk = agent_work.get()
    (work,) = desk.take(estate.agent)
    later(89)
    run_timers()
    assert states(run.id) == [(1, "running")]
    desk.output(estate.agent, work["id"], work["token"], 0, "")
    later(2)
    run_timers()
    assert states(run.id) == [(1, "running")]
    later(89)
    run_timers()
    assert states(run.id) == [(1, "lost")]
    assert facade.run_view(run.id).state == "lost"
    assert [message["state"] for message in told("jobs.run.finished")] == ["lost"]
    with pytest.raises(Conflict):
        finish(estate.agent, work)
    assert not ScheduledTask.objects.filter(handler=lifecycle.LEASE_TASK).exists()


def test_work_that_nobody_fetches_is_given_up(estate: Estate, run: RunView) -> None:
    later(301)
    run_timers()
    view = facade.run_view(run.id)
    assert (view.state, view.targets[0].state) == ("failed", "failed")
    assert agent_work.get().take(estate.agent) == []


def test_reports_over_http(estate: Estate, run: RunView) -> None:
    agent = Api(token=estate.token)
    (work,) = agent_work.get().take(estate.agent)
    path = f"agent/work/{work['id']}"
    sent = agent.post(f"{path}/output", {"token": work["token"], "offset": 0, "data": "好\n"})
    assert sent.json() == {"cancel": False}
    result = {"token": work["token"], "exit_code": 0, "output_bytes": 4}
    assert agent.post(f"{path}/result", result).status_code == 204
    assert agent.post(f"{path}/result", {**result, "token": "old"}).status_code == 409
    assert facade.run_view(run.id).state == "succeeded"


def test_errors_are_told_in_words(estate: Estate, run: RunView) -> None:
    (work,) = agent_work.get().take(estate.agent)
    finish(estate.agent, work, exit_code=None, error="timeout")
    target = facade.run_view(run.id).targets[0]
    assert (target.state, target.error) == ("failed", "超过时限，已被代理终止")


def test_a_run_ends_with_its_last_target(estate: Estate, run: RunView) -> None:
    both = start(estate, targets=2)
    works = {work["id"]: work for work in agent_work.get().take(estate.agent)}
    mine: list[UUID] = [target.id for target in facade.run_view(both.id).targets]
    finish(estate.agent, works[mine[0]])
    assert facade.run_view(both.id).state == "running"
    finish(estate.agent, works[mine[1]], exit_code=1)
    assert facade.run_view(both.id).state == "failed"
    assert utc_now() - RunTarget.objects.get(id=mine[0]).finished_at < timedelta(minutes=1)

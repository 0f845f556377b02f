"""What happens to a run while it goes: it follows its targets, and nothing stays "running" for ever.

Whoever changes a target locks its run first; so the state of the run is always that of its targets.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import Conflict, Ref, Task, utc_now
from tongyun.kernel.facade import acting_as, audit, publish, publish_live, require, run_later, system_actor

from .. import errors
from ..contracts import RUN_FINISHED, RUN_STARTED
from ..models import Run, RunTarget
from ..models.runs import OPEN_STATES, State
from ..queries import check_may_act

LEASE_TASK = "jobs.lease"
#: What open pages hear of when a run or one of its targets changes.
RUNS = "runs"
#: An agent that was not heard of for the script's own limit and this much more has lost its work.
GRACE = timedelta(seconds=60)
NOT_FETCHED = "代理未在规定时间内领取，已放弃：检查该主机上的代理。"
WENT_SILENT = "代理在执行中失去联系，结果未知：到主机上确认后再决定是否重试。"
#: The worst end of any target is the end of the run.
WORST_FIRST = (State.FAILED, State.LOST, State.CANCELLED, State.SUCCEEDED)


def locked(run_id: UUID) -> Run:
    """The run, locked until the end of the transaction; raises NotFound."""
    run = Run.objects.select_for_update(no_key=True).filter(id=run_id).first()
    if run is None:
        raise errors.no_run()
    return run


def latest_attempts(run: Run) -> list[RunTarget]:
    """The last attempt on each item."""
    last: dict[UUID, RunTarget] = {}
    for target in RunTarget.objects.filter(run=run).order_by("attempt"):
        last[target.item_id] = target
    return list(last.values())


def settle(run: Run) -> None:
    """Bring the run's state in line with its targets; publishes the start and the end, each once an attempt."""
    states = {target.state for target in latest_attempts(run)}
    if not states & set(OPEN_STATES):
        _finish(run, next(state for state in WORST_FIRST if state in states))
    elif run.state == State.QUEUED and State.RUNNING in states:
        run.state = State.RUNNING
        run.started_at = run.started_at or utc_now()
        run.save(update_fields=["state", "started_at"])
        publish(RUN_STARTED, _message(run))
    publish_live("run", topic=RUNS)


def lease_until(run: Run, now: datetime) -> datetime:
    """Until when an agent that was heard of now may stay silent."""
    return now + timedelta(seconds=run.timeout_s) + GRACE


@transaction.atomic
def cancel(run_id: UUID) -> None:
    """Stop a run. Needs job:run. What was not fetched yet is cancelled at once; a script that runs is ended by its
    agent, which learns of it within seconds and reports back. Raises Conflict when the run is over."""
    require("job:run")
    check_may_act(run_id)
    run = locked(run_id)
    if run.state not in OPEN_STATES:
        raise Conflict("run_over", "此次执行已结束，无法取消。")
    now = utc_now()
    before = run.audit_view()
    run.cancel_requested_at = run.cancel_requested_at or now
    run.save(update_fields=["cancel_requested_at"])
    RunTarget.objects.filter(run=run, state=State.QUEUED).update(
        state=State.CANCELLED, token="", finished_at=now, error="执行前已取消"
    )
    settle(run)
    audit("job.run_cancelled", ref(run), before, {**run.audit_view(), "cancel_requested_at": now.isoformat()})


@transaction.atomic
def check_leases(task: Task) -> None:
    """Give up targets whose time is over; the handler of the run's timer, which then waits for the next lease."""
    run = locked(UUID(str(task.payload["run"])))
    now = utc_now()
    over = RunTarget.objects.filter(run=run, state__in=OPEN_STATES, lease_until__lte=now)
    over.filter(state=State.QUEUED).update(state=State.FAILED, token="", finished_at=now, error=NOT_FETCHED)
    lost = over.filter(state=State.RUNNING).update(state=State.LOST, token="", finished_at=now, error=WENT_SILENT)
    with acting_as(system_actor("作业调度")):
        if lost:
            audit("job.targets_lost", ref(run), {}, {"targets": lost})
        settle(run)
    watch_leases(run)


def watch_leases(run: Run) -> None:
    """Set the run's timer to the first lease that can end."""
    waiting = RunTarget.objects.filter(run=run, state__in=OPEN_STATES)
    first = waiting.order_by("lease_until").values_list("lease_until", flat=True).first()
    if first is not None:
        run_later(LEASE_TASK, first, {"run": str(run.id)}, key=str(run.id))


def ref(run: Run) -> Ref:
    """The run as audit rows point at it."""
    return Ref("run", str(run.id), run.number)


def _finish(run: Run, state: State) -> None:
    if run.state not in OPEN_STATES:
        return
    before = run.audit_view()
    run.state, run.finished_at = state, utc_now()
    run.started_at = run.started_at or run.finished_at
    run.save(update_fields=["state", "started_at", "finished_at"])
    audit("job.run_finished", ref(run), before, run.audit_view())
    publish(RUN_FINISHED, _message(run))


def _message(run: Run) -> dict[str, object]:
    source = {"kind": run.source_kind, "id": run.source_id, "label": run.source_label} if run.source_kind else None
    return {"run_id": str(run.id), "number": run.number, "state": run.state, "source": source}

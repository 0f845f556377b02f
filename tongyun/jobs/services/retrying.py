"""Try again what did not work: a new attempt, with a new id, on each item whose last one failed."""

from uuid import UUID

from django.db import transaction

from tongyun.inventory import facade as inventory
from tongyun.kernel.contracts import Conflict
from tongyun.kernel.facade import audit, require

from ..models.runs import OPEN_STATES, State
from ..queries import check_may_act
from . import lifecycle, starting


@transaction.atomic
def retry(run_id: UUID) -> None:
    """Queue the targets that failed, were lost or cancelled once more, with the script the run was started with.

    Needs job:run. Raises Conflict while the run goes on, or when everything succeeded.
    """
    require("job:run")
    check_may_act(run_id)
    run = lifecycle.locked(run_id)
    if run.state in OPEN_STATES:
        raise Conflict("run_open", "此次执行尚未结束，不能重试。")
    failed = [target for target in lifecycle.latest_attempts(run) if target.state != State.SUCCEEDED]
    items = inventory.items_views(target.item_id for target in failed)
    if not items:
        raise Conflict("nothing_to_retry", "没有失败的目标需要重试。")
    before = run.audit_view()
    run.state, run.finished_at, run.cancel_requested_at = State.QUEUED, None, None
    run.save(update_fields=["state", "finished_at", "cancel_requested_at"])
    starting.queue(run, list(items.values()), attempt=max(target.attempt for target in failed) + 1)
    audit("job.run_retried", lifecycle.ref(run), before, {**run.audit_view(), "targets": len(items)})
    lifecycle.settle(run)

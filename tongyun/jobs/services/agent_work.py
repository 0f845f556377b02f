"""What agents fetch and report: the answer to telemetry's port.

An agent that dies between being handed work and writing it down never ran it: such work is handed out again, under the
same id and token, and the agent's journal sees to it that no id runs twice. The first sign of life on a piece of work
(output, even empty, or the result) confirms that the agent has it.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from tongyun.kernel.contracts import Conflict, FieldError, utc_now

from .. import errors
from ..models import Run, RunOutput, RunTarget
from ..models.runs import State
from . import lifecycle

MAX_OUTPUT = 1 << 20
MAX_AT_ONCE = 4
#: Work that was handed out and not confirmed is handed out again after this long.
OFFER_AGAIN_AFTER = timedelta(seconds=15)
ERRORS = {"timeout": "超过时限，已被代理终止", "cancelled": "已取消"}


class Desk:
    """Hands out work and takes what agents report."""

    def pending(self, agents: Collection[UUID]) -> set[UUID]:
        """Which of these agents have work to fetch; one query."""
        return set(_offerable().filter(agent_id__in=agents).values_list("agent_id", flat=True).distinct())

    @transaction.atomic
    def take(self, agent: UUID) -> list[dict[str, Any]]:
        """Up to four pieces of work for an agent, oldest first."""
        wanted = list(_offerable().filter(agent_id=agent).order_by("id").values_list("id", "run_id")[:MAX_AT_ONCE])
        if not wanted:
            return []
        runs = _locked_runs({run_id for _, run_id in wanted})
        targets = list(_offerable().filter(id__in=[target_id for target_id, _ in wanted]).order_by("id"))
        now = utc_now()
        for target in targets:
            target.token = target.token or secrets.token_urlsafe(24)
            target.state, target.offered_at = State.RUNNING, now
            target.started_at = target.started_at or now
            target.lease_until = lifecycle.lease_until(runs[target.run_id], now)
        RunTarget.objects.bulk_update(targets, ["token", "state", "offered_at", "started_at", "lease_until"])
        for run in runs.values():
            lifecycle.settle(run)
            lifecycle.watch_leases(run)
        return [_work_item(target, runs[target.run_id]) for target in targets]

    @transaction.atomic
    def output(self, agent: UUID, work: UUID, token: str, offset: int, data: str) -> dict[str, Any]:
        """Keep a piece of output. What is known already is not kept twice; a gap is refused with the place to go on.

        `offset` counts bytes of UTF-8. Raises Conflict('stale_token') when the work is no longer this agent's.
        """
        run, target = _held(agent, work, token)
        if target.state == State.RUNNING:
            _append(target, offset, data.encode())
            now = utc_now()
            target.confirmed_at = target.confirmed_at or now
            target.lease_until = lifecycle.lease_until(run, now)
            target.save(update_fields=["confirmed_at", "lease_until", "output_bytes", "truncated"])
        return {"cancel": run.cancel_requested_at is not None, "offset": target.output_bytes}

    @transaction.atomic
    def result(
        self,
        agent: UUID,
        work: UUID,
        token: str,
        *,
        exit_code: int | None,
        error: str | None,
        started_at: datetime | None,
        finished_at: datetime | None,
        output_bytes: int,
    ) -> None:
        """Record the end of a piece of work; the same result again changes nothing.

        The times kept are the platform's own: an agent's clock may be hours off. Raises Conflict('stale_token').
        """
        run, target = _held(agent, work, token)
        if target.state != State.RUNNING:
            return
        now = utc_now()
        target.confirmed_at = target.confirmed_at or now
        target.state = _end_state(exit_code, error, cancelled=run.cancel_requested_at is not None)
        target.exit_code, target.finished_at = exit_code, now
        target.error = ERRORS.get(error or "", error or "")[:1000]
        target.truncated = target.truncated or output_bytes > target.output_bytes
        target.save(update_fields=["confirmed_at", "state", "exit_code", "finished_at", "error", "truncated"])
        lifecycle.settle(run)


def _offerable() -> Any:
    """Targets that wait, and those handed out a while ago without a sign of life."""
    unconfirmed = Q(state=State.RUNNING, confirmed_at=None, offered_at__lt=utc_now() - OFFER_AGAIN_AFTER)
    return RunTarget.objects.filter(Q(state=State.QUEUED) | unconfirmed, run__cancel_requested_at=None)


def _locked_runs(ids: set[UUID]) -> dict[UUID, Run]:
    rows = Run.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id")
    return {run.id: run for run in rows}


def _held(agent: UUID, work: UUID, token: str) -> tuple[Run, RunTarget]:
    run_id = RunTarget.objects.filter(id=work, agent_id=agent).values_list("run_id", flat=True).first()
    if run_id is None:
        raise errors.stale_token()
    run = lifecycle.locked(run_id)
    target = RunTarget.objects.get(id=work)
    if not target.token or not secrets.compare_digest(target.token.encode(), token.encode()):
        raise errors.stale_token()
    return run, target


def _append(target: RunTarget, offset: int, data: bytes) -> None:
    if offset > target.output_bytes:
        detail = f"输出有缺口：应从第 {target.output_bytes} 字节继续。"
        raise Conflict("output_gap", detail, [FieldError("/offset", str(target.output_bytes))])
    fresh = data[target.output_bytes - offset :]
    kept = fresh[: max(0, MAX_OUTPUT - target.output_bytes)]
    target.truncated = target.truncated or len(kept) < len(fresh)
    if kept:
        RunOutput.objects.create(target=target, offset=target.output_bytes, data=kept)
    target.output_bytes += len(fresh)


def _work_item(target: RunTarget, run: Run) -> dict[str, Any]:
    return {
        "id": target.id,
        "token": target.token,
        "kind": "script",
        "script": run.script,
        "interpreter": run.interpreter,
        "env": target.environment,
        "timeout_s": run.timeout_s,
        "cwd": None,
        "detach_survivors": True,
    }


def _end_state(exit_code: int | None, error: str | None, *, cancelled: bool) -> State:
    if exit_code == 0 and not error:
        return State.SUCCEEDED
    if error == "cancelled" or (cancelled and exit_code is None):
        return State.CANCELLED
    return State.FAILED

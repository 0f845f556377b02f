"""Routes of jobs and their runs."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from tongyun.inventory import facade as inventory
from tongyun.kernel.contracts import Conflict
from tongyun.kernel.facade import Filter, Listing, Page, current_actor, guarded, page

from .. import errors
from ..models import JobTemplate, Run
from ..queries import outputs_of, seen_runs, seen_targets, targets_of
from ..services.lifecycle import cancel
from ..services.retrying import retry
from ..services.starting import start_run
from . import columns, schemas

router = Router(tags=["jobs"])

RUNS = Listing(
    filters={
        "state": Filter("state", Literal["queued", "running", "succeeded", "failed", "cancelled", "lost"]),
        "job": Filter("template__key"),
        "source": Filter("source_id"),
        "created_at": Filter("created_at", datetime),
    },
    sorts={"created_at": "created_at", "number": "number"},
    default_sort="-created_at",
    search=("number", "title", "requested_by_name", "source_label"),
    extra=frozenset({"item"}),
    columns=columns.RUNS,
    title=("作业记录", "Job runs"),
)
JOBS = Listing(
    filters={"target_type": Filter("target_type"), "pack": Filter("pack"), "dangerous": Filter("dangerous", bool)},
    sorts={"key": "key", "title": "title"},
    default_sort="key",
    search=("key", "title", "title_en"),
    columns=columns.JOBS,
    title=("作业", "Jobs"),
)


@router.get("/jobs", response=Page[schemas.JobOut], **guarded("job:read", JOBS))
def jobs(request: HttpRequest) -> dict[str, Any]:
    """Jobs in use."""
    return page(request, JobTemplate.objects.filter(enabled=True), JOBS, list)


@router.post("/jobs/{key}/runs", response={201: schemas.RunDetailOut}, **guarded("job:run"))
def start(request: HttpRequest, key: str, body: schemas.StartIn) -> Status[dict[str, Any]]:
    """Run a job on items; a dangerous one only when confirmed."""
    template = JobTemplate.objects.filter(key=key, enabled=True).first()
    if template is None:
        raise errors.no_job(key)
    if template.dangerous and not body.confirmed:
        raise Conflict("confirm", f"“{template.title}”会影响业务，请确认后再执行。")
    actor = current_actor()
    idempotency = f"{actor.id}:{body.key}"[:120] if body.key else None
    view = start_run(key, body.targets, body.parameters, actor, None, idempotency)
    return Status(201, _detail(view.id))


@router.get("/runs", response=Page[schemas.RunOut], **guarded("job:read", RUNS))
def runs(request: HttpRequest, item: UUID | None = None) -> dict[str, Any]:
    """Runs, newest first; `item` leaves those that had it as a target."""
    rows = seen_runs()
    if item is not None:
        rows = rows.filter(id__in=seen_targets().filter(item_id=item).values("run_id"))
    return page(request, rows, RUNS, lambda found: [_summary(row) for row in found])


@router.get("/runs/{run_id}", response=schemas.RunDetailOut, **guarded("job:read"))
def run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """One run with every attempt and its output."""
    return _detail(run_id)


@router.post("/runs/{run_id}/cancel", response=schemas.RunDetailOut, **guarded("job:run"))
def cancel_run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """Stop a run."""
    cancel(run_id)
    return _detail(run_id)


@router.post("/runs/{run_id}/retry", response=schemas.RunDetailOut, **guarded("job:run"))
def retry_run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """Try the targets that did not succeed once more."""
    retry(run_id)
    return _detail(run_id)


def _summary(row: Run) -> dict[str, Any]:
    source = {"kind": row.source_kind, "id": row.source_id, "label": row.source_label} if row.source_kind else None
    return {
        "id": row.id,
        "number": row.number,
        "job": row.template.key,
        "title": row.title,
        "state": row.state,
        "requested_by": row.requested_by_name,
        "source": source,
        "ticket": {"id": row.source_id, "number": row.source_label} if row.source_kind == "ticket" else None,
        "created_at": row.created_at,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
    }


def _is_own(run: Run) -> bool:
    actor = current_actor()
    return (run.requested_by_kind, run.requested_by_id) == (actor.kind, actor.id)


def _detail(run_id: UUID) -> dict[str, Any]:
    row = seen_runs().filter(id=run_id).first()
    if row is None:
        raise errors.no_run()
    seen = set(seen_targets().filter(run=row).values_list("id", flat=True))
    targets = [target for target in targets_of([row])[row.id] if target.id in seen or _is_own(row)]
    texts = outputs_of(targets)
    items = inventory.items_views(target.item_id for target in targets)
    return {
        **_summary(row),
        "script": row.script,
        "parameters": row.parameters,
        "cancel_requested_at": row.cancel_requested_at,
        "targets": [
            {
                "id": target.id,
                "item": items.get(target.item_id),
                "state": target.state,
                "attempt": target.attempt,
                "exit_code": target.exit_code,
                "error": target.error,
                "output": texts.get(target.id, ""),
                "truncated": target.truncated,
                "started_at": target.started_at,
                "finished_at": target.finished_at,
            }
            for target in targets
        ],
    }

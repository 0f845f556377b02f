"""Start a run: check, copy the script, and queue it for the agents that reach its targets."""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.inventory import facade as inventory
from tongyun.inventory.contracts import ItemView
from tongyun.kernel.contracts import Actor, Conflict, FieldError, Forbidden, Invalid, Ref, new_id, utc_now
from tongyun.kernel.facade import FormValidator, acting_as, allows, audit, fault_of, next_number
from tongyun.telemetry import facade as telemetry

from .. import errors
from ..contracts import RunView
from ..models import JobTemplate, Run, RunTarget
from ..models.runs import State
from ..queries import view_of_run
from . import lifecycle
from .environment import environment_of

PREFIX = "JOB"
MAX_TARGETS = 500
#: Work that no agent fetched for this long is not done any more: a restart an hour late may do harm.
FETCH_WITHIN = timedelta(minutes=5)
NO_AGENT = "没有代理能到达此配置项：在其所在主机上安装代理后重试。"


@transaction.atomic
def start_run(
    job_key: str,
    targets: list[UUID],
    params: dict[str, Any],
    requested_by: Actor,
    source: Ref | None = None,
    key: str | None = None,
) -> RunView:
    """Queue a job on items. The same idempotency key gives the same run, however often it is asked for.

    Needs job:run. Raises NotFound for an unknown job, Invalid for parameters or targets that do not fit, Conflict when
    the key belongs to a run of another job.
    """
    if not allows("job:run", requested_by):
        raise Forbidden("forbidden", "您没有“执行作业”权限，请联系系统管理员授权。")
    template = JobTemplate.objects.select_for_update(no_key=True).filter(key=job_key, enabled=True).first()
    if template is None:
        raise errors.no_job(job_key)
    key = sha256(key.encode()).hexdigest() if key and len(key) > 120 else key
    if key and (known := Run.objects.filter(idempotency_key=key).first()):
        if known.template_id != template.id:
            raise Conflict("key_taken", "此幂等键已用于另一个作业。")
        return view_of_run(known)
    check_parameters(template.parameters, params)
    with acting_as(requested_by):
        items = _items(targets, template.target_type)
        run = _insert(template, params, requested_by, source, key)
        queue(run, items, attempt=1)
        audit("job.run_requested", lifecycle.ref(run), None, {**run.audit_view(), "parameters": params})
        lifecycle.settle(run)
    return view_of_run(run)


def check_parameters(schema: dict[str, Any], params: dict[str, Any]) -> None:
    """Raise Invalid with a path for each parameter that does not fit the template's schema."""
    problems = [
        FieldError("/".join(["/parameters", *map(str, error.absolute_path)]), fault_of(error))
        for error in FormValidator(schema).iter_errors(params)
    ]
    problems.extend(
        FieldError(f"/parameters/{name}", "含有非法字符")
        for name, value in params.items()
        if isinstance(value, str) and "\x00" in value
    )
    if problems:
        raise Invalid("bad_parameters", "作业参数不符合要求。", problems)


def queue(run: Run, items: list[ItemView], attempt: int) -> None:
    """Make one target an item; one that no agent reaches has failed at once, and says why."""
    now = utc_now()
    agents = telemetry.agents_for_items(item.id for item in items)
    rows = [
        RunTarget(
            id=new_id(),
            run=run,
            item_id=item.id,
            agent_id=agents.get(item.id),
            attempt=attempt,
            state=State.QUEUED if item.id in agents else State.FAILED,
            error="" if item.id in agents else NO_AGENT,
            finished_at=None if item.id in agents else now,
            environment=environment_of(run.number, run.parameters, item),
            lease_until=now + FETCH_WITHIN,
        )
        for item in items
    ]
    RunTarget.objects.bulk_create(rows)
    lifecycle.watch_leases(run)


def _items(targets: list[UUID], target_type: str) -> list[ItemView]:
    wanted = list(dict.fromkeys(targets))
    if not 1 <= len(wanted) <= MAX_TARGETS:
        raise Invalid("bad_targets", f"目标须为 1 到 {MAX_TARGETS} 个。", [FieldError("/targets", "数量超出范围")])
    found = inventory.items_views(wanted)
    for unseen in inventory.unseen(wanted, "job:run"):
        found.pop(unseen, None)
    problems = []
    for index, item_id in enumerate(wanted):
        item = found.get(item_id)
        if item is None:
            problems.append(FieldError(f"/targets/{index}", "没有这个配置项"))
        elif target_type not in inventory.type_chain(item.type):
            problems.append(FieldError(f"/targets/{index}", f"“{item.name}”不是此作业适用的类型（{target_type}）"))
    if problems:
        raise Invalid("bad_targets", "目标不适用于此作业。", problems)
    return [found[item_id] for item_id in wanted]


def _insert(
    template: JobTemplate, params: dict[str, Any], requested_by: Actor, source: Ref | None, key: str | None
) -> Run:
    run_id = new_id()
    return Run.objects.create(
        id=run_id,
        number=next_number(PREFIX),
        template=template,
        title=template.title,
        script=template.script,
        interpreter=template.interpreter,
        timeout_s=template.timeout_s,
        digest=template.digest,
        parameters=params,
        requested_by_kind=requested_by.kind,
        requested_by_id=requested_by.id,
        requested_by_name=requested_by.name[:100],
        source_kind=source.kind if source else "",
        source_id=source.id if source else "",
        source_label=source.label if source else "",
        idempotency_key=key or str(run_id),
    )

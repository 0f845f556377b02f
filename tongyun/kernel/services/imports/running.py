"""The way of a table of people or units: uploaded, checked row by row, applied as a whole or cancelled."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import PurePosixPath
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from ...contracts import Actor, Conflict, Forbidden, Invalid, NotFound, Ref, Task, utc_now
from ...contracts.tables import PlannedRow
from ...models import ImportRow, ImportRun, User
from ..audit import audit
from ..context import acting_as
from ..permissions import may, require
from ..uploads import refused
from ..work import cancel_later, publish, register_handler, run_every, run_later
from . import organisations, users
from .columns import TABLES, TITLES
from .plan import read_cells
from .safety import check_size
from .sheet import read_rows

CHECK_TASK = "kernel.people_import_check"
APPLY_TASK = "kernel.people_import_apply"
FORGET_TASK = "kernel.people_import_forget"
FORGET_EVERY_S = 6 * 3600.0
#: Import rows hold personal data; the history of what they changed stays longer.
KEPT = timedelta(days=180)
CHUNK = 500
MANAGE = {"organisations": "organisation:manage", "users": "user:manage"}
PLANNERS = {"organisations": organisations, "users": users}
State = ImportRun.State


class TableChangedError(RuntimeError):
    """What was checked no longer holds; everything written is taken back."""


@transaction.atomic
def begin_import(kind: str, file_name: str, content: bytes) -> ImportRun:
    """Keep an uploaded table and have it checked. Needs organisation:manage or user:manage.

    Raises:
        Invalid: there is no such kind, or the file is empty, too large or of another format.
    """
    if kind not in TABLES:
        raise Invalid("unknown_kind", f"只能导入：{'、'.join(TITLES.values())}。")
    actor = _require_everywhere(kind)
    check_size(content)
    name = PurePosixPath(file_name.replace("\\", "/")).name[:200]
    if not name.lower().endswith((".xlsx", ".csv")):
        raise refused("unknown_format", "只支持 .xlsx 和 .csv 文件。")
    run = ImportRun.objects.create(
        kind=kind,
        file_name=name,
        digest=sha256(content).hexdigest(),
        content=content,
        created_by=User.objects.filter(id=actor.id).first() if actor.kind == "user" else None,
        actor_name=actor.name,
    )
    audit("people_import.uploaded", _ref(run), None, {"kind": kind, "file": name, "sha256": run.digest})
    run_later(CHECK_TASK, utc_now(), {"run": str(run.id)}, key=str(run.id))
    return run


@transaction.atomic
def apply_import(run_id: UUID) -> ImportRun:
    """Have a checked table written, all of it or nothing.

    Raises:
        Conflict: it has errors, is not checked yet, or was applied or cancelled.
    """
    run = _locked(run_id)
    _require_everywhere(run.kind)
    if run.state != State.CHECKED:
        raise Conflict("not_checked", f"当前状态为“{run.get_state_display()}”，不能导入。")
    if run.errors:
        raise Conflict("has_errors", f"还有 {run.errors} 行有误，请修改文件后重新上传。")
    if not run.creates and not run.updates:
        raise Conflict("nothing_to_do", "文件内容与现有数据一致，没有可导入的内容。")
    run.state, run.problem = State.APPLYING, ""
    run.save()
    run_later(APPLY_TASK, utc_now(), {"run": str(run.id)}, key=str(run.id))
    return run


@transaction.atomic
def cancel_import(run_id: UUID) -> ImportRun:
    """Give an import up. What was applied stays.

    Raises:
        Conflict: it was applied, or is over.
    """
    run = _locked(run_id)
    _require_everywhere(run.kind)
    if run.state not in (State.WAITING, State.CHECKING, State.CHECKED, State.APPLYING):
        raise Conflict("over", f"当前状态为“{run.get_state_display()}”，不能取消。")
    run.state, run.content = State.CANCELLED, None
    run.save()
    cancel_later(CHECK_TASK, str(run.id))
    cancel_later(APPLY_TASK, str(run.id))
    audit("people_import.cancelled", _ref(run))
    return run


def check(task: Task) -> None:
    """The dry run. Its progress shows while it goes; repeated after a crash it begins anew."""
    run = ImportRun.objects.filter(id=task.payload["run"], state__in=(State.WAITING, State.CHECKING)).first()
    if run is None or run.content is None:
        return
    ImportRow.objects.filter(run=run).delete()
    _alive(run).update(state=State.CHECKING, done=0)
    try:
        with _as_requested(run):
            rows = _planned(run)
    except Invalid as error:
        _alive(run).update(state=State.REFUSED, problem=error.detail, content=None)
        return
    if not rows:
        _alive(run).update(state=State.REFUSED, problem="文件中没有数据行。", content=None)
        return
    _alive(run).update(total=len(rows))
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        with transaction.atomic():
            if not _alive(run).update(done=start + len(part)):
                return
            ImportRow.objects.bulk_create(_reported(run, row) for row in part)
    counts = {
        verdict: sum(row.verdict == verdict for row in rows) for verdict in ("create", "update", "unchanged", "error")
    }
    _alive(run).update(
        state=State.CHECKED,
        creates=counts["create"],
        updates=counts["update"],
        unchanged=counts["unchanged"],
        errors=counts["error"],
    )


def write(task: Task) -> None:
    """Write a checked table in one transaction. What changed since the check is judged anew; any error stops it."""
    run = ImportRun.objects.select_for_update().filter(id=task.payload["run"], state=State.APPLYING).first()
    if run is None:
        return
    with _as_requested(run):
        try:
            with transaction.atomic():
                rows = _planned(run)
                wrong = [row for row in rows if row.messages]
                if wrong:
                    first = wrong[0].messages[0]
                    raise TableChangedError(f"第 {wrong[0].number} 行{first['column']}：{first['message']}")
                PLANNERS[run.kind].carry_out(rows)
        except (TableChangedError, Invalid) as error:
            run.state = State.FAILED
            run.problem = f"检查之后数据有变，没有写入任何内容：{error}"
            run.save()
            return
        run.state, run.content, run.applied_at = State.APPLIED, None, utc_now()
        run.save()
        counts = {"created": run.creates, "updated": run.updates}
        audit("people_import.applied", _ref(run), None, {**counts, "kind": run.kind, "sha256": run.digest})
        publish("people.imported", {"import_id": str(run.id), "kind": run.kind, **counts})


def forget(task: Task) -> None:
    """Remove old imports: their rows hold personal data."""
    ImportRun.objects.filter(created_at__lt=utc_now() - KEPT).delete()


def find(run_id: UUID) -> ImportRun:
    """An import; raises NotFound, and Forbidden for whoever may not manage all that its table reaches."""
    run = ImportRun.objects.defer("content").select_related("created_by").filter(id=run_id, kind__in=TABLES).first()
    if run is None:
        raise NotFound("no_import", "没有这次导入。")
    _require_everywhere(run.kind)
    return run


def seen() -> QuerySet[ImportRun]:
    """The imports that the actor may see."""
    kinds = [kind for kind, permission in MANAGE.items() if may(permission, organisation=None)]
    return ImportRun.objects.defer("content").filter(kind__in=kinds)


def wire() -> None:
    """Register the work of imports."""
    register_handler(CHECK_TASK, check, transactional=False)
    register_handler(APPLY_TASK, write)
    register_handler(FORGET_TASK, forget)


def schedule() -> None:
    """Forget old imports again and again; called when a worker starts."""
    run_every(FORGET_TASK, "all", FORGET_EVERY_S)


def _require_everywhere(kind: str) -> Actor:
    """A table reaches into every organisation, so only whoever may manage all of them imports one."""
    actor = require(MANAGE[kind])
    if not may(MANAGE[kind], organisation=None):
        raise Forbidden("import_everywhere", "批量导入涉及所有机构，需要全部范围的管理权限。")
    return actor


def _planned(run: ImportRun) -> list[PlannedRow]:
    columns = TABLES[run.kind]
    headings = [column.heading for column in columns]
    required = [column.heading for column in columns if column.required]
    rows = list(read_cells(read_rows(run.file_name, bytes(run.content or b""), headings, required), columns))
    PLANNERS[run.kind].plan(rows)
    return rows


def _reported(run: ImportRun, row: PlannedRow) -> ImportRow:
    return ImportRow(
        run=run, number=row.number, verdict=row.verdict, cells=row.shown, messages=row.messages, changes=row.changes
    )


def _alive(run: ImportRun) -> QuerySet[ImportRun]:
    """The run, as long as nobody cancelled it."""
    return ImportRun.objects.filter(id=run.id).exclude(state=State.CANCELLED)


@contextmanager
def _as_requested(run: ImportRun) -> Iterator[None]:
    """Act as the person who uploaded the table."""
    user = run.created_by
    actor = Actor("user", str(user.id), user.name) if user else Actor("system", "system", run.actor_name)
    with acting_as(actor):
        yield


def _locked(run_id: UUID) -> ImportRun:
    run = ImportRun.objects.select_for_update().filter(id=run_id, kind__in=TABLES).first()
    if run is None:
        raise NotFound("no_import", "没有这次导入。")
    return run


def _ref(run: ImportRun) -> Ref:
    return Ref("people_import", str(run.id), f"{TITLES[run.kind]} {run.file_name}"[:200])

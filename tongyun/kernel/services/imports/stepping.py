"""The way of a table whose rows go in one by one: read, checked, and applied in parts, each in its own transaction.

A task works for some seconds and hands on to the next: no lease runs out under it, and other work gets its turn.
How far it is stands in the run and moves in the transaction of the part: whatever is killed, no part is done twice.
A row that is refused holds up no other (ADR 0028).
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import islice
from pathlib import PurePosixPath
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from ...contracts import Actor, Conflict, FieldError, Invalid, NotFound, Ref, Registry, Task, utc_now
from ...contracts.tables import MadeBy, PlannedRow, ReadFile, RowImport, RowWork, SheetRow, TableRun
from ...database.room import room_to_write
from ...models import ImportPart, ImportRow, ImportRun, User
from ..audit import audit
from ..context import acting_as, current_actor
from ..permissions import may, require
from ..rows import Rows
from ..uploads import refused
from ..work import publish, register_handler, run_later
from .safety import check_size
from .sheet import read_any_rows

READ_TASK = "kernel.import_read"
STEP_TASK = "kernel.import_step"
#: Rows of a part, which is one transaction.
PART = 500
#: How long a task works before it hands on; well below the lease of a task.
TURN_S = 20.0
#: What is shown of a cell among the findings; the error sheet has it whole.
SHOWN = 200
CHECK, ROWS, TIES = "check", "rows", "ties"
COUNTS = {"create": "creates", "update": "updates", "unchanged": "unchanged", "review": "reviews", "error": "errors"}
FINDINGS = Rows(ImportRow, "run", "number", "verdict", "cells", "messages", "changes", "subject", "key")
State = ImportRun.State

row_imports: Registry[RowImport] = Registry("imports", key=lambda entry: entry.kind)


@transaction.atomic
def begin_table(kind: str, about: str, file_name: str, content: bytes) -> ImportRun:
    """Keep an uploaded table and have it read and checked. Needs the permission of the kind.

    Raises:
        Invalid: the file is empty, too large or of another format, or rows cannot be of what it is `about`.
    """
    entry = _entry(kind)
    actor = require(entry.permission)
    check_size(content, entry.limits)
    name = PurePosixPath(file_name.replace("\\", "/")).name[:200]
    if entry.reader(about) is None and not name.lower().endswith((".xlsx", ".csv")):
        raise refused("unknown_format", "只支持 .xlsx 和 .csv 文件。")
    entry.accept(about)
    run = ImportRun.objects.create(
        kind=kind,
        about=about,
        file_name=name,
        digest=sha256(content).hexdigest(),
        content=content,
        created_by=User.objects.filter(id=actor.id).first() if actor.kind == "user" else None,
        actor_name=actor.name,
    )
    audit("import.uploaded", _ref(run), None, {"kind": kind, "about": about, "file": name, "sha256": run.digest})
    run_later(READ_TASK, utc_now(), {"run": str(run.id)}, key=str(run.id))
    return run


@transaction.atomic
def remap_table(kind: str, run_id: UUID, mapping: dict[str, str]) -> ImportRun:
    """Say what the columns are and have the table checked anew. Raises Conflict unless it is checked, Invalid for a
    mapping that cannot be."""
    run = _own(kind, run_id)
    if run.state != State.CHECKED:
        raise _wrong_state(run, "不能修改列对应关系")
    unknown = sorted(set(mapping) - set(run.headings))
    if unknown:
        raise Invalid("bad_mapping", f"文件中没有列“{unknown[0][:40]}”。", [FieldError("/mapping", "没有这一列")])
    run.mapping = {heading: mapping.get(heading, "") for heading in run.headings}
    _work(run)
    ImportRow.objects.filter(run=run).delete()
    _start(run, State.CHECKING, CHECK)
    return run


@transaction.atomic
def apply_table(kind: str, run_id: UUID) -> ImportRun:
    """Have the rows written that can be; those with errors stay out. Raises Conflict when there is nothing to do."""
    run = _own(kind, run_id)
    if run.state != State.CHECKED:
        raise _wrong_state(run, "不能导入")
    if not run.creates and not run.updates and not run.reviews:
        raise Conflict("nothing_to_do", "没有可导入的行：内容与现有数据一致，或全部有误。")
    audit("import.started", _ref(run), None, _counts(run))
    _start(run, State.APPLYING, ROWS)
    return run


@transaction.atomic
def cancel_table(kind: str, run_id: UUID) -> ImportRun:
    """Stop after the part that is in work. What is written stays; it can be reverted as one batch."""
    run = _own(kind, run_id)
    if run.state not in (State.WAITING, State.CHECKING, State.CHECKED, State.APPLYING):
        raise _wrong_state(run, "不能取消")
    told = {"state": str(run.state), "done": run.done}
    run.state, run.content = State.CANCELLED, None
    run.save()
    audit("import.cancelled", _ref(run), None, told)
    return run


def table_rows(run: ImportRun) -> QuerySet[ImportRow]:
    """What was found in each row."""
    return ImportRow.objects.filter(run=run)


def tables_seen(kind: str) -> QuerySet[ImportRun]:
    """The imports that the actor may see: its own, and all for whom the permission reaches everything."""
    rows = ImportRun.objects.defer("content").filter(kind=kind)
    permission = _entry(kind).permission
    return rows if may(permission, organisation=None) else rows.filter(created_by_id=_user_id())


def find_table(kind: str, run_id: UUID) -> ImportRun:
    """An import; raises NotFound when there is none that the actor may see."""
    run = tables_seen(kind).filter(id=run_id).first()
    if run is None:
        raise NotFound("no_import", "没有这次导入。")
    return run


def wrong_rows(run: ImportRun) -> Iterator[tuple[dict[str, str], str]]:
    """The rows that did not go in, their cells whole, each with the reason; two queries for each part."""
    parts = ImportPart.objects.filter(run=run).order_by("place")
    for place in parts.values_list("place", flat=True):
        lines = _lines(run, place)
        numbers = (lines[0].number, lines[-1].number)
        found = ImportRow.objects.filter(run=run, number__range=numbers, verdict__in=("error", "review"))
        said = {row.number: row.said for row in found}
        for line in lines:
            if line.number in said:
                yield line.cells, said[line.number]


def read(task: Task) -> None:
    """Take the table apart. Repeated after a crash it begins anew."""
    run = ImportRun.objects.filter(id=task.payload["run"], state=State.WAITING).first()
    if run is None or run.content is None:
        return
    entry = _entry(run.kind)
    ImportPart.objects.filter(run=run).delete()
    try:
        found = _opened(entry, run, bytes(run.content))
        run.notes = list(found.notes)
        run.headings, run.total = _kept(run, iter(found.rows))
        with _as_requested(run):
            run.mapping = entry.propose(_told(run))
            _work(run)
    except Invalid as error:
        _refuse(run, error.detail)
        return
    if not run.total:
        _refuse(run, "文件中没有数据行。")
        return
    with transaction.atomic():
        if not ImportRun.objects.select_for_update().filter(id=run.id, state=State.WAITING).exists():
            return
        run.content = None
        _start(run, State.CHECKING, CHECK)


def step(task: Task) -> None:
    """Work through parts until the turn is over, then hand on. Whoever takes over from one that was killed finds some
    parts of the turn done, and goes on behind them."""
    until = time.monotonic() + TURN_S
    run = ImportRun.objects.filter(id=task.payload["run"], phase=task.payload["phase"], step__gte=task.payload["step"])
    found = run.exclude(state=State.CANCELLED).first()
    if found is None:
        return
    if found.created_by_id is None:
        _fail(found, "上传者的账号已不存在，无法按其权限导入。")
        return
    with _as_requested(found), room_to_write():
        try:
            work = _work(found)
            while _part(found.id, work):
                if time.monotonic() > until:
                    _hand_on(ImportRun.objects.get(id=found.id))
                    return
        except Invalid as error:
            _fail(found, error.detail)


def wire() -> None:
    """Register the work of these imports."""
    register_handler(READ_TASK, read, transactional=False)
    register_handler(STEP_TASK, step, transactional=False)


@transaction.atomic
def _part(run_id: UUID, work: RowWork) -> bool:
    """Do the next part; False when there is none, or nobody wants it any more."""
    run = ImportRun.objects.select_for_update().get(id=run_id)
    if run.state not in (State.CHECKING, State.APPLYING):
        return False
    lines = _lines(run, run.step)
    if not lines:
        return _next_phase(run, work)
    if run.phase == CHECK:
        _check(run, work, lines)
    else:
        _write(run, work, lines)
    run.step, run.done = run.step + 1, run.done + len(lines)
    run.save()
    return True


def _check(run: ImportRun, work: RowWork, lines: list[SheetRow]) -> None:
    rows = work.plan(lines)
    _refuse_repeated(run, rows)
    for row in rows:
        _count(run, row.verdict, 1)
    FINDINGS.add(
        (run.id, row.number, row.verdict, _shown(row.shown), row.messages, row.changes, row.subject, row.key)
        for row in rows
    )


def _shown(cells: Mapping[str, str]) -> dict[str, str]:
    return {heading: text[:SHOWN] for heading, text in cells.items()}


def _write(run: ImportRun, work: RowWork, lines: list[SheetRow]) -> None:
    """Write what a part's rows say now; only what became of them otherwise than was found before is written down."""
    numbers = (lines[0].number, lines[-1].number)
    found_before = ImportRow.objects.filter(run=run, number__range=numbers)
    verdicts = dict(found_before.values_list("number", "verdict"))
    open_lines = [line for line in lines if verdicts[line.number] != "error"]
    subjects = dict(found_before.exclude(verdict="error").values_list("number", "subject"))
    if run.phase == ROWS:
        rows = work.carry_out(open_lines, subjects, _made_by(run))
    else:
        rows = work.tie(open_lines, subjects)
    for row in rows:
        if (verdicts[row.number], subjects[row.number]) == (row.verdict, row.subject) and not row.messages:
            continue
        _count(run, verdicts[row.number], -1)
        _count(run, row.verdict, 1)
        changed = {"verdict": row.verdict, "messages": row.messages, "subject": row.subject}
        ImportRow.objects.filter(run=run, number=row.number).update(**changed)


def _made_by(run: ImportRun) -> MadeBy:
    def made(subjects: Sequence[UUID], before: int) -> dict[UUID, int]:
        rows = ImportRow.objects.filter(run=run, subject__in=subjects, number__lt=before, verdict__in=("create",))
        return {row.subject: row.number for row in rows.only("subject", "number") if row.subject is not None}

    return made


def _refuse_repeated(run: ImportRun, rows: list[PlannedRow]) -> None:
    """A row that is recognised by what an earlier one is recognised by says something twice."""
    keys = {row.key for row in rows if row.key}
    first = dict(ImportRow.objects.filter(run=run, key__in=keys).order_by("-number").values_list("key", "number"))
    for row in rows:
        if not row.key:
            continue
        if row.key in first:
            row.undecided = False
            row.refuse("整行", f"与第 {first[row.key]} 行是同一对象")
        else:
            first[row.key] = row.number


def _next_phase(run: ImportRun, work: RowWork) -> bool:
    run.done = run.total
    if run.phase == CHECK:
        run.state, run.step, run.phase = State.CHECKED, 0, ""
        run.save()
        return False
    if run.phase == ROWS and work.ties:
        run.phase, run.step, run.done = TIES, 0, 0
        run.save()
        return True
    run.state, run.applied_at = State.APPLIED, utc_now()
    run.save()
    told = _counts(run)
    audit("import.applied", _ref(run), None, {**told, "kind": run.kind, "sha256": run.digest})
    publish("import.applied", {"import_id": str(run.id), "kind": run.kind, "about": run.about, **told})
    return False


def _opened(entry: RowImport, run: ImportRun, content: bytes) -> ReadFile:
    read_file = entry.reader(run.about)
    if read_file is None:
        return ReadFile(read_any_rows(run.file_name, content, entry.limits))
    return read_file(content, entry.limits)


def _kept(run: ImportRun, lines: Iterator[SheetRow]) -> tuple[list[str], int]:
    """Keep the rows in parts; the headings and how many rows there are."""
    headings: list[str] = []
    total = 0
    for place, part in enumerate(iter(lambda: list(islice(lines, PART)), [])):
        headings = headings or list(part[0].cells)
        total += len(part)
        rows = [[row.number, list(row.cells.values()), row.problems] for row in part]
        with transaction.atomic():
            ImportPart.objects.create(run=run, place=place, rows=rows)
            if not ImportRun.objects.filter(id=run.id, state=State.WAITING).update(total=total):
                raise Invalid("cancelled", "导入已取消。")
    return headings, total


def _lines(run: ImportRun, place: int) -> list[SheetRow]:
    part = ImportPart.objects.filter(run=run, place=place).first()
    if part is None:
        return []
    return [
        SheetRow(number, dict(zip(run.headings, cells, strict=False)), problems)
        for number, cells, problems in part.rows
    ]


def _start(run: ImportRun, state: State, phase: str) -> None:
    run.state, run.phase, run.step, run.done, run.problem = state, phase, 0, 0, ""
    if phase == CHECK:
        for column in COUNTS.values():
            setattr(run, column, 0)
    run.save()
    _hand_on(run)


def _hand_on(run: ImportRun) -> None:
    with transaction.atomic():
        payload = {"run": str(run.id), "phase": run.phase, "step": run.step}
        run_later(STEP_TASK, utc_now(), payload, key=f"{run.id}:{run.phase}:{run.step}:{_turn()}")


def _turn() -> str:
    """A check may begin at the same step twice (another mapping): each turn is a task of its own."""
    return utc_now().strftime("%H%M%S%f")


def _refuse(run: ImportRun, reason: str) -> None:
    ImportPart.objects.filter(run=run).delete()
    waiting = ImportRun.objects.filter(id=run.id, state=State.WAITING)
    waiting.update(state=State.REFUSED, problem=reason, content=None)


def _fail(run: ImportRun, reason: str) -> None:
    open_run = ImportRun.objects.filter(id=run.id, state__in=(State.CHECKING, State.APPLYING))
    open_run.update(state=State.FAILED, problem=reason)


def _work(run: ImportRun) -> RowWork:
    return _entry(run.kind).work(_told(run))


def _told(run: ImportRun) -> TableRun:
    def texts(headings: Iterable[str]) -> Iterator[str]:
        places = [run.headings.index(heading) for heading in headings]
        for rows in ImportPart.objects.filter(run=run).order_by("place").values_list("rows", flat=True):
            yield from (cells[place] for _, cells, _ in rows for place in places if place < len(cells))

    earlier = ImportRun.objects.filter(kind=run.kind, about=run.about).exclude(id=run.id)
    told = earlier.filter(created_by_id=run.created_by_id).exclude(mapping={}).order_by("-created_at")
    return TableRun(
        run.id, run.about, run.file_name, list(run.headings), dict(run.mapping), texts, lambda: _remembered(told)
    )


def _remembered(earlier: QuerySet[ImportRun]) -> dict[str, str]:
    """What each heading meant the last time; the ten latest tables are asked."""
    known: dict[str, str] = {}
    for mapping in earlier.values_list("mapping", flat=True)[:10]:
        known = {**mapping, **known}
    return known


@contextmanager
def _as_requested(run: ImportRun) -> Iterator[None]:
    """Act as the person who uploaded the table; the rights are those of now."""
    user = run.created_by
    with acting_as(Actor("user", str(run.created_by_id), user.name if user else run.actor_name)):
        yield


def _own(kind: str, run_id: UUID) -> ImportRun:
    """The run, its row held, for whoever uploaded it: it is worked with that one's rights."""
    require(_entry(kind).permission)
    find_table(kind, run_id)
    run = ImportRun.objects.select_for_update().get(id=run_id)
    if run.created_by_id is None or str(run.created_by_id) != current_actor().id:
        raise Conflict("not_yours", "只有上传者本人可以处理这次导入。")
    return run


def _wrong_state(run: ImportRun, what: str) -> Conflict:
    return Conflict("wrong_state", f"当前状态为“{run.get_state_display()}”，{what}。")


def _count(run: ImportRun, verdict: str, by: int) -> None:
    column = COUNTS[verdict]
    setattr(run, column, getattr(run, column) + by)


def _counts(run: ImportRun) -> dict[str, int]:
    return {column: getattr(run, column) for column in COUNTS.values()}


def _entry(kind: str) -> RowImport:
    entry = row_imports.get(kind)
    if entry is None:
        raise NotFound("no_import", "没有这次导入。")
    return entry


def _user_id() -> UUID | None:
    actor = current_actor()
    return UUID(actor.id) if actor.kind == "user" else None


def _ref(run: ImportRun) -> Ref:
    return Ref("import", str(run.id), f"{_entry(run.kind).title} {run.file_name}"[:200])

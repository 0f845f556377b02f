"""A table of new items with broken rows among them, then the same table again: read, checked, written."""

import csv
import io
import time
from typing import TYPE_CHECKING, Any

from tongyun.inventory.importing.kind import KIND
from tongyun.kernel.contracts import Actor, Task
from tongyun.kernel.facade import acting_as, apply_table, begin_table
from tongyun.kernel.models import Grant, ImportRun, ScheduledTask, User
from tongyun.kernel.services import work
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

if TYPE_CHECKING:
    from bench.inventory import Filled

PER_S = 2_000.0
HEADINGS = ["名称", "主机名", "序列号", "IP地址", "重要程度", "环境", "处理器核数", "责任人", "供应商", "厂商", "型号"]
SHARE, BROKEN_EVERY = 0.2, 20


def measure(found: "Filled") -> dict[str, Any]:
    """Rows a second of the writing (identification, history, marks, audit, facts, search), of a fifth as many rows as
    there are items, every twentieth of them broken. The processor's time stands beside the watch's."""
    rows = int(found.items * SHARE)
    person = User.objects.create(username=f"importer-{time.time_ns()}", name="导入员")
    Grant.objects.create(user=person, role=ensure_roles()[OPERATIONS], scope="all")
    ScheduledTask.objects.all().delete()
    with acting_as(Actor("user", str(person.id), person.name)):
        run = begin_table(KIND, "host", "bench.csv", _table(rows))
        checked = _timed()
        apply_table(KIND, run.id)
        written = _timed()
        again = begin_table(KIND, "host", "again.csv", _table(rows))
        checked_again = _timed()
    run, again = ImportRun.objects.get(id=run.id), ImportRun.objects.get(id=again.id)
    assert (run.state, run.creates, run.errors) == ("applied", rows - rows // BROKEN_EVERY, rows // BROKEN_EVERY)
    assert (again.creates, again.unchanged) == (0, run.creates)
    return {
        "rows": rows,
        "check_per_s": round(rows / checked[0]),
        "write_per_s": round(run.creates / written[0]),
        "write_per_cpu_s": round(run.creates / written[1]),
        "check_known_per_s": round(rows / checked_again[0]),
        "ok": run.creates / written[0] >= PER_S,
    }


def _timed() -> tuple[float, float]:
    """Do the imports' tasks that are due, as a worker does; seconds by the watch and by the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    while task := ScheduledTask.objects.filter(handler__startswith="kernel.import").first():
        work.handlers.get(task.handler).run(Task(task.id, task.handler, task.key, task.payload, task.due_at, 1))
        task.delete()
    return time.perf_counter() - began, time.process_time() - cpu


def _table(rows: int) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS)
    for n in range(rows):
        address = f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"
        cores = "没有" if n % BROKEN_EVERY == 0 else 32
        own = [f"import-{n:06}", f"host{n}.cd.gov.cn", f"IMP{n:08}", address]
        lines.writerow([*own, "核心", "生产", cores, "李敏", "本地供应商", "浪潮", "NF5280M6"])
    return text.getvalue().encode()

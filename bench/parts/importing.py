"""A table of new items with broken rows, then the same table again: read, checked, written, and its error sheet."""

import csv
import gc
import io
import resource
import time
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from openpyxl import load_workbook

from tongyun.inventory.api.importing import error_sheet
from tongyun.inventory.importing.kind import KIND
from tongyun.kernel.contracts import Actor, Task
from tongyun.kernel.facade import acting_as, apply_table, begin_table
from tongyun.kernel.models import Grant, ImportRun, ScheduledTask, User
from tongyun.kernel.services import work
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

if TYPE_CHECKING:
    from bench.inventory import Filled

PER_S = 2_000.0
#: What a long table may take beyond a short one, in MB: reading its file takes that, the parts after it nothing more.
MEMORY_MB = 128
HEADINGS = ["名称", "主机名", "序列号", "IP地址", "重要程度", "环境", "处理器核数", "责任人", "供应商", "厂商", "型号"]
SHORT, BROKEN_EVERY = 1_000, 20


def measure(found: "Filled") -> dict[str, Any]:
    """Rows a second of the writing (identification, history, marks, audit, facts, search), of as many rows as there are
    items, every twentieth of them broken. The processor's time stands beside the watch's."""
    rows, series = found.items, time.time_ns() % 10**9
    person = User.objects.create(username=f"importer-{series}", name="导入员")
    Grant.objects.create(user=person, role=ensure_roles()[OPERATIONS], scope="all")
    ScheduledTask.objects.all().delete()
    table = _table(rows, f"i{series}")
    gc.freeze()  # as the worker does
    with acting_as(Actor("user", str(person.id), person.name)):
        short = begin_table(KIND, "host", "short.csv", _table(SHORT, f"s{series}"))
        _timed()
        apply_table(KIND, short.id)
        _timed()
        memory = _peak_mb()
        run = begin_table(KIND, "host", "bench.csv", table)
        checked = _timed()
        apply_table(KIND, run.id)
        written = _timed()
        memory = _peak_mb() - memory
        sheet = _wrong_rows(run)
        again = begin_table(KIND, "host", "again.csv", table)
        checked_again = _timed()
    run, again = ImportRun.objects.get(id=run.id), ImportRun.objects.get(id=again.id)
    assert (run.state, run.creates, run.errors) == ("applied", rows - rows // BROKEN_EVERY, rows // BROKEN_EVERY)
    assert (again.creates, again.unchanged, sheet[0]) == (0, run.creates, run.errors)
    return {
        "rows": rows,
        "check_per_s": round(rows / checked[0]),
        "write_per_s": round(run.creates / written[0]),
        "write_per_cpu_s": round(run.creates / written[1]),
        "check_known_per_s": round(rows / checked_again[0]),
        "error_sheet_rows": sheet[0],
        "error_sheet_s": round(sheet[1], 1),
        "memory_mb": memory,
        "ok": run.creates / written[0] >= PER_S and memory <= MEMORY_MB,
    }


def _timed() -> tuple[float, float]:
    """Do the imports' tasks that are due, as a worker does; seconds by the watch and by the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    while task := ScheduledTask.objects.filter(handler__startswith="kernel.import").first():
        work.handlers.get(task.handler).run(Task(task.id, task.handler, task.key, task.payload, task.due_at, 1))
        task.delete()
    return time.perf_counter() - began, time.process_time() - cpu


def _wrong_rows(run: ImportRun) -> tuple[int, float]:
    """The error sheet as it is downloaded: its rows, and in how many seconds it was made."""
    began = time.perf_counter()
    content = error_sheet(HttpRequest(), run.id).content
    took = time.perf_counter() - began
    return sum(1 for _ in load_workbook(io.BytesIO(content), read_only=True).active.rows) - 1, took


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _table(rows: int, series: str) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS)
    for n in range(rows):
        address = f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"
        cores = "没有" if n % BROKEN_EVERY == 0 else 32
        own = [f"{series}-{n:06}", f"{series}h{n}.cd.gov.cn", f"{series}SN{n:08}", address]
        lines.writerow([*own, "核心", "生产", cores, "李敏", "本地供应商", "浪潮", "NF5280M6"])
    return text.getvalue().encode()

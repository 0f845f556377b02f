"""Entries from an xlsx or csv table, with the headings of the export: looked at first, then all rows or none."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from ...contracts import Conflict
from ...contracts.tables import CellError, PlannedRow
from ...models import Dictionary, DictionaryEntry
from ..audit import audit
from ..imports.columns import Column, day, plain, text, whole
from ..imports.plan import read_cells, refuse_repeated
from ..imports.sheet import read_rows
from ..permissions import require
from ..texts import text_problems
from ..uploads import refused
from . import fields as rules
from .changing import MANAGE, entries_of, locked, mark_edited, ref, touch

MAX_ROWS = 5_000
YES_NO = {"是": True, "否": False, "启用": True, "停用": False, "true": True, "false": False}


def yes_or_no(value: str) -> bool:
    """Whether it is in use."""
    found = YES_NO.get(plain(value).casefold())
    if found is None:
        raise CellError("须为：是、否")
    return found


COLUMNS = (
    Column("编码", "code", plain, "唯一，记录中保存的就是它", required=True, example="510107"),
    Column("名称", "title", text, "", example="武侯区"),
    Column("英文名称", "title_en", text, "", example="Wuhou"),
    Column("上级编码", "parent", plain, "可以是同一文件中的项；顶级留空", example="5101"),
    Column("排序", "position", whole, "整数，小的在前", example="10"),
    Column("生效日期", "valid_from", day, "自这一天起可选", example="2026-01-01"),
    Column("失效日期", "valid_to", day, "到这一天起不再可选"),
    Column("启用", "enabled", yes_or_no, "是、否；留空为是", example="是"),
    Column("备注", "note", text, ""),
)
HEADINGS = {column.key: column.heading for column in COLUMNS}


@dataclass(frozen=True)
class ImportPlan:
    """What a table would do, or has done, with each row."""

    rows: list[PlannedRow]
    applied: bool

    def count(self, verdict: str) -> int:
        """How many rows have this verdict."""
        return sum(row.verdict == verdict for row in self.rows)


@transaction.atomic
def import_entries(key: str, file_name: str, content: bytes, *, apply: bool) -> ImportPlan:
    """Read a table of entries; with `apply` also write it, all rows or none. An empty cell changes nothing.

    Needs dictionary:manage. Raises NotFound, Invalid for a file that cannot be read, and Conflict when rows are wrong.
    """
    require(MANAGE)
    held = locked(key)
    name = PurePosixPath(file_name.replace("\\", "/")).name[:200]
    headings = [column.heading for column in COLUMNS]
    rows = list(read_cells(read_rows(name, content, headings, headings[:1]), COLUMNS))
    if not rows:
        raise refused("empty_file", "文件中没有数据行。")
    if len(rows) > MAX_ROWS:
        raise refused("too_many_rows", f"超过 {MAX_ROWS} 行，请分批导入。")
    by_code = entries_of(held)
    _plan(rows, by_code)
    plan = ImportPlan(rows, applied=False)
    if not apply:
        return plan
    if wrong := plan.count("error"):
        raise Conflict("has_errors", f"有 {wrong} 行有误，没有写入任何内容。")
    _write(held, rows, by_code)
    counts = {"created": plan.count("create"), "updated": plan.count("update")}
    if any(counts.values()):
        touch(held)
        audit("dictionary.imported", ref(held), None, {**counts, "file": name})
    return ImportPlan(rows, applied=True)


def _plan(rows: list[PlannedRow], by_code: dict[str, DictionaryEntry]) -> None:
    refuse_repeated(rows, "code", HEADINGS["code"])
    in_file = {row.values["code"] for row in rows if "code" in row.values}
    parents = {code: entry.parent.code if entry.parent else None for code, entry in by_code.items()}
    for row in rows:
        code = row.values.get("code", "")
        row.existing = by_code.get(code)
        if problem := rules.code_problem(code) if code else None:
            row.refuse(HEADINGS["code"], problem)
        given = {name: value for name, value in row.values.items() if name != "code"}
        if row.existing is None and not given.get("title"):
            row.refuse(HEADINGS["title"], "必填")
        for found in text_problems(given, 200):
            row.refuse(HEADINGS[found.path[1:]], found.message)
        parent = given.get("parent")
        if parent is not None and parent not in by_code and parent not in in_file:
            row.refuse(HEADINGS["parent"], "没有这个编码的项")
        _check_days(row, given)
        row.changes = _changes(row.existing, given) if row.existing is not None else {}
        if not row.messages:
            parents[code] = parent if parent is not None else parents.get(code)
    tangled = rules.rings(parents)
    deep = rules.too_deep(parents) if not tangled else set()
    for row in rows:
        code = row.values.get("code", "")
        if code in tangled:
            row.refuse(HEADINGS["parent"], "上级关系成环")
        elif code in deep and (row.existing is None or "parent" in row.changes):
            row.refuse(HEADINGS["parent"], f"层级超过 {rules.MAX_DEPTH} 级")
    if len(by_code) + sum(row.verdict == "create" for row in rows) > rules.MAX_ENTRIES:
        raise refused("dictionary_full", f"一个字典最多 {rules.MAX_ENTRIES} 项。")


def _check_days(row: PlannedRow, given: dict[str, Any]) -> None:
    held: Any = row.existing
    begins = given.get("valid_from", held.valid_from if held else None)
    ends = given.get("valid_to", held.valid_to if held else None)
    if problem := rules.days_problem(begins, ends):
        row.refuse(HEADINGS["valid_to"], problem)


def _changes(row: DictionaryEntry, given: dict[str, Any]) -> dict[str, list[Any]]:
    state = rules.state_of(row)
    new = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in given.items()}
    return {name: [state[name], value] for name, value in new.items() if state[name] != value}


def _write(held: Dictionary, rows: list[PlannedRow], by_code: dict[str, DictionaryEntry]) -> None:
    made = {
        row.values["code"]: DictionaryEntry(dictionary=held, code=row.values["code"])
        for row in rows
        if row.verdict == "create"
    }
    by_code.update(made)
    changed = []
    for row in rows:
        entry = by_code[row.values["code"]]
        if row.verdict == "create":
            fields = {name: value for name, value in row.values.items() if name != "code"}
        else:
            fields = {name: row.values[name] for name in row.changes}
            changed += [entry] if fields else []
        for name, value in fields.items():
            rules.put(entry, name, value, by_code)
        mark_edited(entry, list(fields))
    moved = rules.replace_all(by_code.values())
    for entry in changed:
        entry.version += 1
    DictionaryEntry.objects.bulk_create(sorted(made.values(), key=lambda entry: entry.depth), batch_size=500)
    known = {entry.code: entry for entry in (*changed, *moved) if entry.code not in made}
    names = [*rules.FIELDS, "edited", "version", "place", "depth"]
    DictionaryEntry.objects.bulk_update(known.values(), names, batch_size=200)

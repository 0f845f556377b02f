"""Routes of the import of items."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from tongyun.kernel.contracts import Conflict, FieldError, Invalid
from tongyun.kernel.facade import (
    Filter,
    Listing,
    Page,
    apply_table,
    begin_table,
    cancel_table,
    csv_chunks,
    current_actor,
    find_table,
    guarded,
    page,
    remap_table,
    table_rows,
    tables_seen,
    write_xlsx,
    wrong_rows,
)

from ..catalogue import Catalogue, catalogue
from ..errors import no_such_type
from ..importing.foreign.sheet import TYPE_HEADING
from ..importing.foreign.systems import about_file, system_of, title_of
from ..importing.foreign.work import foreign_targets
from ..importing.kind import KIND, LIMITS
from ..importing.planning import WRITE
from ..importing.targets import ATTRIBUTE, Target, targets_of
from ..personal import personal_attributes
from ..services.checking import usable
from . import columns, importing_schemas
from .rendering import delta_out, organisations_in, type_titles

router = Router(tags=["inventory"])

IMPORTS = Listing(
    filters={"state": Filter("state"), "type": Filter("about", description="模型")},
    sorts={"created_at": "created_at"},
    default_sort="-created_at",
    search=("file_name", "actor_name"),
    columns=columns.IMPORTS,
    title=("资源导入记录", "Item imports"),
)
ROWS = Listing(
    filters={"verdict": Filter("verdict", description="create、update、unchanged、review、error")},
    sorts={"number": "number"},
    default_sort="number",
    columns=columns.IMPORT_ROWS,
    title=("资源导入明细", "Rows of an item import"),
)
Cell = str | int | float | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of a sheet that are written at a time; a sheet up to so many bytes stays in memory.
BATCH, IN_MEMORY = 500, 4 << 20


@router.get("/item-imports/targets", response=list[importing_schemas.ImportTargetOut], **guarded(WRITE))
def import_targets(request: HttpRequest, type: str) -> list[dict[str, Any]]:
    """What the columns of a table may fill: the item's own columns, attributes of the type, relations from the item.

    For a file of another system (`type` as its import tells it) what any type of its rows has.
    """
    return [
        {"key": each.key, "title": each.title, "title_en": each.title_en, "required": each.required}
        for each in _targets(type)
    ]


@router.get("/item-imports/template", response=None, **guarded(WRITE))
def import_template(request: HttpRequest, type: str, suffix: Literal["xlsx", "csv"] = "xlsx") -> HttpResponse:
    """An empty table with a column for everything that may be filled; required ones carry a star."""
    titles = [f"{each.title}*" if each.required else each.title for each in _targets(type)]
    view = catalogue().types[type]
    return _sheet(f"{view.title}导入模板", suffix, titles, iter([]))


@router.get("/item-imports", response=Page[importing_schemas.ItemImportOut], **guarded(WRITE, IMPORTS))
def item_imports(request: HttpRequest) -> dict[str, Any]:
    """Imports of items, newest first: one's own, and all for whoever may change every item."""
    return page(request, tables_seen(KIND), IMPORTS, lambda found: [_out(run) for run in found])


@router.post("/item-imports", response={201: importing_schemas.ItemImportOut}, **guarded(WRITE))
def upload(
    request: HttpRequest, file: File[UploadedFile], type: Form[str] = "", source: Form[str] = ""
) -> Status[dict[str, Any]]:
    """Upload a table of items of a type, or a file that another system exported; it is read and checked row by row, and
    nothing is written.

    A configuration export of Zabbix, and JSON of NetBox, are recognised and need no `type`. `source` names which of
    several such systems it is from; what one of them calls an object tells nothing about another.
    """
    content = file.read(LIMITS.bytes + 1)
    about = about_file(file.name or "", content, source) or type
    if not about:
        raise Invalid("no_type", "请先选择要导入的模型。", [FieldError("/type", "必填")])
    return Status(201, _out(begin_table(KIND, about, file.name or "", content)))


@router.get("/item-imports/{import_id}", response=importing_schemas.ItemImportOut, **guarded(WRITE))
def item_import(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    """How far an import is."""
    return _out(find_table(KIND, import_id))


@router.get("/item-imports/{import_id}/rows", response=Page[importing_schemas.ItemImportRowOut], **guarded(WRITE, ROWS))
def rows(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    """What was found in each row, and what became of it."""
    run = find_table(KIND, import_id)
    return page(request, table_rows(run), ROWS, lambda found: _rows_out(run, found))


@router.post("/item-imports/{import_id}/mapping", response=importing_schemas.ItemImportOut, **guarded(WRITE))
def change_mapping(request: HttpRequest, import_id: UUID, body: importing_schemas.MappingIn) -> dict[str, Any]:
    """Say what the columns are; the table is checked anew. The next table with such headings is read the same way."""
    return _out(remap_table(KIND, import_id, body.mapping))


@router.post("/item-imports/{import_id}/apply", response=importing_schemas.ItemImportOut, **guarded(WRITE))
def apply(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    """Write the rows that can be; those with errors stay out, undecided ones go to the review queue."""
    return _out(apply_table(KIND, import_id))


@router.post("/item-imports/{import_id}/cancel", response=importing_schemas.ItemImportOut, **guarded(WRITE))
def cancel(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    """Stop an import; what is written stays and can be reverted as one batch, whose id is the import's."""
    return _out(cancel_table(KIND, import_id))


@router.get("/item-imports/{import_id}/errors", response=None, **guarded(WRITE))
def error_sheet(request: HttpRequest, import_id: UUID, suffix: Literal["xlsx", "csv"] = "xlsx") -> HttpResponse:
    """The rows that did not go in as they were sent, with the reason in a last column: mend them and send it again."""
    run = find_table(KIND, import_id)
    if not _is_mine(run):
        raise Conflict("not_yours", "只有上传者本人可以下载问题行。")
    lines = (_line([*(cells.get(each, "") for each in run.headings), said]) for cells, said in wrong_rows(run))
    stem = run.file_name.rpartition(".")[0]
    return _sheet(f"{stem}-问题行", suffix, [*run.headings, _free_heading(run.headings)], lines)


def _targets(type_key: str) -> list[Target]:
    types = catalogue()
    system = system_of(type_key)
    if system is not None:
        found = foreign_targets(types, system).values()
        return list({key: target for targets in found for key, target in targets.items()}.values())
    view = usable(types, type_key)
    if view is None:
        raise no_such_type(type_key)
    return list(targets_of(types, view).values())


def _sheet(name: str, suffix: str, titles: list[str], lines: Iterator[list[Cell]]) -> HttpResponse:
    batches = iter(lambda: list(islice(lines, BATCH)), [])
    if suffix == "csv":
        answer = HttpResponse(b"".join(csv_chunks(titles, batches)), content_type="text/csv; charset=utf-8")
    else:
        with SpooledTemporaryFile(IN_MEMORY) as made:
            write_xlsx(made, name, titles, batches)
            answer = HttpResponse(made.read(), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{suffix}')}"
    return answer


def _line(texts: list[str]) -> list[Cell]:
    return list(texts)


def _free_heading(headings: list[str]) -> str:
    return "问题" if "问题" not in headings else "导入问题"


def _out(run: Any) -> dict[str, Any]:
    titles = _titles(run.about)
    fields = importing_schemas.ItemImportOut.model_fields
    told = {name: getattr(run, name) for name in fields if hasattr(run, name)}
    return {**told, "type": run.about, **titles, "foreign": system_of(run.about) is not None, "mine": _is_mine(run)}


def _titles(about: str) -> dict[str, str]:
    if system_of(about) is not None:
        return {"type_title": title_of(about), "type_title_en": title_of(about, english=True)}
    return type_titles(catalogue(), about)


def _rows_out(run: Any, found: list[Any]) -> list[dict[str, Any]]:
    """Rows with their cells as they stand in the file for whoever sent it; what the registry holds is masked."""
    types = catalogue()
    names = organisations_in(row.changes for row in found)
    type_of = _row_types(types, run)
    masked = set() if _is_mine(run) else _personal_headings(types, run)
    return [
        {
            "id": row.id,
            "number": row.number,
            "verdict": row.verdict,
            "cells": {heading: "***" if heading in masked else text for heading, text in row.cells.items()},
            "messages": row.messages,
            "said": row.said,
            "changes": delta_out(types, type_of(row), row.changes, names),
            "item": row.subject if _is_there(run, row) else None,
        }
        for row in found
    ]


def _personal_headings(types: Catalogue, run: Any) -> set[str]:
    system = system_of(run.about)
    told = [types.get(key) for key in (system.types if system is not None else (run.about,))]
    kinds = {f"{ATTRIBUTE}{name}" for view in told for name in personal_attributes(view)}
    return {heading for heading, key in run.mapping.items() if key in kinds}


def _row_types(types: Catalogue, run: Any) -> Callable[[Any], str]:
    """Of which type a row is; those of another system's file say so by the title."""
    system = system_of(run.about)
    if system is None:
        return lambda row: str(run.about)
    keys = {view.title: key for key in system.types if (view := types.get(key)) is not None}
    return lambda row: keys.get(row.cells.get(TYPE_HEADING, ""), system.types[-1])


def _is_there(run: Any, row: Any) -> bool:
    """Whether the item that a row is about is in the registry; one that is made has its id from the check on."""
    return row.verdict in ("update", "unchanged") or (row.verdict == "create" and run.state == "applied")


def _is_mine(run: Any) -> bool:
    return str(run.created_by_id) == current_actor().id

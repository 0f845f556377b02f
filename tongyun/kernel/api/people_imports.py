"""Routes of the import of organisations and people."""

from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from ..models import ImportRow, ImportRun
from ..services.context import current_actor
from ..services.imports import running
from ..services.imports.columns import TITLES
from ..services.imports.safety import MAX_BYTES
from ..services.imports.template import template
from ..services.privacy import without_personal
from . import columns
from .grammar import Filter, Listing, Page, page
from .schemas.imports import ImportOut, ImportRowOut
from .security import guarded

router = Router(tags=["people"])

MANAGE = "user:manage"

IMPORTS = Listing(
    filters={"kind": Filter("kind"), "state": Filter("state")},
    sorts={"created_at": "created_at"},
    default_sort="-created_at",
    search=("file_name", "actor_name"),
    columns=columns.IMPORTS,
    title=("导入记录", "Imports"),
)
ROWS = Listing(
    filters={"verdict": Filter("verdict", description="create、update、unchanged、error")},
    sorts={"number": "number"},
    default_sort="number",
    columns=columns.IMPORT_ROWS,
    title=("导入明细", "Rows of an import"),
)


@router.get("/people-imports/template", response=None, **guarded(MANAGE))
def import_template(
    request: HttpRequest, kind: Literal["organisations", "users"], suffix: Literal["xlsx", "csv"] = "xlsx"
) -> HttpResponse:
    """The empty table of a kind, with headings, an example and what each column means."""
    content, media = template(kind, suffix)
    answer = HttpResponse(content, content_type=media)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{TITLES[kind]}导入模板.{suffix}')}"
    return answer


@router.get("/people-imports", response=Page[ImportOut], **guarded(MANAGE, IMPORTS))
def imports(request: HttpRequest) -> dict[str, Any]:
    """Imports, newest first."""
    return page(request, running.seen(), IMPORTS, list)


@router.post("/people-imports", response={201: ImportOut}, **guarded(MANAGE))
def upload(request: HttpRequest, kind: Form[str], file: File[UploadedFile]) -> Status[ImportRun]:
    """Upload a table; it is checked row by row and nothing is written."""
    content = file.read(MAX_BYTES + 1)
    return Status(201, running.begin_import(kind, file.name or "", content))


@router.get("/people-imports/{import_id}", response=ImportOut, **guarded(MANAGE))
def one(request: HttpRequest, import_id: UUID) -> ImportRun:
    """How far an import is."""
    return running.find(import_id)


@router.get("/people-imports/{import_id}/rows", response=Page[ImportRowOut], **guarded(MANAGE, ROWS))
def rows(request: HttpRequest, import_id: UUID) -> dict[str, Any]:
    """What was found in each row."""
    run = running.find(import_id)
    mine = str(run.created_by_id) == current_actor().id
    rows_of_it = ImportRow.objects.filter(run_id=import_id)
    return page(request, rows_of_it, ROWS, lambda found: [_shown(row, mine=mine) for row in found])


@router.post("/people-imports/{import_id}/apply", response=ImportOut, **guarded(MANAGE))
def apply(request: HttpRequest, import_id: UUID) -> ImportRun:
    """Write a checked table, all of it or nothing."""
    return running.apply_import(import_id)


@router.post("/people-imports/{import_id}/cancel", response=ImportOut, **guarded(MANAGE))
def cancel(request: HttpRequest, import_id: UUID) -> ImportRun:
    """Give an import up; what was applied stays."""
    return running.cancel_import(import_id)


def _shown(row: ImportRow, *, mine: bool) -> dict[str, Any]:
    """A row with its cells as they stand in the file for whoever sent it; what the platform holds is masked."""
    cells = row.cells if mine else without_personal(row.cells)
    return {**vars(row), "said": row.said, "cells": cells, "changes": without_personal(row.changes)}

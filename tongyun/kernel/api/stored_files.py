"""Routes of whoever keeps the storage of files: what is there, what was quarantined; never its contents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum
from django.http import HttpRequest
from ninja import Router, Status

from ..models import StoredFile
from ..services.files import changing
from ..services.files.clamd import configured
from ..services.files.hosts import page_of
from ..services.files.looking import MANAGE
from . import columns
from .files import shown
from .grammar import Filter, Listing, Page, page
from .schemas.files import FileUsageOut, StoredFileOut
from .security import guarded

router = Router(tags=["files"])

FILES = Listing(
    filters={
        "state": Filter("state", Literal["waiting", "ready", "quarantined", "removed"], "状态"),
        "kind": Filter("target_kind", description="所属记录的类型"),
        "extension": Filter("extension", description="扩展名"),
        "owner": Filter("owner_id", UUID, "上传人"),
        "size": Filter("size", int, "大小（字节）"),
        "uploaded_at": Filter("uploaded_at", datetime, "上传时间"),
        "sha256": Filter("sha256"),
    },
    sorts={"uploaded_at": "uploaded_at", "size": "size", "name": "name"},
    default_sort="-uploaded_at",
    search=("name", "target_label", "owner_name"),
    columns=columns.FILES,
    title=("文件", "Files"),
)


@router.get("/stored-files", response=Page[StoredFileOut], **guarded(MANAGE, FILES))
def stored_files(request: HttpRequest) -> dict[str, Any]:
    """All files that are kept, newest first."""
    return page(request, StoredFile.objects.all(), FILES, _rows)


@router.get("/stored-files/usage", response=FileUsageOut, **guarded(MANAGE))
def usage(request: HttpRequest) -> dict[str, Any]:
    """How many files there are in each state, and where they lie."""
    sums = StoredFile.objects.order_by("state").values("state").annotate(count=Count("id"), bytes=Sum("size"))
    return {
        "place": settings.TONGYUN.files or "data/files",
        "scanner": "clamd" if configured() else "",
        "states": list(sums),
    }


@router.post("/stored-files/{uuid:file_id}/scan", response=StoredFileOut, **guarded(MANAGE))
def scan(request: HttpRequest, file_id: UUID) -> dict[str, Any]:
    """Look for viruses again, with the signatures of today."""
    return _row(changing.scan_again(file_id))


@router.delete("/stored-files/{uuid:file_id}", response={204: None}, **guarded(MANAGE, fresh=True))
def destroy(request: HttpRequest, file_id: UUID) -> Status[None]:
    """Remove a quarantined or removed file for good."""
    changing.destroy_file(file_id)
    return Status(204, None)


def _rows(found: Sequence[StoredFile]) -> list[dict[str, Any]]:
    return [_row(stored) for stored in found]


def _row(stored: StoredFile) -> dict[str, Any]:
    kept = ("target_kind", "target_id", "target_label", "scanner", "scanned_at", "removed_at", "removed_by")
    return {**shown(stored), **{key: getattr(stored, key) for key in kept}, "page": page_of(stored)}

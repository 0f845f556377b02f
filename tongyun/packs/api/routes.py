"""Routes of packs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from tongyun.kernel.facade import guarded, matched_version

from .. import queries
from ..contracts import ABSENT, PackReport, SiteEdit
from ..services import applying, editing
from ..services.applying import WRITE
from ..services.editing import Wish
from . import schemas

router = Router(tags=["packs"])
READ = "pack:read"


@router.get("/packs", response=list[schemas.PackOut], **guarded(READ))
def packs(request: HttpRequest) -> list[dict[str, Any]]:
    """All packs, on disk and in use."""
    return [_pack(view) for view in queries.pack_views()]


@router.get("/packs/{pack_id}", response=schemas.PackDetailOut, **guarded(READ))
def pack(request: HttpRequest, pack_id: str) -> dict[str, Any]:
    """One pack: its files, what applying would change, and what this site changed."""
    found = queries.pack_detail(pack_id)
    return {
        **_pack(found.pack),
        "contents": [vars(file) for file in found.files],
        "changes": [
            {
                "kind": change.kind,
                "id": change.id,
                "action": change.action,
                "values": [
                    {"path": each.path, "old": _slot(each.old), "new": _slot(each.new)} for each in change.values
                ],
            }
            for change in found.changes
        ],
        "site_edits": [_edit(edit) for edit in found.site_edits],
    }


@router.post("/packs/{pack_id}/apply", response=schemas.ReportOut, **guarded(WRITE))
def apply(request: HttpRequest, pack_id: str) -> dict[str, Any]:
    """Put the version on disk in use; a retired pack comes back."""
    return _report(applying.apply_by_person(pack_id))


@router.post("/packs/{pack_id}/retire", response=schemas.ReportOut, **guarded(WRITE))
def retire(request: HttpRequest, pack_id: str) -> dict[str, Any]:
    """Take a pack out of use; its history stays. 409 while another pack needs it."""
    return _report(applying.retire_by_person(pack_id))


@router.get("/packs/{pack_id}/files/{kind}", response=schemas.PackFileDetailOut, **guarded(READ))
def pack_file(request: HttpRequest, pack_id: str, kind: str, file: str) -> dict[str, Any]:
    """One file, value by value. Its ETag is the version to name when changing it."""
    return _file(pack_id, kind, file)


@router.put("/packs/{pack_id}/files/{kind}", response=schemas.PackFileDetailOut, **guarded(WRITE, versioned=True))
def edit_pack_file(request: HttpRequest, pack_id: str, kind: str, file: str, body: schemas.EditsIn) -> dict[str, Any]:
    """Make these this site's edits of a file. `If-Match` names the version that was read."""
    wishes = [Wish(edit.path, edit.value if edit.present else ABSENT, edit.confirm) for edit in body.edits]
    editing.edit_file(pack_id, kind, file, wishes, matched_version(request))
    return _file(pack_id, kind, file)


def _file(pack_id: str, kind: str, file: str) -> dict[str, Any]:
    view = queries.file_detail(pack_id, kind, file)
    return {
        "pack": pack_id,
        "kind": kind,
        "id": file,
        "version": view.version,
        "changed_by": view.changed_by,
        "changed_at": view.changed_at,
        "fields": [
            {
                **vars(field),
                "default": _slot(field.default),
                "shipped": _slot(field.shipped),
                "value": _slot(field.value),
            }
            for field in view.fields
        ],
        "edits": [_edit(edit) for edit in view.edits],
    }


def _pack(view: queries.PackView) -> dict[str, Any]:
    return {**vars(view), "findings": [vars(finding) for finding in view.findings]}


def _report(report: PackReport) -> dict[str, Any]:
    return {
        "pack": report.pack,
        "version": report.version,
        "state": report.state,
        "findings": [vars(finding) for finding in report.findings],
    }


def _edit(edit: SiteEdit) -> dict[str, Any]:
    laid = edit.laid
    return {
        "kind": edit.kind,
        "file": edit.file,
        "path": laid.edit.path,
        "state": laid.state.value,
        "was": _slot(laid.edit.shipped),
        "shipped": _slot(laid.shipped),
        "value": _slot(laid.edit.value),
        "origin": edit.origin,
        "changed_by": edit.changed_by,
    }


def _slot(value: Any) -> dict[str, Any]:
    return {"present": False, "value": None} if value is ABSENT else {"present": True, "value": value}

"""The audit trail."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import localtime
from ninja import Router, Status

from ..contracts import NotFound, utc_now
from ..models import AuditCheck, AuditRecord
from ..queries.audit import last_result, running_check, stream_views
from ..services.audit.checking import start_in_background
from ..services.audit.exporting import export_found, temporary_folder
from ..services.audit.retention import AuditPolicy
from ..services.audit.signing import public_pem
from ..services.pieces import pieces
from ..services.policies import policy
from . import columns
from .grammar import Filter, Listing, Page, page
from .lists.conditions import filtered
from .schemas.audit import AuditCheckOut, AuditOut, AuditStateOut, CheckIn, ExportIn
from .security import guarded
from .streaming import sent

router = Router(tags=["kernel"])

AUDIT = Listing(
    filters={
        "stream": Filter("stream", description="审计链"),
        "at": Filter("at", datetime, "发生时间"),
        "seq": Filter("seq", int, "序号"),
        "action": Filter("action", description="动作，如 session.opened"),
        "actor": Filter("actor_id", description="操作者编号"),
        "actor_name": Filter("actor_name", description="操作者姓名"),
        "actor_kind": Filter("actor_kind", description="操作者类别：user、agent 或 system"),
        "ip": Filter("ip", description="来源地址"),
        "request_id": Filter("request_id", description="请求编号"),
        "target_kind": Filter("target_kind", description="对象类别"),
        "target": Filter("target_id", description="对象编号"),
        "target_label": Filter("target_label", description="对象名称"),
    },
    sorts={"at": "at", "seq": "seq"},
    default_sort="-at",
    search=("actor_name", "target_label", "action", "ip"),
    columns=columns.AUDIT,
    title=("审计记录", "Audit trail"),
)


@router.get("/audit", response=Page[AuditOut], **guarded("audit:read", AUDIT))
def audit_trail(request: HttpRequest) -> dict[str, Any]:
    """The audit trail, newest first."""
    return page(request, AuditRecord.objects.all(), AUDIT, list)


@router.get("/audit/state", response=AuditStateOut, **guarded("audit:read"))
def audit_state(request: HttpRequest) -> dict[str, Any]:
    """Whether the chains hold: the last walk, the one that runs, and the ends of each chain."""
    return {
        "check": last_result(),
        "running": running_check(),
        "streams": stream_views(),
        "online_days": policy(AuditPolicy).online_days,
        "public_key": public_pem(),
    }


@router.post("/audit/checks", response={202: AuditCheckOut}, **guarded("audit:verify"))
def start_audit_check(request: HttpRequest, body: CheckIn) -> Status[AuditCheck]:
    """Begin a walk along all chains in the background."""
    return Status(202, start_in_background(whole=body.whole))


@router.post("/audit/export", **guarded("audit:export", AUDIT))
def export_audit(request: HttpRequest, body: ExportIn) -> StreamingHttpResponse:
    """A zip of the links that the filters of the list find, with a signed manifest and a program that checks it."""
    rows = filtered(request, AuditRecord.objects.all(), AUDIT)
    conditions = {name: request.GET[name] for name in request.GET}
    name = f"audit-{localtime(utc_now()):%Y%m%d-%H%M%S}"
    with temporary_folder() as place:
        export_found(place / name, rows, conditions, body.format)
        # Deleted already when it is sent: the file lives as long as it is open.
        with tempfile.TemporaryDirectory(prefix="tongyun-audit-zip-") as out:
            packed = Path(shutil.make_archive(str(Path(out) / name), "zip", place, name))
            size = packed.stat().st_size
            file = packed.open("rb")
    answer = StreamingHttpResponse(sent(request, pieces(file)), content_type="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    answer.headers["Content-Length"] = str(size)
    return answer


@router.get("/audit/{record_id}", response=AuditOut, **guarded("audit:read"))
def one_audit_record(request: HttpRequest, record_id: UUID) -> AuditRecord:
    """One link."""
    record = AuditRecord.objects.filter(id=record_id).first()
    if record is None:
        raise NotFound("no_record", "没有这条审计记录，或已归档。")
    return record

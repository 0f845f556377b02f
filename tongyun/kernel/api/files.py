"""Routes of files: put on a record, read, looked at, removed. Who may, the record decides (services/files/hosts.py)."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Router, Status
from pydantic import Field

from ..contracts import FieldError, Invalid, Ref
from ..contracts.files import INLINE, KINDS, FilePolicy
from ..models import StoredFile
from ..services.files import changing, giving, hosts, receiving
from ..services.files.clamd import configured
from ..services.pieces import pieces
from ..services.policies import policy
from .schemas.files import AttachedFileOut, FileRulesOut, FileTextOut, RecordFilesOut
from .security import SIGNED_IN, guarded
from .streaming import sent

router = Router(tags=["files"])

BYTES = "application/octet-stream"
CONTENT = {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
BODY = {"requestBody": {"required": True, "description": "文件内容，原样发送", **CONTENT}}
ANSWER = {"responses": {200: {"description": "文件内容", **CONTENT}}}
#: Nothing in a content runs, loads or is framed by others. A viewer of PDF does not start in a sandbox, and is one.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
SANDBOX = f"{ALONE}; sandbox"

Name = Annotated[str, Field(min_length=1, max_length=1000, description="文件名")]
Kind = Annotated[str, Field(max_length=40, description="所属记录的类型：ticket、item、incident…")]


@router.get("/file-rules", response=FileRulesOut, **guarded(SIGNED_IN))
def file_rules(request: HttpRequest) -> dict[str, Any]:
    """What may be uploaded here."""
    rules = policy(FilePolicy)
    return {
        "max_bytes": receiving.largest(),
        "extensions": sorted(rules.allowed),
        "per_record": rules.per_record,
        "scanned": configured(),
    }


@router.post("/files", response={201: AttachedFileOut}, **guarded(SIGNED_IN, document=BODY))
def upload(request: HttpRequest, name: Name, kind: Kind = "", record: UUID | None = None) -> Status[dict[str, Any]]:
    """Upload one file: its bytes are the body. On a record at once, or loose for a form that will name it."""
    if request.content_type != BYTES:
        detail = f"请以 Content-Type: {BYTES} 原样发送文件内容。"
        raise Invalid("not_octets", detail, [FieldError("Content-Type", detail)])
    stored = receiving.store_file(request, name, _record(kind, record) if kind or record else None)
    return Status(201, shown(hosts.find_file(stored.id)))


@router.get("/files", response=RecordFilesOut, **guarded(SIGNED_IN))
def files(request: HttpRequest, kind: Kind, record: UUID) -> dict[str, Any]:
    """The files on a record, oldest first."""
    target = _record(kind, record)
    found, host = giving.files_of(target), hosts.host_of(kind)
    writes = host.reaches(record, host.write)
    settled = host.settled is not None and host.settled(record)
    return {"items": list(map(shown, found)), "can_add": writes, "can_remove": writes and not settled}


@router.get("/files/{uuid:file_id}", response=AttachedFileOut, **guarded(SIGNED_IN))
def file(request: HttpRequest, file_id: UUID) -> dict[str, Any]:
    """What is known of a file."""
    return shown(hosts.find_file(file_id))


@router.get("/files/{uuid:file_id}/content", response=None, **guarded(SIGNED_IN, document=ANSWER))
def content(request: HttpRequest, file_id: UUID, inline: bool = False) -> StreamingHttpResponse:
    """The content, to be saved; pictures and PDF also `inline`, to be looked at."""
    opened = giving.open_file(file_id, purpose="preview" if inline else "download")
    stored = opened.file
    looked_at = inline and stored.media_type in INLINE
    answer = StreamingHttpResponse(
        sent(request, pieces(opened.content)), content_type=stored.media_type if looked_at else BYTES
    )
    answer.headers["Content-Length"] = str(stored.size)
    answer.headers["Content-Disposition"] = content_disposition_header(not looked_at, stored.name) or "attachment"
    answer.headers["Content-Security-Policy"] = ALONE if stored.media_type == "application/pdf" else SANDBOX
    return answer


@router.get("/files/{uuid:file_id}/thumbnail", response=None, **guarded(SIGNED_IN, document=ANSWER))
def thumbnail(request: HttpRequest, file_id: UUID) -> StreamingHttpResponse:
    """A small picture of a picture."""
    media_type, small = giving.open_thumbnail(file_id)
    answer = StreamingHttpResponse(sent(request, pieces(small)), content_type=media_type)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@router.get("/files/{uuid:file_id}/text", response=FileTextOut, **guarded(SIGNED_IN))
def text(request: HttpRequest, file_id: UUID) -> giving.TextView:
    """The beginning of a text, in whatever encoding it is written."""
    return giving.read_text(file_id)


@router.delete("/files/{uuid:file_id}", response={204: None}, **guarded(SIGNED_IN))
def remove(request: HttpRequest, file_id: UUID) -> Status[None]:
    """Take a file off its record; its content is kept for a while."""
    changing.remove_file(file_id)
    return Status(204, None)


def shown(stored: StoredFile) -> dict[str, Any]:
    """A file as the API shows it."""
    kept = ("id", "name", "extension", "media_type", "size", "sha256", "sm3", "state", "finding", "has_thumbnail")
    told = ("field", "owner_id", "owner_name", "uploaded_at")
    return {
        **{key: getattr(stored, key) for key in (*kept, *told)},
        "scanned": stored.scanned_at is not None,
        "preview": _preview(stored),
    }


def _preview(stored: StoredFile) -> str:
    if stored.media_type in INLINE:
        return "pdf" if stored.media_type == "application/pdf" else "image"
    kind = KINDS.get(stored.extension)
    return "text" if kind is not None and kind.group == "text" else ""


def _record(kind: str, record: UUID | None) -> Ref:
    if not kind or record is None:
        raise Invalid(
            "incomplete_record", "请同时给出记录的类型和标识。", [FieldError("record", "请同时给出 kind 与 record")]
        )
    return Ref(kind, str(record))

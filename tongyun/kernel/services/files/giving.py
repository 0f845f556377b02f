"""Give contents out to whoever may read them; each time a content leaves, the audit trail says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO
from uuid import UUID

from django.db import transaction

from ...contracts import Conflict, Invalid, NotFound, Ref
from ...models import StoredFile
from ..audit import audit
from . import places
from .hosts import find_file, is_hidden_file, require_record
from .receiving import ref
from .sniffing import text_of
from .thumbnails import MEDIA_TYPE

#: So much of a text is shown (bytes); who wants more downloads it.
SHOWN = 256 << 10
ACCESS = "access"


@dataclass(frozen=True)
class OpenFile:
    """A content that is read, and what it is."""

    file: StoredFile
    content: IO[bytes]


@dataclass(frozen=True)
class TextView:
    """The beginning of a text."""

    text: str
    encoding: str
    truncated: bool


def files_of(target: Ref) -> Sequence[StoredFile]:
    """The files on a record, oldest first; raises NotFound out of scope."""
    host, record = require_record(target, "read")
    rows = StoredFile.objects.filter(target_kind=host.kind, target_id=record)
    found = rows.exclude(state=StoredFile.State.REMOVED).order_by("uploaded_at", "id")
    return [file for file in found if not is_hidden_file(file, host)]


def open_file(file_id: UUID, *, purpose: str = "download") -> OpenFile:
    """The content of a file. Raises NotFound out of scope, Conflict while it is not (or never) to be read, and
    Unavailable when it cannot be had. `purpose` goes into the audit trail: download, preview."""
    file = _readable(file_id)
    content = _fetch(file.place)
    with transaction.atomic():
        read = {"purpose": purpose, "size": file.size, "record": file.target_label}
        audit("file.read", ref(file), None, read, stream=ACCESS)
    return OpenFile(file, content)


def open_thumbnail(file_id: UUID) -> tuple[str, IO[bytes]]:
    """The thumbnail of a picture and its media type; raises NotFound when there is none (yet)."""
    file = _readable(file_id)
    if not file.has_thumbnail:
        raise NotFound("no_thumbnail", "此文件没有缩略图。")
    return MEDIA_TYPE, _fetch(file.place + places.THUMBNAIL)


def read_text(file_id: UUID) -> TextView:
    """The beginning of a text; raises Invalid for a file that is none."""
    with open_file(file_id, purpose="preview").content as content:
        raw = content.read(SHOWN + 1)
    cut = len(raw) > SHOWN
    found = text_of(raw[:SHOWN], whole=not cut)
    if found is None:
        raise Invalid("no_text", "此文件不是文本，不能预览。")
    return TextView(found[0], found[1], cut)


def _readable(file_id: UUID) -> StoredFile:
    file = find_file(file_id)
    if file.state == StoredFile.State.WAITING:
        raise Conflict("file_scanning", "文件正在查毒，请稍后再试。")
    if file.state == StoredFile.State.QUARANTINED:
        raise Conflict("file_quarantined", f"文件已隔离，不能打开：{file.finding}")
    return file


def _fetch(place: str) -> IO[bytes]:
    try:
        return places.fetch(place)
    except FileNotFoundError as error:
        raise NotFound("file_lost", "文件内容已不在存储中，请联系管理员。") from error

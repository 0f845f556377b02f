"""Take a file in: read it once, bounded; look at it; put it into its place; write down what it is."""

import hashlib
from dataclasses import dataclass
from typing import IO, Protocol
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import transaction

from ...contracts import Conflict, Ref, TooLarge, new_id
from ...contracts.files import FileHost, FileKind, FilePolicy, FileRef
from ...models import StoredFile
from ..audit import audit
from ..context import current_actor
from ..policies import policy
from . import clamd, places
from .archives import check_archive
from .hosts import require_record
from .looking import look_later
from .names import clean_name, kind_of
from .sniffing import check_content

CHUNK = 1 << 18
#: Files a person may have uploaded and not submitted yet; more than any form takes.
MOST_LOOSE = 100
MIB = 1 << 20


class Readable(Protocol):
    """What a content is read from."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


@dataclass(frozen=True)
class Digests:
    """What a content is, told by its digests (hex). Bytes."""

    size: int
    sha256: str
    sm3: str


def store_file(content: Readable, name: str, target: Ref | None = None, *, field: str = "") -> FileRef:
    """Store a file for the current actor: on a record, or loose until `attach_files` ties it to one.

    Raises Invalid for a name, a kind or a content that is not allowed, TooLarge, Conflict for a record with too many,
    Unavailable when it cannot be put into its place; NotFound or Forbidden when the record may not be changed. Then
    nothing is left behind.
    """
    shown = clean_name(name)
    kind = kind_of(shown)
    host = require_record(target, "write")[0] if target else None
    if host is None:
        _refuse_hoard()
    with places.incoming() as taken:
        digests = _take_in(content, taken)
        check_archive(taken, digests.size, policy(FilePolicy))
        check_content(taken, kind)
        return _keep(taken, shown, kind, digests, host, target, field).view()


def largest() -> int:
    """How large a file may be here (bytes): by policy, and never more than the installation takes in."""
    return min(policy(FilePolicy).max_mib * MIB, int(settings.TONGYUN.max_upload_bytes))


def _take_in(content: Readable, taken: IO[bytes]) -> Digests:
    most, size = largest(), 0
    sha256, sm3 = hashlib.sha256(), hashes.Hash(hashes.SM3())
    while piece := content.read(CHUNK):
        size += len(piece)
        if size > most:
            raise TooLarge("file_too_large", f"文件超过 {most // MIB} MiB 的上限。")
        sha256.update(piece)
        sm3.update(piece)
        places.write(piece, taken)
    places.flush(taken)
    return Digests(size, sha256.hexdigest(), sm3.finalize().hex())


def _refuse_hoard() -> None:
    """Whoever may do nothing here may still upload for a form; not for ever."""
    actor = current_actor()
    loose = StoredFile.objects.filter(target_id=None, owner_id=UUID(actor.id)) if actor.kind == "user" else None
    if loose is not None and loose.count() >= MOST_LOOSE:
        raise Conflict("too_many_loose_files", f"您有 {MOST_LOOSE} 个上传后没有提交的文件，请先提交或明天再试。")


@transaction.atomic
def _keep(
    taken: IO[bytes],
    name: str,
    kind: FileKind,
    digests: Digests,
    host: FileHost | None,
    target: Ref | None,
    field: str,
) -> StoredFile:
    """The row first, the content last: what fails takes the row back, and no row lacks its content."""
    actor, file_id = current_actor(), new_id()
    file = StoredFile(
        id=file_id,
        name=name,
        extension=kind.extension,
        media_type=kind.media_type,
        size=digests.size,
        sha256=digests.sha256,
        sm3=digests.sm3,
        place=places.place_of(file_id),
        state=StoredFile.State.WAITING if clamd.configured() else StoredFile.State.READY,
        owner_id=actor.id if actor.kind == "user" else None,
        owner_name=actor.name[:100],
        field=field[:200],
    )
    file.save(force_insert=True)
    if host is not None and target is not None:
        tie(file, host, UUID(target.id))
        if host.changed is not None:
            host.changed(UUID(target.id), "added", file.name)
    audit("file.uploaded", ref(file), None, facts(file))
    look_later(file)
    places.keep(taken, file.place)
    return file


def tie(file: StoredFile, host: FileHost, record: UUID) -> None:
    """Hang a file on a record that the actor may change. Raises Conflict for too many."""
    there = StoredFile.objects.filter(target_kind=host.kind, target_id=record)
    most = policy(FilePolicy).per_record
    if there.exclude(state=StoredFile.State.REMOVED).count() >= most:
        raise Conflict("too_many_files", f"此{host.title_zh}的附件已有 {most} 个，不能再加。")
    file.target_kind, file.target_id, file.target_label = host.kind, record, host.label(record)[:200]
    file.save(update_fields=["target_kind", "target_id", "target_label", "field"])


def ref(file: StoredFile) -> Ref:
    """The file as the audit trail points at it."""
    return Ref("file", str(file.id), file.name)


def facts(file: StoredFile) -> dict[str, object]:
    """What the audit trail keeps of a file."""
    return {
        "size": file.size,
        "sha256": file.sha256,
        "sm3": file.sm3,
        "state": str(file.state),
        "record": f"{file.target_kind} {file.target_label}".strip(),
    }

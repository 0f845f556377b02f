"""Who may read and who may change a file: whoever may do so with the record it hangs on.

A file that hangs on nothing yet is its uploader's alone. What lies out of reach is answered as if it did not exist.
"""

from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from ...contracts import Conflict, Forbidden, Invalid, NotFound, Ref, Registry
from ...contracts.files import FileHost
from ...models import StoredFile
from ..context import current_actor

file_hosts: Registry[FileHost] = Registry("file hosts", key=lambda host: host.kind)

Verb = Literal["read", "write"]


def host_of(kind: str) -> FileHost:
    """The kind of record that files hang on; raises Invalid."""
    host = file_hosts.get(kind)
    if host is None:
        raise Invalid("no_file_host", "这类记录不能挂附件。")
    return host


def require_record(target: Ref, verb: Verb) -> tuple[FileHost, UUID]:
    """The record, if the actor may read or change it; raises NotFound out of scope and Forbidden for a mere reader."""
    host, record = host_of(target.kind), UUID(target.id)
    if not host.reaches(record, host.read):
        raise NotFound("no_record", "没有这条记录，或它不在您的数据范围内。")
    if verb == "write" and not host.reaches(record, host.write):
        raise Forbidden("forbidden", f"您没有修改此{host.title_zh}附件的权限。")
    return host, record


def find_file(file_id: UUID, verb: Verb = "read", rows: QuerySet[StoredFile] | None = None) -> StoredFile:
    """A file within reach that was not removed; raises NotFound, and Forbidden for a mere reader."""
    chosen = StoredFile.objects.all() if rows is None else rows
    file = chosen.filter(id=file_id).exclude(state=StoredFile.State.REMOVED).first()
    if file is None or not _is_readable(file):
        raise NotFound("no_file", "没有这个文件，或它不在您的数据范围内。")
    if verb == "write" and file.target_id is not None and not _is_own(file):
        require_record(record_of(file), "write")
    return file


def require_loose_end(file: StoredFile) -> None:
    """Raise Conflict when the record is closed, handed in or published and its files are evidence."""
    host = file_hosts.get(file.target_kind)
    if host is not None and host.settled is not None and file.target_id is not None and host.settled(file.target_id):
        raise Conflict("files_settled", f"此{host.title_zh}在当前状态下，附件须原样保留，不能删除。")


def record_of(file: StoredFile) -> Ref:
    """The record a file hangs on."""
    return Ref(file.target_kind, str(file.target_id), file.target_label)


def page_of(file: StoredFile) -> str:
    """The page of the record in the UI; "" for a loose file."""
    host = file_hosts.get(file.target_kind)
    return host.page.format(id=file.target_id) if host is not None and file.target_id is not None else ""


def _is_readable(file: StoredFile) -> bool:
    if file.target_id is None:
        return _is_own(file) or current_actor().kind == "system"
    host = file_hosts.get(file.target_kind)
    return host is not None and host.reaches(file.target_id, host.read) and not is_hidden_file(file, host)


def is_hidden_file(file: StoredFile, host: FileHost) -> bool:
    """Whether a file was put into a field that the actor does not see."""
    return host.hides is not None and bool(file.field) and host.hides(file.field)


def _is_own(file: StoredFile) -> bool:
    actor = current_actor()
    return actor.kind == "user" and file.owner_id is not None and str(file.owner_id) == actor.id

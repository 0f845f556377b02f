"""What a worker does with a new file: look for viruses, then make a thumbnail. Until then nobody can read it."""

import logging
from uuid import UUID

from django.db import transaction

from ...contracts import Ref, Task, utc_now
from ...models import StoredFile
from ..audit import audit
from ..context import acting_as, system_actor
from ..notify import notify
from ..permissions import users_with
from ..work import register_handler, run_later
from . import clamd, places
from .hosts import page_of
from .thumbnails import make_thumbnail, pictured

logger = logging.getLogger(__name__)

LOOK_TASK = "kernel.file_look"
MANAGE = "file:manage"


def wire() -> None:
    """Declare the task."""
    register_handler(LOOK_TASK, _look, transactional=False)


def look_later(file: StoredFile) -> None:
    """Let a worker look at a file soon; nothing is to be done for one that is neither scanned nor a picture."""
    if file.state == StoredFile.State.WAITING or pictured(file.media_type):
        run_later(LOOK_TASK, utc_now(), {"file": str(file.id)}, key=str(file.id))


def _look(task: Task) -> None:
    """A scanner that does not answer is tried again with back-off, and the file waits that long."""
    with acting_as(system_actor("文件检查")):
        file = StoredFile.objects.filter(id=task.payload["file"]).first()
        if file is not None and file.state == StoredFile.State.WAITING:
            file = _scan(file)
        if file is None or file.state != StoredFile.State.READY or not pictured(file.media_type):
            return
        if make_thumbnail(file.place):
            StoredFile.objects.filter(id=file.id).update(has_thumbnail=True)


def _scan(file: StoredFile) -> StoredFile | None:
    """The file as the scanner leaves it; one that was removed meanwhile stays removed."""
    if not clamd.configured():
        return _settle(file.id, None)
    try:
        content = places.fetch(file.place)
    except FileNotFoundError:
        logger.error("file %s is not in its place", file.id)
        return None
    with content:
        return _settle(file.id, clamd.scan(content))


@transaction.atomic
def _settle(file_id: UUID, verdict: clamd.Verdict | None) -> StoredFile | None:
    file = StoredFile.objects.select_for_update().filter(id=file_id, state=StoredFile.State.WAITING).first()
    if file is None:
        return None
    file.state = StoredFile.State.READY
    if verdict is not None:
        file.scanner, file.scanned_at, file.finding = verdict.engine[:100], utc_now(), verdict.finding[:200]
        if verdict.finding:
            file.state = StoredFile.State.QUARANTINED
            _tell(file)
    file.save(update_fields=["state", "scanner", "scanned_at", "finding"])
    return file


def _tell(file: StoredFile) -> None:
    """Whoever uploaded it and whoever keeps the files hear of it, once."""
    found = {"state": str(file.state), "finding": file.finding}
    before = {"state": str(StoredFile.State.WAITING), "finding": ""}
    audit("file.quarantined", Ref("file", str(file.id), file.name), before, found)
    keepers = [user for user in users_with(MANAGE) if user != file.owner_id]
    for told, href in ((keepers, "/admin/files"), ([file.owner_id] if file.owner_id else [], page_of(file))):
        notify(
            told,
            f"文件已隔离：{file.name}",
            f"查毒结果：{file.finding}。上传人 {file.owner_name}。文件不能打开或下载。",
            href,
            level="warning",
            category="system",
            dedupe=f"file.quarantined:{file.id}",
        )

"""Is every content still there, and what it was?"""

import hashlib
from collections.abc import Iterator

from ...contracts import Unavailable
from ...models import StoredFile
from ..pieces import pieces
from . import places

LOST, CHANGED, UNREADABLE = "内容丢失", "内容被改动", "读取失败"
BATCH = 500


def checked_files() -> Iterator[tuple[StoredFile, str]]:
    """Every file that people can read, oldest first, with what is wrong with its content ("" for nothing)."""
    rows = StoredFile.objects.exclude(state=StoredFile.State.REMOVED).order_by("uploaded_at")
    for file in rows.iterator(BATCH):
        yield file, _finding(file)


def _finding(file: StoredFile) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        for piece in pieces(places.fetch(file.place)):
            digest.update(piece)
            size += len(piece)
    except FileNotFoundError:
        return LOST
    except Unavailable:
        return UNREADABLE
    return "" if (size, digest.hexdigest()) == (file.size, file.sha256) else CHANGED

"""Files on announcements: whoever may read one reads its files, whoever writes its draft adds and removes them."""

from uuid import UUID

from ...contracts import NotFound
from ...contracts.files import FileHost
from ...models import Announcement
from ..files.hosts import file_hosts
from .drafting import OPEN, READ, WRITE, covers
from .reading import for_reader


def _reaches(announcement_id: UUID, permission: str) -> bool:
    """Its readers reach it to read; to change its files, whoever may change its text."""
    if permission == WRITE:
        row = Announcement.objects.filter(id=announcement_id, state__in=OPEN).first()
        return row is not None and covers(WRITE, row)
    try:
        for_reader(announcement_id)
    except NotFound:
        return False
    return True


def _label(announcement_id: UUID) -> str:
    return Announcement.objects.values_list("title", flat=True).get(id=announcement_id)


def _settled(announcement_id: UUID) -> bool:
    return not Announcement.objects.filter(id=announcement_id, state__in=OPEN).exists()


HOST = FileHost(
    "announcement", "公告", "Announcements", READ, WRITE, "/announcements/{id}", _reaches, _label, None, _settled
)


def wire() -> None:
    """Let files hang on announcements."""
    file_hosts.register(HOST)

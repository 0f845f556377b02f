"""Tell people: reviewers that something waits, authors what became of it, readers that it is there."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.timezone import localdate

from ...contracts import Task, utc_now
from ...models import Announcement, Notification
from ..notify import notify
from ..permissions import users_with
from ..work import run_later
from .audience import readers
from .drafting import REVIEW, State

TELL_TASK = "kernel.announcement_tell"
CATEGORY = "announcement"


def ask_reviewers(row: Announcement) -> None:
    """Something waits for whoever may review it, but for its author."""
    people = users_with(REVIEW, organisation=row.organisation_id)
    wanted = [user for user in people if user not in (row.author_id, row.editor_id)]
    title = f"公告待审核：{row.title}"
    by = f"{row.author_name} 提交到“{row.board.title}”。"
    notify(wanted, title, by, desk_href(row), category=CATEGORY, dedupe=f"announcement.{row.id}.review.{row.version}")


def tell_author(row: Announcement, outcome: str) -> None:
    """What became of a review."""
    if row.author_id is None:
        return
    rejected = outcome == "rejected"
    title = f"公告{'被退回' if rejected else '已通过审核'}：{row.title}"
    body = row.remark if rejected else f"审核人：{row.reviewer_name}"
    dedupe = f"announcement.{row.id}.{outcome}.{row.version}"
    notify([row.author_id], title, body, desk_href(row), category=CATEGORY, dedupe=dedupe)


def tell_readers_later(row: Announcement) -> None:
    """Have the worker tell everybody; a board may have thousands of readers."""
    run_later(TELL_TASK, utc_now(), {"id": str(row.id), "round": row.round}, key=f"{row.id}.{row.round}")


def tell_readers(task: Task) -> None:
    """Tell the readers of what was published; nothing when it is down again."""
    row = Announcement.objects.select_related("board").filter(id=task.payload["id"], state=State.PUBLISHED).first()
    if row is not None and row.round == task.payload["round"]:
        wanted = readers(row.board).exclude(id=row.author_id) if row.author_id else readers(row.board)
        _tell(row, wanted.values_list("id", flat=True), f"announcement.{row.id}.{row.round}")


def remind_readers(row: Announcement, people: list[UUID]) -> int:
    """Tell people again, at most once a day; returns to how many it is new."""
    return _tell(row, people, f"announcement.{row.id}.{row.round}.{localdate().isoformat()}", again=True)


def desk_href(row: Announcement) -> str:
    """The page of whoever looks after it."""
    return f"/admin/announcements/{row.id}"


def _tell(row: Announcement, people: Iterable[UUID], dedupe: str, *, again: bool = False) -> int:
    level = Notification.Level.WARNING if row.must_read else Notification.Level.INFO
    lead = "请阅读：" if again else "必读：" if row.must_read else ""
    body = f"{row.board.title} · {row.summary}"
    href = f"/announcements/{row.id}"
    return notify(people, f"{lead}{row.title}", body, href, level=level, category=CATEGORY, dedupe=dedupe)

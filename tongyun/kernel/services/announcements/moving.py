"""The way of an announcement: submitted, approved by a second person, published when it is time, taken down."""

from uuid import UUID

from django.db import transaction

from ...contracts import Conflict, FieldError, Forbidden, Invalid, Task, utc_now
from ...models import Announcement, User
from ..audit import audit
from ..context import current_actor
from ..work import cancel_later, publish, run_later
from . import telling
from .drafting import REVIEW, WRITE, State, is_own, locked, recorded, ref, save
from .finding import forget, index

PUBLISH_TASK = "kernel.announcement_publish"
EXPIRE_TASK = "kernel.announcement_expire"
#: Outbox: {announcement_id}.
PUBLISHED, WITHDRAWN = "announcement.published", "announcement.withdrawn"


@transaction.atomic
def submit(announcement_id: UUID) -> Announcement:
    """Hand a draft in for review; on a board without review it goes on its way at once. Needs announcement:write.

    Raises NotFound, Conflict for what is no draft, and Invalid for one that is empty or would expire at once.
    """
    row = locked(announcement_id, WRITE)
    _expect(row, State.DRAFT)
    if not row.summary and "<img" not in row.body:
        raise Invalid("empty_announcement", "公告还没有正文。", [FieldError("/body", "请填写正文")])
    _refuse_past(row)
    if row.board.retired:
        raise Conflict("board_retired", "栏目已停用，请换一个栏目。")
    before = recorded(row)
    row.remark = ""
    if row.board.reviewed:
        row.state = State.IN_REVIEW
        save(row)
        telling.ask_reviewers(row)
    else:
        _go(row)
    audit("announcement.submitted", ref(row), before, recorded(row))
    return row


@transaction.atomic
def recall(announcement_id: UUID) -> Announcement:
    """Take back what waits for review or for its time. Needs announcement:write. Raises NotFound, Conflict."""
    row = locked(announcement_id, WRITE)
    _expect(row, State.IN_REVIEW, State.SCHEDULED)
    _to(row, State.DRAFT, "announcement.recalled")
    return row


@transaction.atomic
def approve(announcement_id: UUID) -> Announcement:
    """Let it be published, now or at its time. Needs announcement:review and a second pair of eyes.

    Raises NotFound, Conflict, Invalid for one that would expire at once, Forbidden for its author or last editor.
    """
    row = locked(announcement_id, REVIEW)
    _expect(row, State.IN_REVIEW)
    _refuse_own(row)
    _refuse_past(row)
    before = recorded(row)
    _sign(row)
    _go(row)
    audit("announcement.approved", ref(row), before, recorded(row))
    telling.tell_author(row, "approved")
    return row


@transaction.atomic
def reject(announcement_id: UUID, reason: str) -> Announcement:
    """Send it back to its author with the reason. Needs announcement:review. Raises as `approve` does."""
    row = locked(announcement_id, REVIEW)
    _expect(row, State.IN_REVIEW)
    _refuse_own(row)
    row.remark = _reason(reason)
    _sign(row)
    _to(row, State.DRAFT, "announcement.rejected")
    telling.tell_author(row, "rejected")
    return row


@transaction.atomic
def withdraw(announcement_id: UUID, reason: str) -> Announcement:
    """Take a published one down at once. Needs announcement:review or announcement:write.

    Raises NotFound, Conflict for what is not published, Invalid without a reason.
    """
    row = locked(announcement_id, REVIEW, WRITE)
    _expect(row, State.PUBLISHED)
    row.remark = _reason(reason)
    _to(row, State.WITHDRAWN, "announcement.withdrawn")
    forget(row)
    publish(WITHDRAWN, {"announcement_id": str(row.id)})
    return row


@transaction.atomic
def pin(announcement_id: UUID, *, pinned: bool) -> Announcement:
    """Keep one at the top of its board, or no longer. Needs announcement:review or announcement:write."""
    row = locked(announcement_id, REVIEW, WRITE)
    if row.pinned != pinned:
        row.pinned = pinned
        save(row)
        audit("announcement.pinned", ref(row), {"pinned": not pinned}, {"pinned": pinned})
    return row


def publish_due(task: Task) -> None:
    """Its time has come. One that was recalled meanwhile stays where it is."""
    row = _due(task, State.SCHEDULED)
    if row is not None:
        before = recorded(row)
        _publish(row)
        audit("announcement.published", ref(row), before, recorded(row))


def expire_due(task: Task) -> None:
    """Its time is over."""
    row = _due(task, State.PUBLISHED)
    if row is not None:
        _to(row, State.EXPIRED, "announcement.expired")
        forget(row)


def _go(row: Announcement) -> None:
    """Publish now, or when its time comes."""
    if row.publish_at is not None and row.publish_at > utc_now():
        row.state = State.SCHEDULED
        save(row)
        run_later(PUBLISH_TASK, row.publish_at, {"id": str(row.id)}, key=str(row.id))
    else:
        _publish(row)


def _publish(row: Announcement) -> None:
    row.state, row.published_at, row.round = State.PUBLISHED, utc_now(), row.round + 1
    save(row)
    # Who read it before it was withdrawn has not read what it says now; confirmations of then stay in the audit trail.
    row.receipts.all().delete()
    if row.expires_at is not None:
        run_later(EXPIRE_TASK, row.expires_at, {"id": str(row.id)}, key=str(row.id))
    index(row)
    telling.tell_readers_later(row)
    publish(PUBLISHED, {"announcement_id": str(row.id)})


def _to(row: Announcement, state: State, action: str) -> None:
    """Into a state in which no timer waits for it."""
    before = recorded(row)
    cancel_later(PUBLISH_TASK, str(row.id))
    cancel_later(EXPIRE_TASK, str(row.id))
    row.state = state
    save(row)
    audit(action, ref(row), before, {**recorded(row), **({"reason": row.remark} if row.remark else {})})


def _due(task: Task, state: State) -> Announcement | None:
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("board")
    return rows.filter(id=task.payload["id"], state=state).first()


def _expect(row: Announcement, *states: State) -> None:
    if row.state not in states:
        raise Conflict("wrong_state", f"公告{row.get_state_display()}，不能这样操作。")


def _refuse_own(row: Announcement) -> None:
    if is_own(row):
        raise Forbidden("own_announcement", "公告须由起草人和修改人以外的人审核。")


def _refuse_past(row: Announcement) -> None:
    if row.expires_at is not None and row.expires_at <= utc_now():
        raise Invalid("expired", "到期时间已过，请修改。", [FieldError("/expires_at", "到期时间已过")])


def _sign(row: Announcement) -> None:
    actor = current_actor()
    row.reviewer = User.objects.filter(id=actor.id).first() if actor.kind == "user" else None
    row.reviewer_name, row.reviewed_at = actor.name, utc_now()


def _reason(text: str) -> str:
    text = text.strip()
    if not text or len(text) > 500:
        raise Invalid("reason_required", "请说明原因（500 字以内）。", [FieldError("/reason", "请填写原因")])
    return text

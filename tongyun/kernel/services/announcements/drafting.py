"""Writing an announcement: only a draft, or what was withdrawn, can be changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from ...contracts import Conflict, FieldError, Invalid, NotFound, Ref, refuse_stale, utc_now
from ...models import Announcement, Board, User
from ..audit import audit
from ..context import current_actor
from ..files.changing import remove_files_of
from ..permissions import may, require
from ..rich_text import MAX_BODY, clean_html, words_of_html
from ..texts import unprintable
from .audience import boards_of_actor

READ, WRITE, REVIEW = "announcement:read", "announcement:write", "announcement:review"
State = Announcement.State
#: States in which text and files may change; what was published is what people have read and confirmed.
OPEN = (State.DRAFT, State.WITHDRAWN, State.EXPIRED)
FIELDS = ("title", "body", "pinned", "must_read", "publish_at", "expires_at")
SUMMARY = 120
#: A later moment is a slip of the pen.
FAR_YEARS = 20


@transaction.atomic
def create_announcement(board_id: UUID, fields: Mapping[str, Any]) -> Announcement:
    """Begin a draft, in the name of the author's unit. Needs announcement:write. Raises Invalid."""
    actor = require(WRITE)
    author = User.objects.filter(id=actor.id).first() if actor.kind == "user" else None
    unit = author.organisation_id if author else None
    row = Announcement(author=author, author_name=actor.name, editor=author, organisation_id=unit)
    _take(row, {"title": "", "board_id": board_id, **fields})
    row.save(force_insert=True)
    audit("announcement.created", ref(row), None, recorded(row))
    return row


@transaction.atomic
def edit_announcement(announcement_id: UUID, version: int, fields: Mapping[str, Any]) -> Announcement:
    """Change a draft. One that was withdrawn or has expired becomes a draft again. Needs announcement:write.

    Raises NotFound, Stale, Invalid, and Conflict for one that is in review, scheduled or published.
    """
    row = locked(announcement_id, WRITE)
    refuse_stale(row.version, version)
    if row.state not in OPEN:
        first = "撤下" if row.state == State.PUBLISHED else "撤回到草稿"
        raise Conflict("not_a_draft", f"公告{row.get_state_display()}，不能修改；请先{first}。")
    before = recorded(row)
    _take(row, fields)
    actor = current_actor()
    row.state = State.DRAFT
    row.editor = User.objects.filter(id=actor.id).first() if actor.kind == "user" else None
    save(row)
    audit("announcement.edited", ref(row), before, recorded(row))
    return row


@transaction.atomic
def remove_announcement(announcement_id: UUID) -> None:
    """Throw a draft away with its files. What was ever published stays. Needs announcement:write.

    Raises NotFound, and Conflict for what is not a draft or was published before.
    """
    row = locked(announcement_id, WRITE)
    if row.state != State.DRAFT or row.round:
        raise Conflict("was_published", "只能删除从未发布过的草稿。")
    remove_files_of(ref(row))
    audit("announcement.removed", ref(row), recorded(row), None)
    row.delete()


def locked(announcement_id: UUID, *permissions: str) -> Announcement:
    """An announcement within the actor's scope for one of these permissions, locked for a change.

    Raises Forbidden without any of the permissions, NotFound for one that is not there or out of scope.
    """
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("board")
    row = rows.filter(id=announcement_id).first()
    if row is not None and any(covers(permission, row) for permission in permissions):
        return row
    require(permissions[-1])
    raise no_announcement()


def save(row: Announcement) -> None:
    """Save with a new version."""
    row.version += 1
    row.updated_at = utc_now()
    row.save()


def recorded(row: Announcement) -> dict[str, Any]:
    """An announcement as the audit trail keeps it: the text as words."""
    return {
        "board": row.board.title,
        "title": row.title,
        "text": words_of_html(row.body),
        "state": row.state,
        **{name: getattr(row, name) for name in FIELDS[2:]},
    }


def ref(row: Announcement) -> Ref:
    """The announcement as the audit trail names it."""
    return Ref("announcement", str(row.id), row.title)


def covers(permission: str, row: Announcement) -> bool:
    """Whether a permission of the actor reaches it."""
    return may(permission, organisation=row.organisation_id, owner=row.author_id)


def is_own(row: Announcement) -> bool:
    """Whether the actor wrote it, or changed it last: another person has to approve it."""
    return current_actor().id in (str(row.author_id), str(row.editor_id))


def no_announcement() -> NotFound:
    """There is none, or it is not for this reader."""
    return NotFound("no_announcement", "没有这条公告。")


def _take(row: Announcement, fields: Mapping[str, Any]) -> None:
    found: list[FieldError] = []
    if "board_id" in fields:
        board = _board(fields["board_id"])
        if board is None:
            found.append(FieldError("/board_id", "没有这个栏目"))
        else:
            row.board = board
    for name in FIELDS:
        if name in fields:
            setattr(row, name, fields[name])
    if not row.title.strip() or len(row.title) > 200 or unprintable(row.title):
        found.append(FieldError("/title", "请填写 200 字以内的标题"))
    if len(row.body) > MAX_BODY:
        found.append(FieldError("/body", f"正文过长（含格式不能超过 {MAX_BODY // 1000} 千字符）"))
    found += _time_problems(row)
    if found:
        raise Invalid("bad_announcement", "内容有误。", found)
    row.title = row.title.strip()
    row.body = clean_html(row.body)
    row.summary = words_of_html(row.body)[:SUMMARY]


def _board(board_id: UUID) -> Board | None:
    return boards_of_actor().filter(id=board_id).first()


def _time_problems(row: Announcement) -> list[FieldError]:
    found = []
    for name in ("publish_at", "expires_at"):
        moment: datetime | None = getattr(row, name)
        if moment is None:
            continue
        if moment.tzinfo is None:
            found.append(FieldError(f"/{name}", "时间须带时区"))
        elif not utc_now().year - 1 <= moment.year <= utc_now().year + FAR_YEARS:
            found.append(FieldError(f"/{name}", f"时间须在今后 {FAR_YEARS} 年之内"))
    if not found and row.publish_at and row.expires_at and row.expires_at <= row.publish_at:
        found.append(FieldError("/expires_at", "到期时间须晚于发布时间"))
    return found

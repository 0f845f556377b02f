"""Routes of announcements: for those who read them, and for those who write, review and look after them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Status

from ..models import Announcement, Board
from ..services.announcements import audience, boards, drafting, moving, reading
from . import columns
from .grammar import Filter, Listing, Page, page
from .patches import changes_in
from .schemas import announcements as schemas
from .security import SIGNED_IN, guarded
from .versions import expected_version

router = Router(tags=["announcements"])

READ, WRITE, REVIEW, MANAGE = drafting.READ, drafting.WRITE, drafting.REVIEW, boards.MANAGE

ANNOUNCEMENTS = Listing(
    filters={
        "board": Filter("board__key", description="栏目标识"),
        "must_read": Filter("must_read", bool, "必读"),
        "read": Filter("is_read", bool, "我已读"),
    },
    sorts={"published_at": "published_at", "pinned": "pinned", "title": "title"},
    default_sort="-pinned,-published_at",
    search=("title", "summary"),
    columns=columns.ANNOUNCEMENTS,
    title=("公告", "Announcements"),
)
DESK = Listing(
    filters={
        "state": Filter("state", description="draft、in_review、scheduled、published、withdrawn、expired"),
        "board": Filter("board__key", description="栏目标识"),
        "must_read": Filter("must_read", bool, "必读"),
        "organisation": Filter("organisation_id", UUID, "起草单位"),
    },
    sorts={"updated_at": "updated_at", "published_at": "published_at", "title": "title"},
    default_sort="-updated_at",
    search=("title", "summary", "author_name"),
    columns=columns.ANNOUNCEMENT_DESK,
    title=("公告管理", "Announcements"),
)
READERS = Listing(
    filters={
        "unread": Filter("read_at__isnull", bool, "未读"),
        "organisation": Filter("organisation_id", UUID, "机构"),
    },
    sorts={"name": "name", "organisation": "organisation__name", "read_at": "read_at"},
    default_sort="name",
    search=("name", "username", "organisation__name"),
    columns=columns.READERS,
    title=("阅读情况", "Readers"),
    resource="user",
)


@router.get("/boards", response=list[schemas.BoardOut], **guarded(SIGNED_IN))
def my_boards(request: HttpRequest) -> QuerySet[Board]:
    """The boards that the caller reads, in their order."""
    return audience.boards_of_actor().order_by("position", "key")


@router.get("/announcement-boards", response=list[schemas.BoardDetailOut], **guarded(MANAGE))
def all_boards(request: HttpRequest) -> list[dict[str, Any]]:
    """All boards with who reads them."""
    rows = Board.objects.prefetch_related("organisations", "roles").order_by("position", "key")
    return [_board(row) for row in rows]


@router.post("/announcement-boards", response={201: schemas.BoardDetailOut}, **guarded(MANAGE))
def create_board(request: HttpRequest, body: schemas.BoardIn) -> Status[dict[str, Any]]:
    """Make a board."""
    fields = body.dict()
    return Status(201, _board(boards.create_board(fields.pop("key"), fields)))


@router.patch("/announcement-boards/{board_id}", response=schemas.BoardDetailOut, **guarded(MANAGE, versioned=True))
def edit_board(request: HttpRequest, board_id: UUID, body: schemas.BoardPatchIn) -> dict[str, Any]:
    """Change a board; who reads it changes what they see at once."""
    version = expected_version(request, body.version)
    return _board(boards.edit_board(board_id, version, changes_in(body)))


@router.get("/announcements", response=Page[schemas.AnnouncementRowOut], **guarded(SIGNED_IN, ANNOUNCEMENTS))
def announcements(request: HttpRequest) -> dict[str, Any]:
    """What is published for the caller, pinned ones first."""
    rows = _whole(reading.with_receipts(reading.published_for_actor()))
    return page(request, rows, ANNOUNCEMENTS, lambda found: [_row(row) for row in found])


@router.post("/announcements", response={201: schemas.DeskOut}, **guarded(WRITE))
def create(request: HttpRequest, body: schemas.AnnouncementIn) -> Status[dict[str, Any]]:
    """Begin a draft."""
    return Status(201, _changed(drafting.create_announcement(body.board_id, body.dict(exclude={"board_id"}))))


@router.get("/announcements/{announcement_id}", response=schemas.AnnouncementOut, **guarded(SIGNED_IN))
def one(request: HttpRequest, announcement_id: UUID) -> dict[str, Any]:
    """One announcement to read; one that is not published only for those who look after it."""
    return _readable(reading.for_reader(announcement_id))


@router.patch("/announcements/{announcement_id}", response=schemas.DeskOut, **guarded(WRITE, versioned=True))
def edit(request: HttpRequest, announcement_id: UUID, body: schemas.AnnouncementPatchIn) -> dict[str, Any]:
    """Change a draft; 412 when somebody saved first."""
    version = expected_version(request, body.version)
    changes = changes_in(body, ["publish_at", "expires_at"])
    return _changed(drafting.edit_announcement(announcement_id, version, changes))


@router.delete("/announcements/{announcement_id}", response={204: None}, **guarded(WRITE))
def remove(request: HttpRequest, announcement_id: UUID) -> Status[None]:
    """Throw a draft away that was never published."""
    drafting.remove_announcement(announcement_id)
    return Status(204, None)


@router.post("/announcements/{announcement_id}/read", response=schemas.AnnouncementOut, **guarded(SIGNED_IN))
def mark_read(request: HttpRequest, announcement_id: UUID) -> dict[str, Any]:
    """The caller has read it; of one that must be read, says so."""
    return _readable(reading.mark_read(announcement_id))


@router.post("/announcements/{announcement_id}/submit", response=schemas.DeskOut, **guarded(WRITE))
def submit(request: HttpRequest, announcement_id: UUID) -> dict[str, Any]:
    """Hand a draft in for review, or publish it on a board without review."""
    return _changed(moving.submit(announcement_id))


@router.post("/announcements/{announcement_id}/recall", response=schemas.DeskOut, **guarded(WRITE))
def recall(request: HttpRequest, announcement_id: UUID) -> dict[str, Any]:
    """Take back what waits for review or for its time."""
    return _changed(moving.recall(announcement_id))


@router.post("/announcements/{announcement_id}/approve", response=schemas.DeskOut, **guarded(REVIEW))
def approve(request: HttpRequest, announcement_id: UUID) -> dict[str, Any]:
    """Let it be published, now or at its time; not by its author or last editor."""
    return _changed(moving.approve(announcement_id))


@router.post("/announcements/{announcement_id}/reject", response=schemas.DeskOut, **guarded(REVIEW))
def reject(request: HttpRequest, announcement_id: UUID, body: schemas.AnnouncementReasonIn) -> dict[str, Any]:
    """Send it back to its author with the reason."""
    return _changed(moving.reject(announcement_id, body.reason))


@router.post("/announcements/{announcement_id}/withdraw", response=schemas.DeskOut, **guarded(READ))
def withdraw(request: HttpRequest, announcement_id: UUID, body: schemas.AnnouncementReasonIn) -> dict[str, Any]:
    """Take a published one down at once; who may review or write it may."""
    return _changed(moving.withdraw(announcement_id, body.reason))


@router.post("/announcements/{announcement_id}/pin", response=schemas.DeskOut, **guarded(READ))
def pin(request: HttpRequest, announcement_id: UUID, body: schemas.PinIn) -> dict[str, Any]:
    """Keep one at the top of the list, or no longer."""
    return _changed(moving.pin(announcement_id, pinned=body.pinned))


@router.post("/announcements/{announcement_id}/remind", response=schemas.RemindedOut, **guarded(WRITE))
def remind(request: HttpRequest, announcement_id: UUID) -> dict[str, int]:
    """Tell those again who have not read it, at most once a day."""
    return {"people": reading.remind(announcement_id)}


@router.get("/announcement-desk", response=Page[schemas.DeskRowOut], **guarded(READ, DESK))
def desk(request: HttpRequest) -> dict[str, Any]:
    """Announcements in any state, within the caller's scope."""
    return page(request, _whole(reading.desk()), DESK, list)


@router.get("/announcement-desk/{announcement_id}", response=schemas.DeskOut, **guarded(READ))
def desk_one(request: HttpRequest, announcement_id: UUID) -> dict[str, Any]:
    """One announcement in any state, with how many have read it."""
    return _detail(_known(announcement_id))


@router.get("/announcement-desk/{announcement_id}/readers", response=Page[schemas.ReaderOut], **guarded(READ, READERS))
def readers(request: HttpRequest, announcement_id: UUID) -> dict[str, Any]:
    """Who should read it, and who has; `unread=true` are those who have not."""
    rows = reading.people(_known(announcement_id)).select_related("organisation")
    return page(request, rows, READERS, list)


def _known(announcement_id: UUID) -> Announcement:
    row = _whole(reading.desk()).filter(id=announcement_id).first()
    if row is None:
        raise drafting.no_announcement()
    return row


def _whole(rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
    return rows.select_related("board", "organisation")


def _board(row: Board) -> dict[str, Any]:
    names = ("id", "key", "title", "title_en", "description", "position", "everyone", "reviewed", "retired", "version")
    return {
        **{name: getattr(row, name) for name in names},
        "organisations": sorted(row.organisations.all(), key=lambda unit: unit.name),
        "roles": [{"id": role.id, "name": role.title} for role in sorted(row.roles.all(), key=lambda role: role.title)],
        "readers": audience.readers(row).count(),
    }


def _row(row: Any) -> dict[str, Any]:
    names = ("id", "board", "title", "summary", "published_at", "pinned", "must_read", "author_name", "organisation")
    return {**{name: getattr(row, name) for name in names}, "read_at": row.my_read_at}


def _readable(row: Announcement) -> dict[str, Any]:
    names = ("body", "state", "expires_at", "version")
    return {**_row(row), **{name: getattr(row, name) for name in names}}


def _changed(row: Announcement) -> dict[str, Any]:
    """One that was just changed, for whoever could, also without the right to look at the others."""
    return _detail(_whole(Announcement.objects.all()).get(id=row.id))


def _detail(row: Announcement) -> dict[str, Any]:
    everybody, read = reading.counts(row)
    shape = schemas.DeskRowOut.model_fields
    return {
        **{name: getattr(row, name) for name in shape},
        "body": row.body,
        "readers": everybody,
        "read": read,
        "may_review": drafting.covers(REVIEW, row) and not drafting.is_own(row),
        "needs_review": row.board.reviewed,
    }

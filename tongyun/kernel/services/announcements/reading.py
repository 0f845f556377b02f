"""Reading: what is published for somebody, and who has read it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from ...contracts import Conflict, utc_now
from ...models import Announcement, AnnouncementReceipt
from ..audit import audit
from ..context import current_actor
from ..permissions import visible
from . import audience
from .drafting import READ, WRITE, State, locked, no_announcement, ref
from .telling import remind_readers


def published_for_actor() -> QuerySet[Announcement]:
    """What the actor may read now: published, not past its end, on one of the actor's boards."""
    rows = Announcement.objects.filter(state=State.PUBLISHED, board__in=audience.boards_of_actor())
    return rows.filter(Q(expires_at=None) | Q(expires_at__gt=utc_now()))


def with_receipts(rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
    """The rows with `is_read` and `my_read_at` of the actor."""
    actor = current_actor()
    mine = AnnouncementReceipt.objects.filter(announcement=OuterRef("pk"))
    mine = mine.filter(user_id=actor.id) if actor.kind == "user" else mine.none()
    return rows.annotate(is_read=Exists(mine), my_read_at=Subquery(mine.values("read_at")[:1]))


def desk() -> QuerySet[Announcement]:
    """Announcements in any state within the actor's scope. Needs announcement:read."""
    return visible(Announcement.objects.all(), READ, owner="author_id")


def for_reader(announcement_id: UUID) -> Announcement:
    """One that the actor may read, or looks after; raises NotFound."""
    for rows in (published_for_actor(), desk()):
        row = with_receipts(rows).select_related("board", "organisation").filter(id=announcement_id).first()
        if row is not None:
            return row
    raise no_announcement()


@transaction.atomic
def mark_read(announcement_id: UUID) -> Announcement:
    """The actor has read a published announcement; saying so again changes nothing. Raises NotFound."""
    row = published_for_actor().filter(id=announcement_id).first()
    if row is None:
        raise no_announcement()
    actor = current_actor()
    if actor.kind == "user":
        _, new = AnnouncementReceipt.objects.get_or_create(announcement=row, user_id=UUID(actor.id))
        if new and row.must_read:
            audit("announcement.confirmed", ref(row), None, {"round": row.round})
    return for_reader(announcement_id)


def people(row: Announcement) -> QuerySet[Any]:
    """The readers of an announcement, each with `read_at`: nothing for those who have not read it."""
    receipts = AnnouncementReceipt.objects.filter(announcement=row, user=OuterRef("pk"))
    return audience.readers(row.board).annotate(read_at=Subquery(receipts.values("read_at")[:1]))


def counts(row: Announcement) -> tuple[int, int]:
    """How many people read the board, and how many of them have read this."""
    found = people(row).aggregate(everybody=Count("id"), read=Count("read_at"))
    return found["everybody"], found["read"]


@transaction.atomic
def remind(announcement_id: UUID) -> int:
    """Tell those again who have not read it yet; returns how many. Needs announcement:write.

    Raises NotFound, and Conflict for one that is not published.
    """
    row = locked(announcement_id, WRITE)
    if row.state != State.PUBLISHED:
        raise Conflict("not_published", "只有已发布的公告可以提醒。")
    told = remind_readers(row, list(people(row).filter(read_at=None).values_list("id", flat=True)))
    audit("announcement.reminded", ref(row), None, {"people": told})
    return told

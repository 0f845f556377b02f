"""Published announcements in the search box, found by those who read their board."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from ...contracts.search import EVERYBODY, Findable, SearchSource
from ...models import Announcement, Board
from ..rich_text import words_of_html
from ..searching import forget_document, index_document, index_documents, search_sources
from .reading import published_for_actor

KIND = "announcement"


def index(row: Announcement) -> None:
    """Let a published announcement be found."""
    index_document(_findable(row))


def index_board(board: Board) -> None:
    """Let what is published on a board be found under the name that it has now."""
    index_documents(map(_findable, _published().filter(board=board).iterator(200)))


def forget(row: Announcement) -> None:
    """Let it be found no more."""
    forget_document(KIND, row.id)


def wire() -> None:
    """Let announcements be found."""
    search_sources.register(SearchSource(KIND, EVERYBODY, _all, _seen))


def _findable(row: Announcement) -> Findable:
    return Findable(
        KIND, row.id, row.title, row.board.title, words_of_html(row.body)[:20_000], f"/announcements/{row.id}"
    )


def _all() -> Iterator[Findable]:
    return map(_findable, _published().iterator(200))


def _published() -> QuerySet[Announcement]:
    return Announcement.objects.filter(state=Announcement.State.PUBLISHED).select_related("board")


def _seen(ids: Iterable[UUID]) -> set[UUID]:
    return set(published_for_actor().filter(id__in=list(ids)).values_list("id", flat=True))

"""How a room lets its records be found by the one search box (Ctrl-K)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

#: Instead of a permission: every user may look; `seen` alone decides what they find.
EVERYBODY = ""


@dataclass(frozen=True)
class SearchHit:
    """One row of the palette; `href` is the page in the UI."""

    kind: str
    id: str
    title: str
    subtitle: str
    href: str


@dataclass(frozen=True)
class Findable:
    """A record as the search index holds it. `title` and `subtitle` are shown; `text` is only searched.

    `spoken` is for names: they are also found by their pinyin and its initials.
    """

    kind: str
    id: UUID
    title: str
    subtitle: str
    text: str
    href: str
    organisation: UUID | None = None
    owner: UUID | None = None
    spoken: bool = False


@dataclass(frozen=True)
class SearchSource:
    """One kind of records that can be found. `permission` decides, with its scope, who finds them; where it is
    EVERYBODY, `seen` alone does.

    `documents` gives all of them, for a rebuild; `seen` says which of some ids the caller may see as things stand now.
    Where fields of `resource` are hidden from the caller, only titles are searched, and subtitles are not shown.
    """

    kind: str
    permission: str
    documents: Callable[[], Iterator[Findable]]
    seen: Callable[[Iterable[UUID]], set[UUID]]
    resource: str = ""

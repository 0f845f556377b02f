"""How a room lets its records be found by the one search box (Ctrl-K)."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class SearchHit:
    """One row of the palette; `href` is the page in the UI."""

    kind: str
    id: str
    title: str
    subtitle: str
    href: str


@dataclass(frozen=True)
class SearchProvider:
    """Finds records of one kind; `permission` is what the asking user must hold to see any."""

    kind: str
    permission: str
    find: Callable[[str, int], list[SearchHit]]

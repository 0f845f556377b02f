"""A named collection that rooms fill while the process starts."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Entries by key, in the order they came. Registering the same key again replaces the entry."""

    def __init__(self, name: str, key: Callable[[T], str]) -> None:
        self.name = name
        self._key = key
        self._entries: dict[str, T] = {}

    def register(self, entry: T) -> None:
        """Add or replace one entry."""
        self._entries[self._key(entry)] = entry

    def get(self, key: str) -> T | None:
        """The entry of this key, or None."""
        return self._entries.get(key)

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

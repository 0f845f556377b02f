"""Data dictionaries as every room reads them: entries in a tree, each with the days on which it may be chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property


@dataclass(frozen=True)
class DictionaryEntry:
    """One entry. `valid_from` and `valid_to` are days in China and half-open; none means without that end."""

    code: str
    title: str
    title_en: str
    parent: str | None = None
    enabled: bool = True
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it may be chosen on a day, as far as it is itself concerned."""
        began = self.valid_from is None or self.valid_from <= day
        return self.enabled and began and (self.valid_to is None or day < self.valid_to)

    def words(self) -> tuple[str, str]:
        """Its Chinese and its English title."""
        return self.title, self.title_en or self.title


@dataclass(frozen=True)
class DictionaryView:
    """A dictionary with all its entries, parents before children and siblings in their order."""

    key: str
    title: str
    title_en: str
    retired: bool
    entries: Mapping[str, DictionaryEntry] = field(default_factory=dict)

    @cached_property
    def parents(self) -> frozenset[str]:
        """The codes of entries that have others below them."""
        return frozenset(entry.parent for entry in self.entries.values() if entry.parent is not None)

    def path(self, code: str) -> list[DictionaryEntry]:
        """An entry and those above it, from the top; empty when there is no such entry."""
        line: list[DictionaryEntry] = []
        entry = self.entries.get(code)
        while entry is not None:
            line.insert(0, entry)
            entry = self.entries.get(entry.parent) if entry.parent is not None else None
        return line

    def usable(self, code: str, day: date) -> bool:
        """Whether an entry may be chosen on a day: it and everything above it are in force."""
        line = self.path(code)
        return not self.retired and bool(line) and all(entry.in_force(day) for entry in line)

    def choices(self, day: date) -> list[DictionaryEntry]:
        """Everything that may be chosen on a day, in order."""
        return [] if self.retired else list(_open(self.entries.values(), day))

    def words(self) -> dict[str, tuple[str, str]]:
        """The titles of every code, of those that may no longer be chosen too: old records stay readable."""
        return {code: entry.words() for code, entry in self.entries.items()}


def _open(entries: Iterable[DictionaryEntry], day: date) -> Iterable[DictionaryEntry]:
    """Those in force whose ancestors are, too; parents come before their children."""
    let_in: set[str] = set()
    for entry in entries:
        if entry.in_force(day) and (entry.parent is None or entry.parent in let_in):
            let_in.add(entry.code)
            yield entry

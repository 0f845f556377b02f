"""Versions of packs, and what a pack says it needs: `hosts`, `hosts >=1.2.0 <2.0.0`, `hosts ^1.2.0`."""

import re
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt

VERSION = r"\d{1,9}\.\d{1,9}\.\d{1,9}(-[0-9a-z.]+)?"
NEED = rf"^[a-z][a-z0-9-]{{0,59}}( (>=|<=|>|<|=|\^){VERSION})*$"
_COMPARISONS = {">=": ge, "<=": le, ">": gt, "<": lt, "=": eq}

_Rank = tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]


@dataclass(frozen=True)
class Need:
    """A pack (or what one provides) that must be in use, in a version inside all of the comparisons."""

    id: str
    comparisons: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.id, *self.comparisons))

    def accepts(self, version: str) -> bool:
        """Whether this version will do."""
        return all(_holds(comparison, version) for comparison in self.comparisons)


def need_of(text: str) -> Need:
    """A need as pack.yaml writes it (the schema has checked it)."""
    name, *comparisons = text.split(" ")
    return Need(name, tuple(comparisons))


def rank(version: str) -> _Rank:
    """What versions are compared by: a trial version (`1.2.0-rc.1`) comes before its release."""
    numbers, _, trial = version.partition("-")
    major, minor, patch = (int(part) for part in numbers.split("."))
    parts = tuple((not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in trial.split(".") if trial)
    return (major, minor, patch), not trial, parts


def _holds(comparison: str, version: str) -> bool:
    match = re.match(r"(>=|<=|>|<|=|\^)(.+)", comparison)
    assert match is not None, "the schema has checked it"
    sign, wanted = match[1], match[2]
    if sign == "^":  # everything up to the first number that is not 0 stays
        least = rank(wanted)
        length = next((at for at, number in enumerate(least[0]) if number), 2) + 1
        return least <= rank(version) and rank(version)[0][:length] == least[0][:length]
    return bool(_COMPARISONS[sign](rank(version), rank(wanted)))

"""The score: of all checks that rules make, how many find things as they should be, by weight.

An item that a rule is about is one check. Whole and parts (a rule, an aspect, a unit, a type) add up alike, so each
figure can be explained by those below it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, QuerySet

from ..catalogue import Catalogue, catalogue
from ..models import Item
from .evaluation import checked_by, sound_by
from .rules import Rule


@dataclass
class Tally:
    """How many checks were made and how many failed, as they are and by weight."""

    checked: int = 0
    broken: int = 0
    weighed: int = 0
    lost: int = 0

    def add(self, checked: int, broken: int, weight: int) -> None:
        """Count these checks of one rule, too."""
        self.checked += checked
        self.broken += broken
        self.weighed += checked * weight
        self.lost += broken * weight

    @property
    def score(self) -> float | None:
        """From 0 to 100, to a tenth; None where nothing is checked. It is 100 only where nothing is wrong."""
        if not self.weighed:
            return None
        score = round(100 * (1 - self.lost / self.weighed), 1)
        return min(score, 99.9) if self.lost else score


@dataclass
class Scores:
    """What the rules find, as a whole and by what it is about."""

    whole: Tally = field(default_factory=Tally)
    rules: dict[str, Tally] = field(default_factory=dict)
    aspects: dict[str, Tally] = field(default_factory=dict)
    organisations: dict[UUID | None, Tally] = field(default_factory=dict)
    types: dict[str, Tally] = field(default_factory=dict)


T = TypeVar("T")
#: Type and organisation, and how many items.
Cells = dict[tuple[str, UUID | None], int]


def scores(rules: Sequence[Rule], rows: QuerySet[Item]) -> Scores:
    """The score of these items: one query for all, and one or two a rule, each of which gives a row a type and
    organisation."""
    types, found = catalogue(), Scores()
    rows = rows.select_related(None).order_by()
    every = _counted_by_lifecycle(rows)
    for rule in rules:
        checked = _counts(checked_by(rule, rows, types)) if rule.when else _about(rule, types, every)
        sound = _counts(sound_by(rule, rows, types)) if checked else {}
        found.rules[rule.key] = Tally()
        for cell, many in checked.items():
            kind, organisation = cell
            # Between two queries somebody may have mended an item.
            broken = max(0, many - sound.get(cell, 0))
            found.whole.add(many, broken, rule.weight)
            found.rules[rule.key].add(many, broken, rule.weight)
            found.aspects.setdefault(rule.aspect, Tally()).add(many, broken, rule.weight)
            found.organisations.setdefault(organisation, Tally()).add(many, broken, rule.weight)
            found.types.setdefault(kind, Tally()).add(many, broken, rule.weight)
    return found


def worst_first(tallies: Iterable[tuple[T, Tally]]) -> list[tuple[T, Tally]]:
    """By what is lost most, the heaviest first: where mending counts most."""
    return sorted(tallies, key=lambda pair: (-pair[1].lost, str(pair[0])))


def _counts(rows: QuerySet[Item]) -> Cells:
    counted = rows.values("type_id", "organisation_id").annotate(many=Count("*")).order_by()
    return {(kind, unit): many for kind, unit, many in counted.values_list("type_id", "organisation_id", "many")}


def _counted_by_lifecycle(rows: QuerySet[Item]) -> dict[tuple[str, str, UUID | None], int]:
    keys = ("type_id", "lifecycle", "organisation_id")
    counted = rows.values(*keys).annotate(many=Count("*")).order_by().values_list(*keys, "many")
    return {(kind, life, unit): many for kind, life, unit, many in counted}


def _about(rule: Rule, types: Catalogue, every: dict[tuple[str, str, UUID | None], int]) -> Cells:
    """The same figures for a rule without `when`, from those of all items."""
    kinds, lives = set(rule.types_in(types)), set(rule.lifecycles)
    found: Cells = {}
    for (kind, life, unit), many in every.items():
        if kind in kinds and life in lives:
            found[kind, unit] = found.get((kind, unit), 0) + many
    return found

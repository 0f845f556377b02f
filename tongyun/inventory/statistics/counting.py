"""Counting by one or two dimensions. The database counts; what comes back is a row a group, never an item.

One attribute is counted over its index alone: where nearly all items are asked for, over all of them, less those that
are left out, which gives the same figures without looking each item up. Two dimensions are joined to the items.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, F, FilteredRelation, Min, Q, QuerySet
from django.db.models.functions import Cast

from ..models import Item, ItemValue
from ..queries import CHUNK
from ..services.values import text_of
from .bands import Band, within
from .dimensions import Dimension

#: Groups that one answer has; the largest ones, the rest is told as one number.
MOST_GROUPS = 1_000


@dataclass(frozen=True)
class Group:
    """How many items have these values; None stands for none."""

    values: tuple[Any, ...]
    count: int


@dataclass(frozen=True)
class Cell:
    """Items of one type, lifecycle and organisation: how many, how many were ever seen, and how many in each span."""

    type: str
    lifecycle: str
    organisation: UUID | None
    many: int
    ever_seen: int
    seen: tuple[int, ...]


class Counted:
    """The items of one question, and how often each value is among them."""

    def __init__(self, rows: QuerySet[Item]) -> None:
        self.rows = rows.select_related(None).order_by()

    @cached_property
    def total(self) -> int:
        """How many items there are."""
        return self.rows.count()

    @cached_property
    def left_out(self) -> list[UUID] | None:
        """The items that are not asked for, while they are few; None when they are many."""
        others = Item.objects.count() - self.total
        if others == 0:
            return []
        if others > CHUNK:
            return None
        # The condition turned round reads an index once; to look up each item's id among all others takes ten times as
        # long. A condition that is neither true nor false of an item (a null) leaves it out of both: then they are.
        opposite = self.rows.all()
        opposite.query.where.negate()
        found = list(opposite.values_list("id", flat=True))
        if len(found) == others:
            return found
        return list(Item.objects.exclude(id__in=self.rows.values("id")).values_list("id", flat=True))

    def cells(self, spans: Sequence[Band]) -> list[Cell]:
        """What most sections of an overview are folded from, in one walk along one index; it tells the total, too."""
        sums = {
            f"span{at}": Count("last_seen_at", filter=within("last_seen_at", span)) for at, span in enumerate(spans)
        }
        keys = ("type_id", "lifecycle", "organisation_id")
        counted = self.rows.values(*keys).annotate(many=Count("*"), ever_seen=Count("last_seen_at"), **sums).order_by()
        rows = counted.values_list(*keys, "many", "ever_seen", *sums)
        found = [Cell(kind, life, unit, many, ever, tuple(seen)) for kind, life, unit, many, ever, *seen in rows]
        self.total = sum(cell.many for cell in found)
        return found

    def by(self, dimensions: Sequence[Dimension]) -> list[Group]:
        """The groups of one or two dimensions, with the items that have no value."""
        if len(dimensions) == 1 and dimensions[0].attribute:
            return self._by_attribute(dimensions[0])
        if len(dimensions) == 1 and dimensions[0].all_but is not None and self.left_out is not None:
            return [Group((value,), many) for value, many in dimensions[0].all_but(self.left_out).items() if many]
        rows, names = self.rows, []
        for at, dimension in enumerate(dimensions):
            name, column = f"group{at}", ""
            if dimension.attribute:
                values = f"values{at}"
                rows = rows.annotate(
                    **{values: FilteredRelation("values", condition=Q(values__name=dimension.attribute))}
                )
                column = f"{values}__{dimension.column}"
            rows = rows.annotate(**{name: dimension.expression(column)})
            names.append(name)
        # Counted by "*", so that an index over the columns alone answers.
        counted = rows.values(*names).annotate(many=Count("*")).order_by().values_list(*names, "many")
        return [
            Group(tuple(_none(value, each) for value, each in zip(values, dimensions, strict=True)), many)
            for *values, many in counted
        ]

    def having(self, names: Sequence[str]) -> dict[str, int]:
        """How many items have each of these attributes, lists of which are not asked for; those without are missing."""
        return self._less(ItemValue.objects.filter(name__in=list(names)), "name", F)

    def spelling(self, dimension: Dimension, texts: Sequence[str]) -> dict[str, str]:
        """How people wrote these values of an attribute; one that is not found is as it is counted."""
        values = ItemValue.objects.filter(name=dimension.attribute, text__in=texts)
        asked = self._among(values) if self.left_out is None else values.exclude(item_id__in=self.left_out)
        sampled = asked.values("text").annotate(sample=Min(Cast("item_id", CharField())))
        samples = sampled.values_list("sample", flat=True)
        written: dict[str, str] = {}
        for told in self.rows.filter(id__in=[UUID(each) for each in samples]).values_list("attributes", flat=True):
            value = told.get(dimension.attribute)
            for entry in value if isinstance(value, list) else [value]:
                written.setdefault(text_of("text", entry), str(entry))
        return written

    def _by_attribute(self, dimension: Dimension) -> list[Group]:
        values = ItemValue.objects.filter(name=dimension.attribute)
        counted = self._less(values, dimension.column, dimension.expression)
        groups = [Group((_none(value, dimension),), many) for value, many in counted.items() if many]
        if dimension.several:
            having = self._among(values).values("item_id").distinct().count()
        else:
            having = sum(group.count for group in groups)
        missing = self.total - having
        return [*groups, Group((None,), missing)] if missing > 0 else groups

    def _less(self, values: QuerySet[ItemValue], column: str, expression: Any) -> dict[Any, int]:
        """How often each value is among the items: among all, less among those that are left out."""
        if self.left_out is None:
            return _counts(self._among(values), column, expression)
        counts = _counts(values, column, expression)
        if self.left_out:
            for value, many in _counts(values.filter(item_id__in=self.left_out), column, expression).items():
                counts[value] -= many
        return counts

    def _among(self, values: QuerySet[ItemValue]) -> QuerySet[ItemValue]:
        return values.filter(item_id__in=self.rows.values("id"))


def _counts(values: QuerySet[ItemValue], column: str, expression: Any) -> dict[Any, int]:
    counted = values.annotate(group=expression(column)).values("group").annotate(many=Count("*")).order_by()
    return dict(counted.values_list("group", "many"))


def _none(value: Any, dimension: Dimension) -> Any:
    """What lies in no span has no value."""
    return None if value == "" and dimension.ordered else value

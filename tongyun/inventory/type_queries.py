"""Reads about item types: what a type may be related to, who refers to it, and what items are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from .catalogue import Catalogue
from .contracts import TypeView
from .models import ItemTypeVersion, RelationType
from .queries import CHUNK, seen_items


@dataclass(frozen=True)
class TypeRelation:
    """A relation that items of a type may have, seen from them."""

    kind: RelationType
    direction: Literal["out", "in"]


def type_relations(view: TypeView) -> list[TypeRelation]:
    """The relations that items of a type may have, both ways; one that is open at an end is open to all."""
    found: list[TypeRelation] = []
    for kind in RelationType.objects.filter(retired=False).order_by("key"):
        if not kind.source_types or not set(kind.source_types).isdisjoint(view.lineage):
            found.append(TypeRelation(kind, "out"))
        if not kind.target_types or not set(kind.target_types).isdisjoint(view.lineage):
            found.append(TypeRelation(kind, "in"))
    return found


def references_to(types: Catalogue, view: TypeView) -> list[tuple[TypeView, str]]:
    """(type, attribute) of what names items of this type; a subtype repeats what it inherits and is left out."""
    found: list[tuple[TypeView, str]] = []
    for other in types.types.values():
        above = types.get(other.parent) if other.parent else None
        for name, keys in other.references.items():
            inherited = above is not None and above.references.get(name) == keys
            if not other.retired and not inherited and not set(keys).isdisjoint(view.lineage):
                found.append((other, name))
    return sorted(found, key=lambda pair: (pair[0].title, pair[1]))


def items_named(ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """(name, type) by id of the items that the caller sees; a query for each 900."""
    wanted = sorted(ids)
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = seen_items().filter(id__in=wanted[start : start + CHUNK]).values_list("id", "name", "type_id")
        found.update({str(item_id): (name, type_key) for item_id, name, type_key in rows})
    return found


def versions_of(key: str) -> QuerySet[ItemTypeVersion]:
    """Everything that a type ever was."""
    return ItemTypeVersion.objects.filter(type_id=key)

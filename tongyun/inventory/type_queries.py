"""Reads about item types: their relations, who refers to them, what is filtered by, what items are called."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet

from tongyun.kernel.facade import hidden_fields, is_hidden

from .catalogue import Catalogue
from .computing import inputs_of
from .contracts import TypeView
from .models import ItemTypeVersion, RelationType
from .queries import CHUNK, RESOURCE, seen_items


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


def indexed_kinds(types: Catalogue, keys: Collection[str]) -> dict[str, str]:
    """The attributes that can be filtered by, and their kinds: those of these types, or of all. What is worked out from
    a hidden attribute would tell of it."""
    chosen = {name for key in keys for name in types.subtypes(key)} if keys else types.types.keys()
    hidden = hidden_fields(RESOURCE)
    views = [types.types[key] for key in sorted(chosen)]
    return {
        name: kind
        for view in views
        for name, kind in view.indexed.items()
        if not any(is_hidden(f"attributes.{each}", hidden) for each in (name, *_told_of(view, name)))
    }


def _told_of(view: TypeView, name: str) -> frozenset[str]:
    """The attributes that a computed one is worked out from."""
    return inputs_of(view.computed[name]) if name in view.computed else frozenset()

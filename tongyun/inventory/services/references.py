"""Attributes that name other items: there, seen by who writes them, and of a type that fits (CD-O-02)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from tongyun.kernel.contracts import FieldError
from tongyun.kernel.facade import visible

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..models import Item
from .checking import pointer


def reference_problems(
    types: Catalogue, view: TypeView, attributes: Mapping[str, Any], held: Mapping[str, Any] | None = None
) -> list[FieldError]:
    """Every attribute that names no item which the caller sees and which fits; one query at most.

    What the item holds already (`held`) may stay: the other item may have gone out of the caller's sight.
    """
    changed = {
        name: set(named(attributes[name]))
        for name in view.references
        if name in attributes and attributes[name] != (held or {}).get(name)
    }
    wanted = set().union(*changed.values())
    if not wanted:
        return []
    rows = visible(Item.objects.filter(id__in=wanted), "inventory:read").values_list("id", "type_id")
    found = {str(item_id): type_key for item_id, type_key in rows}
    problems: list[FieldError] = []
    for name, ids in changed.items():
        if ids - found.keys():
            problems.append(FieldError(pointer(name), "没有这个配置项，或您无权查看"))
        elif any(not fits(types, view, name, found[item_id]) for item_id in ids):
            titles = "、".join(_titles(types, view.references[name]))
            problems.append(FieldError(pointer(name), f"须为{titles}"))
    return problems


def fits(types: Catalogue, view: TypeView, name: str, type_key: str) -> bool:
    """Whether an item of a type may stand in an attribute."""
    other = types.get(type_key)
    return other is not None and not set(view.references[name]).isdisjoint(other.lineage)


def named(value: Any) -> Iterator[str]:
    """The ids in a value, in the one way to write them; what is no id is left to the schema."""
    for entry in value if isinstance(value, list) else [value]:
        try:
            yield str(UUID(str(entry)))
        except ValueError:
            continue


def _titles(types: Catalogue, keys: Iterable[str]) -> list[str]:
    return [f"“{found.title}”" if (found := types.get(key)) else f"“{key}”" for key in keys]

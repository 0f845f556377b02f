"""Attributes that name other items: there, seen by who writes them, and of a type that fits (CD-O-02)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from tongyun.kernel.contracts import FieldError
from tongyun.kernel.facade import visible

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..models import Item
from ..queries import CHUNK
from .checking import pointer

#: An item's type, its attributes, and those that it has so far.
Told = tuple[TypeView, Mapping[str, Any], Mapping[str, Any]]


def reference_problems(
    types: Catalogue, view: TypeView, attributes: Mapping[str, Any], held: Mapping[str, Any] | None = None
) -> list[FieldError]:
    """Every attribute that names no item which the caller sees and which fits; one query at most.

    What the item holds already (`held`) may stay: the other item may have gone out of the caller's sight.
    """
    return all_reference_problems(types, [(view, attributes, held or {})])[0]


def all_reference_problems(types: Catalogue, told: Sequence[Told]) -> list[list[FieldError]]:
    """The same for several items, in their order, in as many queries for many as for one."""
    changed = [
        {
            name: set(named(attributes[name]))
            for name in view.references
            if name in attributes and attributes[name] != held.get(name)
        }
        for view, attributes, held in told
    ]
    wanted = sorted({each for names in changed for ids in names.values() for each in ids})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = visible(Item.objects.filter(id__in=wanted[start : start + CHUNK]), "inventory:read")
        found |= {str(item_id): type_key for item_id, type_key in rows.values_list("id", "type_id")}
    return [_problems(types, view, names, found) for (view, _, _), names in zip(told, changed, strict=True)]


def _problems(
    types: Catalogue, view: TypeView, changed: Mapping[str, set[str]], found: Mapping[str, str]
) -> list[FieldError]:
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

"""The overview of the inventory (CD-O-15), and groups as they are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..catalogue import Catalogue
from ..models import Item, ItemType
from ..queries import health_counts
from .counting import Counted, Group
from .dimensions import Dimension, Titles

#: What the overview counts by, as far as the caller sees it.
SECTIONS = (
    "type", "organisation", "attributes.vendor", "health", "lifecycle", "seen", "registered", "age", "warranty",
)  # fmt: skip
#: What should be known of every item whose type has it.
EXPECTED = ("owner", "managing_department", "code", "vendor", "purchased_on", "warranty_until", "importance")
#: Groups of a section; the rest is told by their number.
SHOWN = 40


@dataclass(frozen=True)
class Told:
    """One group: what its values are and are called, how many items, and the filter of the list that finds them."""

    values: tuple[str | None, ...]
    titles: tuple[Titles, ...]
    count: int
    opens: Mapping[str, str] | None


@dataclass(frozen=True)
class Completeness:
    """Of how many items an attribute is expected, and of how many it is known."""

    attribute: str
    titles: Titles
    expected: int
    filled: int
    opens: Mapping[str, str]


def sections(counted: Counted, offered: Mapping[str, Dimension]) -> dict[str, list[Group]]:
    """The groups of each section that the caller sees."""
    spans = offered["seen"].bands
    cells = counted.cells(spans)
    never = counted.total - sum(cell.ever_seen for cell in cells)
    active = sum(cell.ever_seen for cell in cells if cell.lifecycle == Item.Lifecycle.ACTIVE)
    together = {
        "type": _summed((cell.type, cell.many) for cell in cells),
        "organisation": _summed((cell.organisation, cell.many) for cell in cells),
        "lifecycle": _summed((cell.lifecycle, cell.many) for cell in cells),
        "health": _summed(health_counts(counted.rows, counted.total, active).items()),
        "seen": _summed(
            [(None, never), *((span.key, sum(cell.seen[at] for cell in cells)) for at, span in enumerate(spans))]
        ),
    }
    return {key: together[key] if key in together else counted.by([offered[key]]) for key in SECTIONS if key in offered}


def _summed(pairs: Iterable[tuple[Any, int]]) -> list[Group]:
    sums: dict[Any, int] = {}
    for value, many in pairs:
        sums[value] = sums.get(value, 0) + many
    return [Group((value,), many) for value, many in sums.items() if many]


def told_groups(
    counted: Counted, dimensions: Sequence[Dimension], groups: list[Group], most: int
) -> tuple[list[Told], int]:
    """The largest groups with their names, the largest first or in their own order; and how many groups there are."""
    found = sorted(groups, key=lambda group: (-group.count, *_order(group, dimensions)))[:most]
    if any(dimension.ordered for dimension in dimensions):
        found.sort(key=lambda group: _order(group, dimensions))
    names = [
        _named(counted, dimension, {group.values[at] for group in found}) for at, dimension in enumerate(dimensions)
    ]
    return [_told(group, dimensions, names) for group in found], len(groups)


def families(types: Catalogue, by_type: Sequence[Group]) -> list[Told]:
    """The large groups of the catalogue: physical things, software, business."""
    members: dict[str, list[str]] = {}
    sums: dict[str, int] = {}
    for group in by_type:
        view = types.get(group.values[0])
        family = view.family if view else ItemType.Family.OTHER.value
        members.setdefault(family, []).append(group.values[0])
        sums[family] = sums.get(family, 0) + group.count
    return [
        Told(
            (key,), ((ItemType.Family(key).label, key.capitalize()),), many, {"exact_type__in": ",".join(members[key])}
        )
        for key, many in sorted(sums.items(), key=lambda pair: -pair[1])
    ]


def completeness(
    counted: Counted, types: Catalogue, dimensions: Mapping[str, Dimension], by_type: Sequence[Group]
) -> list[Completeness]:
    """How many items lack what should be known of them; an attribute that the caller does not see is left out."""
    asked = [name for name in EXPECTED if f"attributes.{name}" in dimensions]
    filled = counted.having(asked)
    found = []
    for name in asked:
        having = {key for key, view in types.types.items() if name in view.schema["properties"]}
        expected = sum(group.count for group in by_type if group.values[0] in having)
        if expected:
            top = sorted(key for key in having if (types.types[key].parent or "") not in having)
            opens = {f"attributes.{name}": "null", **({} if "item" in top else {"type__in": ",".join(top)})}
            found.append(
                Completeness(name, dimensions[f"attributes.{name}"].titles, expected, filled.get(name, 0), opens)
            )
    return found


def _order(group: Group, dimensions: Sequence[Dimension]) -> tuple[Any, ...]:
    places = []
    for value, dimension in zip(group.values, dimensions, strict=True):
        if value in dimension.values:
            places.append((0, dimension.values.index(value), ""))
        else:
            is_number = isinstance(value, float | int)
            places.append((2 if value is None else 1, value if is_number else 0, "" if is_number else str(value)))
    return tuple(places)


def _named(counted: Counted, dimension: Dimension, values: set[Any]) -> Mapping[Any, Titles]:
    known = values - {None}
    names = dict(dimension.naming(known))
    if dimension.written and known:
        spelt = counted.spelling(dimension, sorted(known))
        names |= {value: (spelt[value],) * 2 for value in known if value in spelt}
    return {**names, None: dimension.missing}


def _told(group: Group, dimensions: Sequence[Dimension], names: Sequence[Mapping[Any, Titles]]) -> Told:
    opens: dict[str, str] | None = {}
    for value, dimension in zip(group.values, dimensions, strict=True):
        more = dimension.opening(value)
        if opens is not None:
            opens = None if more is None else narrower(opens, more)
    return Told(
        tuple(
            None if value is None else f"{value:g}" if isinstance(value, float) else str(value)
            for value in group.values
        ),
        tuple(found.get(value, (str(value), str(value))) for value, found in zip(group.values, names, strict=True)),
        group.count,
        opens,
    )


def narrower(asked: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str] | None:
    """One filter that finds what both find; None where the list has no words for that."""
    both = dict(asked)
    for name, value in more.items():
        present = both.get(name)
        if present is None or present == value:
            both[name] = value
        elif name.endswith("__gte"):
            both[name] = max(present, value)
        elif name.endswith("__lt"):
            both[name] = min(present, value)
        elif f"{name}__in" not in both and "," not in value:
            both[f"{name}__in"] = value
        else:
            return None
    return both

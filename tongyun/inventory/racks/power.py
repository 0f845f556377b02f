"""What feeds a rack: from its power connections up to the UPS, and where both feeds come together (CD-O-187).

A rack names its connections (`feed_a`, `feed_b`) or they name it (`rack`); a connection names its distribution cabinet,
a cabinet what feeds it (`fed_by`). Where an attribute is empty the relation `powered_by` is followed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tongyun.kernel.facade import hidden_fields, is_hidden, reach_of

from ..models import Item, Relation
from ..queries import CHUNK, READ, RESOURCE, unseen
from .contents import RackContents, number

FEEDS = (("A", "feed_a"), ("B", "feed_b"))
#: The attributes by which a thing names where its power comes from.
UPWARDS = ("cabinet", "fed_by")
POWERED_BY = "powered_by"
#: So many steps up at most: a longer way is a mistake in the data.
STEPS = 8


@dataclass(frozen=True)
class Feed:
    """One way by which power comes. `line` goes from the rack upwards as far as the caller sees it; `rated_w` is what
    its connection may carry, where that is known. `letter` is empty where nobody said."""

    letter: str
    line: tuple[Item, ...]
    rated_w: float | None


@dataclass(frozen=True)
class Supply:
    """The feeds of a rack. All of them hang on each of `shared`; `single` says so even where that is out of sight."""

    feeds: tuple[Feed, ...]
    shared: tuple[Item, ...]
    single: bool


def supplies_of(racks: Collection[RackContents]) -> dict[UUID, Supply]:
    """How each of these racks is fed, in a few queries for all of them."""
    hidden = hidden_fields(RESOURCE)
    names = {name for name in ("feed_a", "feed_b", *UPWARDS) if not is_hidden(f"attributes.{name}", hidden)}
    starts = {each.rack.id: _starts(each, names) for each in racks}
    unfed = [key for key, found in starts.items() if not found]
    for key, ends in _powered_by(unfed).items():
        starts[key] = [(letter, end) for letter, end in ends]
    items, above = _upwards({end for found in starts.values() for _, end in found}, names)
    gone = frozenset() if reach_of(READ).everything else unseen(items)
    return {key: _supply(found, items, above, gone) for key, found in starts.items()}


def _starts(contents: RackContents, names: Collection[str]) -> list[tuple[str, UUID]]:
    """The connections of a rack with their letters, as the rack names them and, for other letters, as they name it."""
    found = [
        (letter, end)
        for letter, name in FEEDS
        if name in names and (end := _reference(contents.rack.attributes.get(name))) is not None
    ]
    letters, ends = {letter for letter, _ in found}, {end for _, end in found}
    for connection in contents.connections:
        letter = str(connection.attributes.get("feed", ""))
        if letter not in letters and connection.id not in ends:
            found.append((letter, connection.id))
    return found


def _powered_by(ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, UUID]]]:
    """The ends of the relation, with the letter of each edge."""
    wanted, found = list(ids), dict[UUID, list[tuple[str, UUID]]]()
    for start in range(0, len(wanted), CHUNK):
        rows = Relation.objects.filter(type_id=POWERED_BY, source_id__in=wanted[start : start + CHUNK])
        for source, target, attributes in rows.order_by("created_at", "id").values_list(
            "source_id", "target_id", "attributes"
        ):
            found.setdefault(source, []).append((str(attributes.get("feed", "")), target))
    for ends in found.values():
        ends.sort(key=lambda each: each[0])
    return found


def _upwards(starts: Collection[UUID], names: Collection[str]) -> tuple[dict[UUID, Item], dict[UUID, list[UUID]]]:
    """Everything above some connections, and what is right above each."""
    items: dict[UUID, Item] = {}
    above: dict[UUID, list[UUID]] = {}
    due = set(starts)
    for _ in range(STEPS):
        fresh: dict[UUID, Item] = {}
        wanted = list(due - items.keys())
        for start in range(0, len(wanted), CHUNK):
            rows = Item.objects.filter(id__in=wanted[start : start + CHUNK])
            fresh |= {item.id: item for item in rows.exclude(lifecycle=Item.Lifecycle.RETIRED)}
        if not fresh:
            break
        items |= fresh
        silent = []
        for item in fresh.values():
            ends = [end for name in UPWARDS if name in names and (end := _reference(item.attributes.get(name)))]
            if ends:
                above[item.id] = ends
            else:
                silent.append(item.id)
        for key, told in _powered_by(silent).items():
            above[key] = [end for _, end in told]
        due = {end for key in fresh for end in above.get(key, ())}
    return items, above


def _supply(
    starts: Iterable[tuple[str, UUID]],
    items: Mapping[UUID, Item],
    above: Mapping[UUID, list[UUID]],
    gone: Collection[UUID],
) -> Supply:
    feeds = []
    needed: list[set[UUID]] = []
    for letter, start in starts:
        if start not in items:
            continue
        line = _line(start, items, above)
        needed.append(_must(start, items, above, frozenset()))
        rated = None if start in gone else number(items[start].attributes.get("rated_power_kw"))
        if is_hidden("attributes.rated_power_kw", hidden_fields(RESOURCE)):
            rated = None
        seen = tuple(items[key] for key in line if key not in gone)
        feeds.append(Feed(letter, seen, None if rated is None else rated * 1000))
    shared = set.intersection(*needed) if len(needed) > 1 else set[UUID]()
    order = [key for key in _line_of_all(starts, items, above) if key in shared]
    return Supply(tuple(feeds), tuple(items[key] for key in order if key not in gone), bool(shared))


def _line_of_all(
    starts: Iterable[tuple[str, UUID]], items: Mapping[UUID, Item], above: Mapping[UUID, list[UUID]]
) -> list[UUID]:
    first = next((start for _, start in starts if start in items), None)
    return [] if first is None else _line(first, items, above)


def _line(start: UUID, items: Mapping[UUID, Item], above: Mapping[UUID, list[UUID]]) -> list[UUID]:
    """Everything above a connection, the nearest first."""
    line, due = [start], [start]
    while due:
        for end in above.get(due.pop(0), ()):
            if end in items and end not in line:
                line.append(end)
                due.append(end)
    return line


def _must(key: UUID, items: Mapping[UUID, Item], above: Mapping[UUID, list[UUID]], met: frozenset[UUID]) -> set[UUID]:
    """Without which a thing has no power: itself, and what every way above it goes through."""
    ways = [_must(end, items, above, met | {key}) for end in above.get(key, ()) if end in items and end not in met]
    return {key, *(set.intersection(*ways) if ways else ())}


def _reference(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None

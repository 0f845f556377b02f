"""Reads of the inventory."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from tongyun.kernel.contracts import PortNotRegisteredError
from tongyun.kernel.facade import ShortMemory, reach_of, visible

from .catalogue import Catalogue, catalogue
from .contracts import Direction, ItemView, Troubles, TypeView, item_health
from .models import Item, ItemChange, Relation

READ = "inventory:read"
#: The resource whose fields a role may hide.
RESOURCE = "item"
#: Ids asked for in one go, below what SQLite takes as parameters.
CHUNK = 900
NOBODY_KNOWS = "没有监控健康状态的来源"
#: Large estates are counted again after so many seconds; what is wrong with them is asked each time.
COUNTED_S, LARGE = 5.0, 10_000
HEALTH_STATES = ("ok", "warning", "critical", "unknown")

_numbers: ShortMemory[list[tuple[str, int, int]]] = ShortMemory(
    COUNTED_S, lambda counted: sum(total for _, total, _ in counted) >= LARGE
)


class Watched(Protocol):
    """What must be known of an item to say how it is."""

    @property
    def id(self) -> UUID:
        """The item."""

    @property
    def lifecycle(self) -> str:
        """Its lifecycle."""

    @property
    def last_seen_at(self) -> datetime | None:
        """When a source last saw it."""


def seen_items(permission: str = READ) -> QuerySet[Item]:
    """The items in the caller's scope."""
    return visible(Item.objects.all(), permission)


def seen_ids(permission: str = READ) -> frozenset[UUID] | None:
    """Ids of the items in the caller's scope of a permission; None when that is all of them."""
    if reach_of(permission).everything:
        return None
    return frozenset(seen_items(permission).values_list("id", flat=True))


def unseen(ids: Iterable[UUID], permission: str = READ) -> frozenset[UUID]:
    """Those of the ids that are not items in the caller's scope of a permission."""
    wanted = list(dict.fromkeys(ids))
    found: set[UUID] = set()
    for start in range(0, len(wanted), CHUNK):
        rows = seen_items(permission).filter(id__in=wanted[start : start + CHUNK])
        found.update(rows.values_list("id", flat=True))
    return frozenset(wanted) - found


def item_view(item_id: UUID) -> ItemView | None:
    """An item, or None."""
    item = Item.objects.filter(id=item_id).first()
    return item.view() if item else None


def items_views(ids: Iterable[UUID]) -> dict[UUID, ItemView]:
    """Several items in one query for each 900; ids that do not exist are missing."""
    wanted = list(dict.fromkeys(ids))
    return {
        item.id: item.view()
        for start in range(0, len(wanted), CHUNK)
        for item in Item.objects.filter(id__in=wanted[start : start + CHUNK])
    }


def related(item_id: UUID, relation_key: str, direction: Direction = "out") -> list[ItemView]:
    """Items at the other end: `out` follows edges from source to target, `in` against them."""
    return [item.view() for item in related_rows(item_id, relation_key, direction)]


def neighbours_of(ids: Iterable[UUID], relation_key: str, direction: Direction = "out") -> dict[UUID, list[UUID]]:
    """Ids at the other ends for several items, in one query for each 900; an item without any is missing."""
    near, far = ("source_id", "target_id") if direction == "out" else ("target_id", "source_id")
    wanted = list(dict.fromkeys(ids))
    found: dict[UUID, list[UUID]] = {}
    for start in range(0, len(wanted), CHUNK):
        edges = Relation.objects.filter(type_id=relation_key, **{f"{near}__in": wanted[start : start + CHUNK]})
        for here, there in edges.order_by("created_at", "id").values_list(near, far):
            found.setdefault(here, []).append(there)
    return found


def items_of_type(type_key: str, *, include_retired: bool = False) -> list[ItemView]:
    """All items of a type and its subtypes, oldest first."""
    rows = Item.objects.filter(type_id__in=catalogue().subtypes(type_key))
    if not include_retired:
        rows = rows.exclude(lifecycle=Item.Lifecycle.RETIRED)
    return [item.view() for item in rows.order_by("id").iterator(chunk_size=2000)]


def find_items(name: str, type_key: str | None = None) -> list[ItemView]:
    """Items of exactly this name, oldest first."""
    rows = Item.objects.filter(name=name)
    if type_key is not None:
        rows = rows.filter(type_id__in=catalogue().subtypes(type_key))
    return [item.view() for item in rows.order_by("id")]


def type_chain(key: str) -> list[str]:
    """A type and the types above it, nearest first; empty when there is no such type."""
    view = catalogue().get(key)
    return list(view.lineage) if view else []


def find_type(key: str) -> TypeView | None:
    """An item type with what it inherits, or None."""
    return catalogue().get(key)


def related_rows(item_id: UUID, relation_key: str, direction: Direction) -> QuerySet[Item]:
    """The rows behind `related`."""
    if direction == "out":
        edges = Q(relations_in__type_id=relation_key, relations_in__source_id=item_id)
    else:
        edges = Q(relations_out__type_id=relation_key, relations_out__target_id=item_id)
    return Item.objects.filter(edges).order_by("name", "id")


def health_of(items: Sequence[Watched]) -> dict[UUID, tuple[str, str]]:
    """(state, reason) of each of these items; the answering room is asked once."""
    found = _troubles([item.id for item in items] if len(items) <= CHUNK else None)
    return {
        item.id: found.by_item.get(item.id) or _unspoken(found, item.lifecycle, item.last_seen_at is not None)
        for item in items
    }


def failing(ids: Collection[UUID] | None) -> frozenset[UUID]:
    """Those of the items, or of all, that are in a critical state now; the answering room is asked once."""
    found = _troubles(None if ids is None or len(ids) > CHUNK else list(ids)).by_item
    return frozenset(key for key, (state, _) in found.items() if state == "critical" and (ids is None or key in ids))


def in_health(states: Iterable[str]) -> Q:
    """Items that are in one of the states, as a condition of a query; only items in trouble are listed in it."""
    wanted, found = set(states), _troubles(None)
    seen = Q(lifecycle=Item.Lifecycle.ACTIVE, last_seen_at__isnull=False)
    told = Q(id__in=[item_id for item_id, (state, _) in found.by_item.items() if state in wanted])
    untold = ~Q(id__in=list(found.by_item))
    if found.blind:
        return told | untold if "unknown" in wanted else told
    for state, unspoken in (("ok", seen), ("unknown", ~seen)):
        if state in wanted:
            told |= untold & unspoken
    return told


def health_state() -> Case:
    """The health of an item, as the database groups by it; only items in trouble are listed in it."""
    found = _troubles(None)
    ill: dict[str, list[UUID]] = {}
    for item_id, (state, _) in found.by_item.items():
        ill.setdefault(state, []).append(item_id)
    cases = [When(id__in=ids, then=Value(state)) for state, ids in sorted(ill.items())]
    if not found.blind:
        cases.append(When(lifecycle=Item.Lifecycle.ACTIVE, last_seen_at__isnull=False, then=Value("ok")))
    return Case(*cases, default=Value("unknown"), output_field=CharField())


def health_counts(rows: QuerySet[Item], total: int, watched: int) -> dict[str, int]:
    """How many of these items, `total` of them, are in each state; `watched` are in use and were seen."""
    found = _troubles(None)
    ok = 0 if found.blind else watched
    counts = {**dict.fromkeys(HEALTH_STATES, 0), "ok": ok, "unknown": total - ok}
    for item in _in_trouble(rows, found):
        unspoken, _ = _unspoken(found, item.lifecycle, item.last_seen_at is not None)
        counts[unspoken] -= 1
        counts[found.by_item[item.id][0]] += 1
    return counts


def estate_health() -> dict[str, Any]:
    """How the estate is, by type: counted by the database, whatever its size; retired items do not count."""
    types, found = catalogue(), _troubles(None)
    rows = seen_items().exclude(lifecycle=Item.Lifecycle.RETIRED)
    by_type: dict[str, dict[str, int]] = {}
    for type_id, total, seen in _numbers.of(reach_of(READ), lambda: _counted(rows)):
        counts = by_type[type_id] = {"total": total, **dict.fromkeys(HEALTH_STATES, 0)}
        ok, unknown = ("unknown", "unknown") if found.blind else ("ok", "unknown")
        counts[ok] += seen
        counts[unknown] += total - seen
    for item in _in_trouble(rows, found):
        unspoken, _ = _unspoken(found, item.lifecycle, item.last_seen_at is not None)
        counts = by_type.setdefault(item.type_id, {"total": 0, **dict.fromkeys(HEALTH_STATES, 0)})
        counts[unspoken] = max(counts[unspoken] - 1, 0)
        counts[found.by_item[item.id][0]] += 1
    lines = [{"type": key, **_titles(types, key), **counts} for key, counts in by_type.items()]
    return {
        "total": sum(counts["total"] for counts in by_type.values()),
        **{state: sum(counts[state] for counts in by_type.values()) for state in HEALTH_STATES},
        "by_type": lines,
    }


def _counted(rows: QuerySet[Item]) -> list[tuple[str, int, int]]:
    """Of each type: how many items there are, and how many of them are in use and were seen."""
    seen = Count("id", filter=Q(lifecycle=Item.Lifecycle.ACTIVE, last_seen_at__isnull=False))
    counted = rows.values("type_id").annotate(total=Count("id"), seen=seen).order_by("-total", "type_id")
    return [(row["type_id"], row["total"], row["seen"]) for row in counted]


def _troubles(ids: Sequence[UUID] | None) -> Troubles:
    """What is wrong with these items, or with all. Nobody to ask is blindness: unknown, and never ok."""
    try:
        return item_health.get().troubles(ids)
    except PortNotRegisteredError:
        return Troubles({}, blind=NOBODY_KNOWS)


def _unspoken(found: Troubles, lifecycle: str, seen: bool) -> tuple[str, str]:
    """How an item is of which no trouble is known."""
    if found.blind:
        return "unknown", found.blind
    return ("ok", "") if seen and lifecycle == Item.Lifecycle.ACTIVE else ("unknown", "")


def _in_trouble(rows: QuerySet[Item], found: Troubles) -> Iterator[Item]:
    """The rows of items in trouble, in one query: by id while they are few, else all rows are looked through."""
    rows = rows.only("type_id", "lifecycle", "last_seen_at").order_by("id")
    if len(found.by_item) <= CHUNK:
        rows = rows.filter(id__in=list(found.by_item))
    return (item for item in rows.iterator(chunk_size=2000) if item.id in found.by_item)


def history_of(item_id: UUID) -> QuerySet[ItemChange]:
    """Changes of an item, and of relations that others have to it, as far as both ends are in the caller's scope."""
    seen = seen_items().values("id")
    rows = ItemChange.objects.filter(Q(item_id=item_id) | Q(other_id=item_id)).select_related("item", "other")
    return rows.filter(Q(other=None) | Q(other__in=seen), item__in=seen)


def relations_of(item_id: UUID) -> QuerySet[Relation]:
    """Edges from and to an item with their far ends, as far as those are in the caller's scope."""
    seen = seen_items().values("id")
    edges = Relation.objects.filter(Q(source_id=item_id) | Q(target_id=item_id), source__in=seen, target__in=seen)
    return edges.select_related("type", "source", "target").order_by("type_id", "created_at", "id")


def _titles(types: Catalogue, key: str) -> dict[str, str]:
    view = types.get(key)
    return {"title": view.title, "title_en": view.title_en} if view else {"title": key, "title_en": key}

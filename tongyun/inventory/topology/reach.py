"""Walk the relations as failures travel: one recursive query, nearest first, cut at a size.

Portable on purpose: one recursive term, bound parameters, no array and no lateral. The `LIMIT` stops the recursion, so
that a core switch costs no more than the answer may be long: SQLite wants it inside the recursion, which PostgreSQL
does not know; PostgreSQL recurses only as far as somebody reads, which SQLite does not.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from ..models import Item, Redundancy, Relation
from ..queries import CHUNK
from .ways import Kinds, Travel

#: Relations of a walk for each item of it at most; more is a cut.
EDGES_PER_ITEM = 8

_STATEMENT = """
WITH RECURSIVE walk(node, depth) AS (
    SELECT id, 0 FROM {item} WHERE id IN ({starts})
    UNION
    SELECT CASE WHEN r.target_id = w.node THEN r.source_id ELSE r.target_id END, w.depth + 1
    FROM walk w JOIN {relation} r ON {near_w}
    WHERE w.depth < %s
    {inner_limit}
),
visit AS (SELECT node, depth FROM walk {outer_limit}),
kept AS (SELECT node, MIN(depth) AS depth FROM visit GROUP BY node)
SELECT r.id, r.type_id, r.redundancy_group, r.source_id, n.node, f.node, n.depth, f.depth, d.needs,
    (SELECT COUNT(*) FROM visit)
FROM kept n
JOIN {relation} r ON {near_n}
JOIN kept f ON f.node = CASE WHEN r.target_id = n.node THEN r.source_id ELSE r.target_id END
LEFT JOIN {redundancy} d
    ON d.item_id = {sufferer}.node AND d.type_id = r.type_id AND d.redundancy_group = r.redundancy_group
WHERE n.depth < %s
LIMIT %s
"""


@dataclass(frozen=True)
class Support:
    """One relation as a failure travels it. `needs` is the suffering item's own word, None where it has none."""

    relation: UUID
    type: str
    group: str
    cause: UUID
    sufferer: UUID
    needs: str | None
    #: Whether the relation is drawn from the cause to the sufferer.
    forward: bool


@dataclass(frozen=True)
class Reach:
    """What a walk found: items with their distance, and the relations between them. `cut` says that there is more of
    it, `deeper` that it goes on beyond the depth that was asked for."""

    depths: dict[UUID, int]
    supports: tuple[Support, ...]
    cut: bool
    deeper: bool


def reach(kinds: Kinds, starts: Sequence[UUID], travel: Travel, depth: int, limit: int) -> Reach:
    """Everything within `depth` steps of some items, at most `limit` items of it, in one query (and a look beyond).
    Walked `around`, the nearer end of a relation stands as its cause.

    The size is counted in visits: an item that is reached at several distances counts as often.
    """
    at_target, at_source = kinds.sides(travel)
    if not starts or (not at_target and not at_source):
        return Reach(dict.fromkeys(starts, 0), (), cut=False, deeper=False)
    keys = [*at_target, *at_source]
    most = limit * EDGES_PER_ITEM
    sql = _STATEMENT.format(
        item=Item._meta.db_table,
        relation=Relation._meta.db_table,
        redundancy=Redundancy._meta.db_table,
        starts=", ".join(["%s"] * len(starts)),
        near_w=_near("w", at_target, at_source),
        near_n=_near("n", at_target, at_source),
        inner_limit="LIMIT %s" if connection.vendor == "sqlite" else "",
        outer_limit="" if connection.vendor == "sqlite" else "LIMIT %s",
        sufferer="n" if travel == "causes" else "f",
    )
    given = [*map(_stored, starts), *keys, depth, limit + 1, *keys, depth, most + 1]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows = cursor.fetchall()
    ids: dict[Any, UUID] = {}
    depths, supports = dict.fromkeys(starts, 0), []
    for edge, kind, group, source, near, far, near_depth, far_depth, needs, _ in rows[:most]:
        here = ids.get(near) or ids.setdefault(near, _id(near))
        there = ids.get(far) or ids.setdefault(far, _id(far))
        cause, sufferer = (there, here) if travel == "causes" else (here, there)
        depths[here], depths[there] = near_depth, far_depth
        supports.append(Support(_id(edge), kind, group, cause, sufferer, needs, ids[source] == cause))
    cut = len(rows) > most or (bool(rows) and rows[0][-1] > limit)
    if cut:
        return _nearest(depths, supports, limit)
    ends = [node for node, far in depths.items() if far == depth]
    return Reach(depths, tuple(supports), cut=False, deeper=_goes_on(kinds, travel, ends, depths.keys()))


def _nearest(depths: dict[UUID, int], supports: Iterable[Support], limit: int) -> Reach:
    """The nearest items of a walk that found more than the answer may hold."""
    kept = dict(sorted(depths.items(), key=lambda each: each[1])[:limit])
    between = tuple(each for each in supports if each.cause in kept and each.sufferer in kept)
    return Reach(kept, between, cut=True, deeper=False)


def _goes_on(kinds: Kinds, travel: Travel, ends: Sequence[UUID], known: Collection[UUID]) -> bool:
    """Whether anything unknown lies behind the last items of a walk; looks at the first few hundred of them."""
    at_target, at_source = kinds.sides(travel)
    some = ends[:CHUNK]
    rows = Relation.objects.filter(
        Q(target__in=some, type__in=at_target) | Q(source__in=some, type__in=at_source)
    ).values_list("source_id", "target_id")[: CHUNK * EDGES_PER_ITEM]
    return bool(some) and any(source not in known or target not in known for source, target in rows)


def _near(alias: str, at_target: Sequence[str], at_source: Sequence[str]) -> str:
    """The relations of one item that are walked: those that have it at the end from which the walk comes."""
    sides = [
        f"(r.{end}_id = {alias}.node AND r.type_id IN ({', '.join(['%s'] * len(keys))}))"
        for end, keys in (("target", at_target), ("source", at_source))
        if keys
    ]
    return f"({' OR '.join(sides)})"


def _stored(value: UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(hex=value)

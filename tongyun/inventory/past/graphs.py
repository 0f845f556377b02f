"""What hung on what, as of a moment: a business system and everything under it, down to the room (CD-O-16, CD-O-19).

Level by level: two queries a level for each 900 items, whatever the moment. The present is the moment now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tongyun.kernel.facade import reach_of

from ..models import Item, ItemChange, RelationSpan
from ..queries import CHUNK, READ, unseen
from ..topology.ways import Travel, kinds_of_impact
from .headers import Header, headers_at

#: Edges of one step that are looked at; what hangs on a core switch by more is cut.
MOST_EDGES = 20_000


@dataclass(frozen=True)
class Edge:
    """One relation, and since when it stood."""

    type: str
    source: UUID
    target: UUID
    since: datetime


@dataclass(frozen=True)
class Graph:
    """Items by distance from the first, and the relations between them.

    `cut` says that there were more items than were asked for, `deeper` that it goes on beyond the depth.
    """

    at: datetime
    nodes: dict[UUID, Header]
    depths: dict[UUID, int]
    edges: tuple[Edge, ...]
    cut: bool
    deeper: bool


def graph_at(root: Item, at: datetime, travel: Travel, *, depth: int, limit: int) -> Graph:
    """The graph around an item as of a moment; empty when the item was not there. `depth` in steps, `limit` in items.

    What the caller may not see now is left out, and so is what is tied to the rest only through it.
    """
    inwards, outwards = kinds_of_impact().sides(travel)
    depths = {root.id: 0}
    edges: dict[tuple[str, UUID, UUID], Edge] = {}
    frontier = [root.id]
    cut = deeper = False
    for level in range(depth + 1):
        found = _edges(frontier, outwards, inwards, at)
        cut = cut or len(found) >= MOST_EDGES
        fresh = _fresh(found, depths)
        if level == depth:
            deeper, fresh = bool(fresh), []
        room = limit - len(depths)
        cut, fresh = cut or len(fresh) > room, fresh[:room]
        depths.update(dict.fromkeys(fresh, level + 1))
        edges.update({(edge.type, edge.source, edge.target): edge for edge in found})
        if not fresh:
            break
        frontier = fresh
    nodes = headers_at(depths, at)
    kept = tuple(edge for edge in edges.values() if edge.source in nodes and edge.target in nodes)
    return Graph(at, nodes, {key: depths[key] for key in nodes}, kept, cut, deeper)


@dataclass(frozen=True)
class GraphDifference:
    """What became different of a graph. `changed` are items of both whose own content or edges changed between."""

    before: Graph
    after: Graph
    added: tuple[UUID, ...]
    removed: tuple[UUID, ...]
    changed: tuple[UUID, ...]
    drawn: tuple[Edge, ...]
    cleared: tuple[Edge, ...]


def compare(before: Graph, after: Graph) -> GraphDifference:
    """From one graph to another of the same item."""
    was = {(edge.type, edge.source, edge.target): edge for edge in before.edges}
    is_ = {(edge.type, edge.source, edge.target): edge for edge in after.edges}
    both = before.nodes.keys() & after.nodes.keys()
    return GraphDifference(
        before,
        after,
        added=tuple(key for key in after.nodes if key not in before.nodes),
        removed=tuple(key for key in before.nodes if key not in after.nodes),
        changed=tuple(key for key in after.nodes if key in both and after.nodes[key] != before.nodes[key]),
        drawn=tuple(edge for key, edge in is_.items() if key not in was),
        cleared=tuple(edge for key, edge in was.items() if key not in is_),
    )


def moments_of(ids: Sequence[UUID], most: int, *, whole: bool) -> list[tuple[datetime, int]]:
    """When any of these items changed, newest first, and how many changes each moment saw; `whole` counts edges that
    others have to them, too."""
    counted: dict[datetime, int] = {}
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = ItemChange.objects.filter(Q(item_id__in=part) | Q(other_id__in=part) if whole else Q(item_id__in=part))
        rows = rows.order_by("-at")
        for at in rows.values_list("at", flat=True)[: most * 20]:
            counted[at] = counted.get(at, 0) + 1
    return sorted(counted.items(), reverse=True)[:most]


def _edges(frontier: Sequence[UUID], outwards: Sequence[str], inwards: Sequence[str], at: datetime) -> list[Edge]:
    found: list[Edge] = []
    for start in range(0, len(frontier), CHUNK):
        part = frontier[start : start + CHUNK]
        for end, kinds in (("source_id", outwards), ("target_id", inwards)):
            if not kinds:
                continue
            rows = RelationSpan.objects.filter(
                **{f"{end}__in": part}, type_id__in=kinds, ended_at__gt=at, began_at__lte=at
            )
            columns = rows.values_list("type_id", "source_id", "target_id", "began_at")
            found += [Edge(*row) for row in columns[: MOST_EDGES - len(found)]]
    return found


def _fresh(edges: Iterable[Edge], known: dict[UUID, int]) -> list[UUID]:
    """The items at the far ends that are not known yet and that the caller sees, each once, in a steady order."""
    ends = {end for edge in edges for end in (edge.source, edge.target)} - known.keys()
    return sorted(ends if reach_of(READ).everything else ends - unseen(ends))

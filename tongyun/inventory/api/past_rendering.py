"""The past as the API shows it: personal data masked, what a role hides left out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from tongyun.kernel.facade import organisation_names

from ..catalogue import Catalogue, catalogue
from ..models import FOREVER, ChangeBatch, ItemChange, RelationSpan, RelationType
from ..past.graphs import Edge, Graph, GraphDifference
from ..past.headers import Header, headers_at
from ..past.items import Difference, Past
from ..personal import shown_attributes
from ..queries import seen_items
from ..services.folding import Edge as RevertEdge
from ..services.reverting import Effect, Reversal
from .rendering import (
    changes_out,
    delta_out,
    needs_out,
    organisations_in,
    titles_from,
    type_titles,
    unhidden,
)

#: Items of a reversal that are told one by one.
TOLD = 500


def past_out(past: Past, spans: Sequence[RelationSpan]) -> dict[str, Any]:
    """One item as of a moment."""
    types, state, last = catalogue(), past.state, past.last
    names = organisation_names([state.organisation] if state.organisation else [])
    return {
        "id": past.item.id,
        "as_of": past.at,
        "type": state.type,
        **type_titles(types, state.type),
        "name": state.name,
        "attributes": shown_attributes(types, state.type, state.attributes, past.item.organisation_id),
        "manual_attributes": sorted(unhidden(dict.fromkeys(state.manual))),
        "lifecycle": state.lifecycle,
        "manual_lifecycle": state.manual_lifecycle,
        "organisation": _organisation(state.organisation, names),
        "version": last.version,
        "changed_at": last.at,
        "changed_by": last.actor_name,
        "relations": relations_out(past.item.id, spans, past.at),
        "redundancy": needs_out(past.needs),
    }


def relations_out(item_id: UUID, spans: Sequence[RelationSpan], at: datetime) -> list[dict[str, Any]]:
    """Edges as they stood, seen from one item."""
    ends = {span.id: span.target_id if span.source_id == item_id else span.source_id for span in spans}
    headers, types = headers_at(ends.values(), at), catalogue()
    return [
        _relation_out(types, span, headers[ends[span.id]], outwards=span.source_id == item_id)
        for span in spans
        if ends[span.id] in headers
    ]


def difference_out(item_id: UUID, type_key: str, found: Difference, since: datetime, until: datetime) -> dict[str, Any]:
    """What became different of an item."""
    return {
        "since": since,
        "until": until,
        "delta": delta_out(catalogue(), type_key, found.delta, organisations_in([found.delta])),
        "drawn": relations_out(item_id, found.drawn, until),
        "removed": relations_out(item_id, found.removed, since),
    }


def graph_out(root: UUID, graph: Graph) -> dict[str, Any]:
    """A graph as of a moment."""
    types = catalogue()
    return {
        "root": root,
        "as_of": graph.at,
        "nodes": [_node_out(types, node, graph.depths[key]) for key, node in graph.nodes.items()],
        "edges": edges_out(graph.edges),
        "relation_titles": _relation_titles(graph.edges),
        "cut": graph.cut,
        "deeper": graph.deeper,
    }


def graph_difference_out(root: UUID, found: GraphDifference) -> dict[str, Any]:
    """Both graphs in one; what is in both is told as it is later."""
    types = catalogue()
    nodes = found.before.nodes | found.after.nodes
    depths = found.before.depths | found.after.depths
    edges = (*found.after.edges, *found.cleared)
    return {
        "root": root,
        "since": found.before.at,
        "until": found.after.at,
        "nodes": [_node_out(types, node, depths[key]) for key, node in nodes.items()],
        "edges": edges_out(edges),
        "relation_titles": _relation_titles(edges),
        "added": found.added,
        "removed": found.removed,
        "changed": found.changed,
        "drawn": edges_out(found.drawn),
        "cleared": edges_out(found.cleared),
        "cut": found.before.cut or found.after.cut,
    }


def edges_out(edges: Iterable[Edge]) -> list[dict[str, Any]]:
    """Relations of a graph."""
    return [{"type": edge.type, "source": edge.source, "target": edge.target, "since": edge.since} for edge in edges]


def batches_out(batches: Sequence[ChangeBatch]) -> list[dict[str, Any]]:
    """A page of batches; two queries count what the caller sees of them and who took them back."""
    ids = [batch.id for batch in batches]
    seen = ItemChange.objects.filter(batch_id__in=ids, item__in=seen_items().values("id"))
    counted = seen.values("batch_id").annotate(changes=Count("id"), items=Count("item_id", distinct=True))
    counts = {row["batch_id"]: row for row in counted.order_by()}
    # A UUIDv7 sorts by the time it was made: the greatest is the newest.
    taken_back = dict(ChangeBatch.objects.filter(reverts_id__in=ids).order_by("at").values_list("reverts_id", "id"))
    return [
        {
            "id": batch.id,
            "kind": batch.kind,
            "note": batch.note,
            "at": batch.at,
            "actor_kind": batch.actor_kind,
            "actor_name": batch.actor_name,
            "changes": counts.get(batch.id, {}).get("changes", 0),
            "items": counts.get(batch.id, {}).get("items", 0),
            "reverts": batch.reverts_id,
            "reverted_by": taken_back.get(batch.id),
        }
        for batch in batches
    ]


def reversal_out(reversal: Reversal, *, dry_run: bool) -> dict[str, Any]:
    """What a reversal did, or would do."""
    types = catalogue()
    kinds = {kind.key: (kind.title, kind.title_en) for kind in RelationType.objects.all()}
    effects, obstacles = reversal.effects[:TOLD], reversal.obstacles[:TOLD]
    names = organisations_in(effect.delta for effect in effects)
    changes = [each.changed_by for each in obstacles if each.changed_by is not None]
    told = {row["id"]: row for row in changes_out(_with_items(changes))}
    type_of = dict(seen_items().filter(id__in=[each.item for each in obstacles]).values_list("id", "type_id"))
    return {
        "dry_run": dry_run,
        "batch": reversal.batch,
        "digest": reversal.digest,
        "changes": reversal.changes,
        "items": len(reversal.effects),
        "conflicts": len(reversal.obstacles),
        "unchanged": reversal.unchanged,
        "effects": [_effect_out(types, effect, kinds, names) for effect in effects],
        "obstacles": [
            {
                "item": each.item,
                "name": each.name,
                "type": type_of.get(each.item, ""),
                "field": each.field,
                "reason": each.reason,
                "changed_by": told.get(each.changed_by.id) if each.changed_by else None,
            }
            for each in obstacles
        ],
    }


def _effect_out(
    types: Catalogue, effect: Effect, kinds: dict[str, tuple[str, str]], names: dict[str, str]
) -> dict[str, Any]:
    return {
        "item": effect.item.id,
        "name": effect.name,
        "type": effect.item.type_id,
        "delta": delta_out(types, effect.item.type_id, effect.delta, names),
        "drawn": [_revert_edge_out(edge, kinds) for edge in effect.drawn],
        "removed": [_revert_edge_out(edge, kinds) for edge in effect.removed],
        "described": [_revert_edge_out(edge, kinds) for edge in effect.described],
    }


def _revert_edge_out(edge: RevertEdge, kinds: dict[str, tuple[str, str]]) -> dict[str, Any]:
    title, title_en = kinds.get(edge.kind, (edge.kind, edge.kind))
    return {"type": edge.kind, "title": title, "title_en": title_en, "target": edge.target, "name": edge.name}


def _with_items(changes: Sequence[ItemChange]) -> list[ItemChange]:
    rows = ItemChange.objects.filter(id__in={change.id for change in changes})
    return list(rows.select_related("item", "other"))


def _relation_out(types: Catalogue, span: RelationSpan, end: Header, *, outwards: bool) -> dict[str, Any]:
    kind = span.type
    return {
        "type": kind.key,
        "direction": "out" if outwards else "in",
        **titles_from(kind, outwards=outwards),
        "item": {
            "id": end.id,
            "name": end.name,
            "type": end.type,
            **type_titles(types, end.type),
            "lifecycle": end.lifecycle,
        },
        "details": span.details,
        "source": span.source_of_knowledge,
        "since": span.began_at,
        "until": None if span.ended_at == FOREVER else span.ended_at,
    }


def _node_out(types: Catalogue, node: Header, depth: int) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": node.name,
        "type": node.type,
        **type_titles(types, node.type),
        "lifecycle": node.lifecycle,
        "version": node.version,
        "depth": depth,
    }


def _relation_titles(edges: Iterable[Edge]) -> dict[str, list[str]]:
    """The kinds of these relations in both languages."""
    rows = RelationType.objects.filter(key__in={edge.type for edge in edges}).values_list("key", "title", "title_en")
    return {key: [title, title_en] for key, title, title_en in rows}


def _organisation(organisation: UUID | None, names: dict[UUID, str]) -> dict[str, Any] | None:
    return None if organisation is None else {"id": organisation, "name": names.get(organisation, str(organisation))}


__all__ = [
    "batches_out",
    "difference_out",
    "edges_out",
    "graph_difference_out",
    "graph_out",
    "past_out",
    "relations_out",
    "reversal_out",
]

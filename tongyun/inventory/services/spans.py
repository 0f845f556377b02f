"""When each edge was there. Kept in the transaction that draws or removes the edge, beside the present edges."""

from collections.abc import Iterable
from datetime import datetime

from ..models import FOREVER, Relation, RelationSpan
from .edge_details import details_of


def begin(relation: Relation, at: datetime) -> None:
    """The edge is there from this moment on."""
    begin_all([(relation, at)])


def begin_all(edges: Iterable[tuple[Relation, datetime]]) -> None:
    """The same for many at once."""
    RelationSpan.objects.bulk_create(
        (
            RelationSpan(
                type_id=relation.type_id,
                source_id=relation.source_id,
                target_id=relation.target_id,
                details=details_of(relation).told(),
                source_of_knowledge=relation.source_of_knowledge,
                began_at=at,
            )
            for relation, at in edges
        ),
        batch_size=500,
    )


def end(relation: Relation, at: datetime) -> None:
    """The edge is there no longer from this moment on. One that came and went at one moment was never there."""
    open_span = RelationSpan.objects.filter(
        type_id=relation.type_id, source_id=relation.source_id, target_id=relation.target_id, ended_at=FOREVER
    )
    open_span.filter(began_at__gte=at).delete()
    open_span.update(ended_at=at)


def change(relation: Relation, at: datetime) -> None:
    """The edge says something else from this moment on."""
    end(relation, at)
    begin(relation, at)

"""Change what an edge says of itself."""

from typing import Any
from uuid import UUID

from django.db import transaction

from ..models import Item, Relation
from . import spans
from .edge_details import EdgeDetails, checked, details_of
from .occasions import occasion
from .relations import held_edge, note


@transaction.atomic
@occasion()
def change_relation(relation_id: UUID, changes: dict[str, Any]) -> Relation:
    """Change description, attributes or group of an edge as a person; what `changes` does not name stays.

    Needs inventory:write. Raises NotFound when there is no such edge, Invalid for what its kind does not allow.
    """
    source, relation = held_edge(relation_id)
    before = details_of(relation)
    after = checked(relation.type, EdgeDetails(**{**vars(before), **changes}))
    if after == before:
        return relation
    describe(source, relation, after)
    return relation


def describe(source: Item, relation: Relation, after: EdgeDetails) -> None:
    """Let an edge say something else, inside the caller's transaction, which holds the source's row."""
    before = details_of(relation)
    relation.description, relation.attributes = after.description, dict(after.attributes)
    relation.redundancy_group = after.group
    relation.save(update_fields=["description", "attributes", "redundancy_group"])
    at = note(source, relation.type_id, (relation.target, before), (relation.target, after))
    spans.change(relation, at)

"""Change what an edge says of itself, and how many of its supports an item needs."""

import re
from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import FieldError, Invalid
from tongyun.kernel.facade import audit, require

from ..errors import no_such_relation_type
from ..models import Item, Redundancy, Relation, RelationType
from ..topology.needs import PATTERN
from . import spans
from .edge_details import EdgeDetails, checked, details_of
from .occasions import occasion
from .recording import AUDIT_STREAM, reference
from .relations import held_edge, locked_item, note

_NEEDS = re.compile(PATTERN)


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


@transaction.atomic
def set_redundancy(item_id: UUID, type_key: str, group: str, needs: str | None) -> None:
    """Say how many of its supports of one kind (and group) an item needs; None takes the item's own word back.

    Needs inventory:write. Raises Invalid for an unknown kind and for what is no number of supports.
    """
    require("inventory:write")
    item = locked_item(item_id)
    require("inventory:write", organisation=item.organisation_id)
    if not RelationType.objects.filter(key=type_key).exists():
        raise no_such_relation_type(type_key)
    if needs is not None and not _NEEDS.fullmatch(needs):
        detail = "只能是 all（全部）、any（任一）、majority（过半）、个数（如 2）或百分比（如 50%）"
        raise Invalid("bad_redundancy", f"{detail}。", [FieldError("/needs", detail)])
    which: dict[str, Any] = {"item": item, "type_id": type_key, "redundancy_group": group.strip()}
    present = Redundancy.objects.filter(**which).first()
    before = present.needs if present else None
    if before == needs:
        return
    if needs is None:
        Redundancy.objects.filter(**which).delete()
    else:
        Redundancy.objects.update_or_create(**which, defaults={"needs": needs})
    name = "/".join(part for part in (type_key, group.strip()) if part)
    audit("item.redundancy", reference(item), {name: before}, {name: needs}, stream=AUDIT_STREAM)

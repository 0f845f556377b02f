"""How many of its supports an item says that it needs, where that differs from what the kind of relation says.

The history calls a word by its kind, and its group if there is one: `@needs/member_of`, `@needs/depends_on/缓存`.
"""

import re
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import FieldError, Invalid

from ..errors import no_such_relation_type
from ..models import Item, ItemChange, Redundancy, RelationType
from ..queries import CHUNK
from ..topology.needs import PATTERN
from .occasions import occasion
from .recording import next_version, record
from .relations import own_item

#: What names of such words begin with; a kind of relation has no slash in its key.
NEEDS = "@needs/"
_NEEDS = re.compile(PATTERN)


@transaction.atomic
@occasion()
def set_redundancy(item_id: UUID, type_key: str, group: str, needs: str | None) -> None:
    """Say how many of its supports of one kind (and group) an item needs; None takes the item's own word back.

    Needs inventory:write. Raises Invalid for an unknown kind and for what is no number of supports.
    """
    item = own_item(item_id)
    if not RelationType.objects.filter(key=type_key).exists():
        raise no_such_relation_type(type_key)
    if needs is not None and not _NEEDS.fullmatch(needs):
        detail = "只能是 all（全部）、any（任一）、majority（过半）、个数（如 2）或百分比（如 50%）"
        raise Invalid("bad_redundancy", f"{detail}。", [FieldError("/needs", detail)])
    name = name_of(type_key, group.strip())
    if said_by([item_id])[item_id].get(name) != needs:
        say(item, name, needs)


def say(item: Item, name: str, needs: str | None) -> list[str | None]:
    """Let an item say something else than it does, inside the caller's transaction, which holds its row; gives both
    words."""
    type_key, group = parts_of(name)
    which = Redundancy.objects.filter(item=item, type_id=type_key, redundancy_group=group)
    before = which.values_list("needs", flat=True).first()
    if needs is None:
        which.delete()
    else:
        Redundancy.objects.update_or_create(
            item=item, type_id=type_key, redundancy_group=group, defaults={"needs": needs}
        )
    next_version(item)
    record(item, ItemChange.Kind.UPDATED, {name: [before, needs]})
    return [before, needs]


def said_by(ids: list[UUID]) -> dict[UUID, dict[str, str]]:
    """What items say at present, by name; a query for each 900."""
    found: dict[UUID, dict[str, str]] = {item_id: {} for item_id in ids}
    for start in range(0, len(ids), CHUNK):
        rows = Redundancy.objects.filter(item_id__in=ids[start : start + CHUNK])
        for row in rows.order_by("type_id", "redundancy_group"):
            found[row.item_id][name_of(row.type_id, row.redundancy_group)] = row.needs
    return found


def name_of(type_key: str, group: str) -> str:
    """What the history calls an item's word on its supports of a kind and group."""
    return NEEDS + "/".join(filter(None, (type_key, group)))


def parts_of(name: str) -> tuple[str, str]:
    """The kind and group that such a name stands for."""
    type_key, _, group = name.removeprefix(NEEDS).partition("/")
    return type_key, group

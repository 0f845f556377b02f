"""Every change of an item leaves history, an audit link and an outbox message, in the transaction of the change."""

from typing import Any

from tongyun.kernel.contracts import Ref, utc_now
from tongyun.kernel.facade import audit, current_actor, publish

from ..contracts import ITEM_CHANGED
from ..models import Item, ItemChange

#: Own chain, so that agents that report changes do not queue behind people who sign in.
AUDIT_STREAM = "inventory"

Delta = dict[str, list[Any]]


def reference(item: Item) -> Ref:
    """What an audit link or a notification points at."""
    return Ref("item", str(item.id), item.name)


def delta_of(before: dict[str, Any], after: dict[str, Any]) -> Delta:
    """{name: [old, new]} of everything that differs; what is missing is null."""
    return {
        name: [before.get(name), after.get(name)]
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }


def record(item: Item, kind: ItemChange.Kind, delta: Delta, other: Item | None = None) -> None:
    """Write down a change that the caller makes in the same transaction. `item.version` is already the new one."""
    actor = current_actor()
    ItemChange.objects.create(
        item=item,
        other=other,
        at=utc_now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:100],
        kind=kind,
        delta=delta,
        version=item.version,
    )
    audit(
        f"item.{kind}",
        reference(item),
        {name: pair[0] for name, pair in delta.items()},
        {name: pair[1] for name, pair in delta.items()},
        stream=AUDIT_STREAM,
    )
    publish(
        ITEM_CHANGED,
        {
            "item": str(item.id),
            "type": item.type_id,
            "name": item.name,
            "kind": str(kind),
            "version": item.version,
            "changed": sorted(delta),
            "lifecycle": item.lifecycle,
        },
    )

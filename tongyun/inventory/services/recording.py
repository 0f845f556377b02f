"""Every change of an item leaves history, an audit link and an outbox message, in the transaction of the change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tongyun.kernel.contracts import Ref
from tongyun.kernel.facade import Rows, audit, current_actor, publish_all

from ..contracts import ITEM_CHANGED
from ..models import Item, ItemChange
from .occasions import keep_batch, moment_of, occasion

#: Own chain, so that agents that report changes do not queue behind people who sign in.
AUDIT_STREAM = "inventory"
ROWS = Rows(
    ItemChange,
    *("item", "other", "batch", "at", "actor_kind", "actor_id", "actor_name"),
    *("kind", "delta", "decided", "version", "name", "type_key", "lifecycle", "organisation_id"),
)

Delta = dict[str, list[Any]]


@dataclass(frozen=True)
class Entry:
    """A change that is to be written down; `item` is as it is after it, with its new version.

    `decided` tells what people decided, as `delta` tells the rest; `other` is the far end of a relation.
    """

    item: Item
    kind: ItemChange.Kind
    delta: Delta
    decided: Delta = field(default_factory=dict)
    other: Item | None = None


def reference(item: Item) -> Ref:
    """What an audit link or a notification points at."""
    return Ref("item", str(item.id), item.name)


def delta_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Delta:
    """{name: [old, new]} of everything that differs; what is missing is null."""
    return {
        name: [before.get(name), after.get(name)]
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    }


def next_version(item: Item) -> None:
    """Count a change that leaves the item's own columns as they are; the caller holds its row."""
    item.version += 1
    item.updated_at = moment_of(item)
    Item.objects.filter(id=item.id).update(version=item.version, updated_at=item.updated_at)


def record(
    item: Item,
    kind: ItemChange.Kind,
    delta: Delta,
    other: Item | None = None,
    decided: Delta | None = None,
) -> datetime:
    """Write down a change that the caller makes in the same transaction, and give its moment. `item.version` is already
    the new one."""
    with occasion():
        record_all([Entry(item, kind, delta, decided or {}, other)])
        return moment_of(item)


def record_all(entries: Sequence[Entry]) -> None:
    """Write down many changes of one moment, in their order; an item's own in the order of its versions."""
    with occasion() as here:
        keep_batch(here)
        actor = current_actor()
        ROWS.add(
            (
                *(entry.item.id, entry.other and entry.other.id, here.batch, moment_of(entry.item)),
                *(actor.kind, actor.id, actor.name[:100], entry.kind, entry.delta, entry.decided),
                *(entry.item.version, entry.item.name, entry.item.type_id, entry.item.lifecycle),
                entry.item.organisation_id,
            )
            for entry in entries
        )
    _tell(entries)


def _tell(entries: Iterable[Entry]) -> None:
    messages = []
    for entry in entries:
        item, told = entry.item, {**entry.delta, **{f"@{name}": pair for name, pair in entry.decided.items()}}
        audit(
            f"item.{entry.kind}",
            reference(item),
            {name: pair[0] for name, pair in told.items()},
            {name: pair[1] for name, pair in told.items()},
            stream=AUDIT_STREAM,
        )
        messages.append(
            {
                "item": str(item.id),
                "type": item.type_id,
                "name": item.name,
                "kind": str(entry.kind),
                "version": item.version,
                "changed": sorted(entry.delta),
                "lifecycle": item.lifecycle,
            }
        )
    publish_all(ITEM_CHANGED, messages)

"""Every state that a type was ever in, kept in the transaction that brought it."""

from tongyun.kernel.contracts import utc_now
from tongyun.kernel.facade import current_actor

from ...models import ItemType, ItemTypeVersion
from .definition import Definition, definition_of, difference


def keep_version(row: ItemType, kind: ItemTypeVersion.Kind, before: Definition) -> None:
    """Write down the type as it is now, and what differs from `before`; `row.version` is already the new one."""
    actor = current_actor()
    present = definition_of(row)
    ItemTypeVersion.objects.create(
        type=row,
        version=row.version,
        kind=kind,
        at=utc_now(),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name[:100],
        definition=present,
        delta=difference(before, present),
    )

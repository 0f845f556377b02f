"""Bring the items of a type after the type: what steps change in them, what they are found and told apart by."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...catalogue import Catalogue
from ...models import Item, RelationType
from ..addresses.keeping import keep_addresses
from ..identification import keep_marks, marks_of
from ..items import amend, state_of
from ..marking import far_ends
from ..occasions import Cause, occasion
from ..relations import hold_kinds
from ..uniqueness import keep_unique
from ..values import keep_values
from .consequences import Change, changes_of, chunks
from .steps import Step, migrated, renamed


def carry_out(before: Catalogue, after: Catalogue, key: str, steps: Sequence[Step]) -> None:
    """Change the items of a type and its subtypes with their history, in the caller's transaction, which has found the
    consequences harmless. A pack that changes items brings its kinds of relation after its types: all are held before
    the first item is."""
    changes = changes_of(before, after, key, steps)
    if not (steps or any(change.rules or change.marks or change.indexes for change in changes.values())):
        return
    if steps:
        hold_kinds(RelationType.objects.values_list("key", flat=True))
    with occasion(Cause.TYPES, f"模型“{after.types[key].title}”变更"):
        for chunk in chunks(changes):
            if steps:
                _migrate(after, chunk, steps)
            _keep_up(after, chunk, changes)


def _keep_up(types: Catalogue, chunk: Sequence[Item], changes: Mapping[str, Change]) -> None:
    """What the items are filtered by, have to themselves and are recognised by, where the type says otherwise now."""
    pairs = [(item, types.types[item.type_id]) for item in chunk]
    ends = far_ends(types, chunk)
    indexed = [pair for pair in pairs if changes[pair[0].type_id].indexes]
    keep_values(indexed)
    keep_addresses(indexed)
    keep_unique([pair for pair in pairs if changes[pair[0].type_id].rules], ends)
    keep_marks(
        {
            item.id: (view, marks_of(view, item.attributes, ends.get(item.id, {})))
            for item, view in pairs
            if changes[item.type_id].marks
        }
    )


def _migrate(types: Catalogue, chunk: list[Item], steps: Sequence[Step]) -> None:
    """Take the steps on those of the items that they change, their rows held."""
    wanted = [item.id for item in chunk if migrated(steps, item.attributes) != item.attributes]
    rows = {row.id: row for row in Item.objects.select_for_update(no_key=True).filter(id__in=wanted).order_by("id")}
    for at, item in enumerate(chunk):
        row = rows.get(item.id)
        if row is not None:
            state = state_of(row)
            manual = tuple(sorted(set(renamed(steps, state.manual))))
            amend(types, row, replace(state, attributes=migrated(steps, row.attributes), manual=manual))
            chunk[at] = row

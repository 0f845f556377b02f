"""Which item is it? Ordered rules of the type, answered by key (lesson 2)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tongyun.kernel.facade import may

from ..contracts import TypeView
from ..errors import already_known, known_elsewhere
from ..models import Item, ItemIdentity

#: What boards and hypervisors write where a serial number should stand. Nobody is recognised by these.
PLACEHOLDERS = frozenset(
    {
        "", "0", "00000000", "none", "null", "n/a", "na", "unknown", "default", "default string", "not specified",
        "not applicable", "not available", "to be filled by o.e.m.", "system serial number", "0123456789", "123456789",
        "00:00:00:00:00:00", "uninitialized", "00000000-0000-0000-0000-000000000000",
    }
)  # fmt: skip


_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Mark:
    """One value an item is recognised by: the rule's place in the order, the rule, and the digest of the value."""

    order: int
    rule: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Verdict:
    """What the rules say. `chosen` is None when nothing or too much fits; `others` are marks that somebody else has."""

    chosen: UUID | None
    candidates: tuple[UUID, ...]
    others: tuple[Mark, ...] = ()

    @property
    def ambiguous(self) -> bool:
        """Whether several items fit, so that a person must decide."""
        return self.chosen is None and bool(self.candidates)


def marks_of(type_view: TypeView, attributes: Mapping[str, Any], ends: Mapping[str, UUID]) -> list[Mark]:
    """All marks of these attributes. `ends` are the items at the far end of relations, for `@runs_on` in rules.

    A rule counts only when all its values are there. A list gives one mark for each of its entries: any one recognises.
    """
    marks: dict[str, Mark] = {}
    for order, rule in enumerate(type_view.identity):
        for values in _combinations([_values(name, attributes, ends) for name in rule]):
            text = _as_json([type_view.identity_scope, rule, values])
            mark = Mark(order, rule, sha256(text.encode()).hexdigest())
            marks.setdefault(mark.digest, mark)
    return list(marks.values())


def owners_of(marks: Iterable[Mark]) -> dict[str, UUID]:
    """Who has which of these marks, in one query."""
    digests = {mark.digest for mark in marks}
    if not digests:
        return {}
    rows = ItemIdentity.objects.filter(value_digest__in=digests)
    return dict(rows.values_list("value_digest", "item_id"))


def decide(marks: list[Mark], owners: Mapping[str, UUID]) -> Verdict:
    """The first rule that finds anything decides; if it finds several items, nobody is chosen."""
    for order in sorted({mark.order for mark in marks}):
        found = {owners[mark.digest] for mark in marks if mark.order == order and mark.digest in owners}
        if len(found) > 1:
            return Verdict(None, tuple(sorted(found)))
        if found:
            chosen = found.pop()
            others = tuple(mark for mark in marks if owners.get(mark.digest, chosen) != chosen)
            return Verdict(chosen, (chosen, *sorted({owners[mark.digest] for mark in others})), others)
    return Verdict(None, ())


def keep_marks(item: Item, type_view: TypeView, marks: list[Mark]) -> None:
    """Make the item's marks these; raises Conflict when another item has one of them."""
    present = dict(ItemIdentity.objects.filter(item=item).values_list("value_digest", "id"))
    wanted = {mark.digest: mark for mark in marks}
    gone = [key for digest, key in present.items() if digest not in wanted]
    if gone:
        ItemIdentity.objects.filter(id__in=gone).delete()
    fresh = [mark for digest, mark in wanted.items() if digest not in present]
    if not fresh:
        return
    try:
        with transaction.atomic():
            ItemIdentity.objects.bulk_create(_row(item.id, type_view, mark) for mark in fresh)
    except IntegrityError as error:
        owner = ItemIdentity.objects.filter(value_digest__in=[mark.digest for mark in fresh]).exclude(item=item)
        other = owner.select_related("item").first()
        if other is None:
            raise
        if not may("inventory:read", organisation=other.item.organisation_id):
            raise known_elsewhere() from error
        raise already_known(other.item.name, other.item_id) from error


def keep_marks_of_all(wanted: Mapping[UUID, tuple[TypeView, list[Mark]]]) -> None:
    """The same for several items that are known not to clash, in three queries."""
    rows = ItemIdentity.objects.filter(item_id__in=wanted).values_list("id", "item_id", "value_digest")
    held = {digest: (row_id, item_id) for row_id, item_id, digest in rows}
    kept = {item_id: {mark.digest for mark in marks} for item_id, (_, marks) in wanted.items()}
    gone = [row_id for digest, (row_id, item_id) in held.items() if digest not in kept[item_id]]
    ItemIdentity.objects.filter(id__in=gone).delete()
    ItemIdentity.objects.bulk_create(
        _row(item_id, view, mark)
        for item_id, (view, marks) in wanted.items()
        for mark in marks
        if mark.digest not in held
    )


def _row(item_id: UUID, type_view: TypeView, mark: Mark) -> ItemIdentity:
    return ItemIdentity(
        type_key=type_view.identity_scope, rule="+".join(mark.rule)[:200], value_digest=mark.digest, item_id=item_id
    )


def _values(name: str, attributes: Mapping[str, Any], ends: Mapping[str, UUID]) -> list[str]:
    if name.startswith("@"):
        end = ends.get(name[1:])
        return [str(end)] if end else []
    raw = attributes.get(name)
    entries = raw if isinstance(raw, list) else [raw]
    plain = [" ".join(str(entry).split()).casefold() for entry in entries if entry is not None]
    return [text for text in plain if text not in PLACEHOLDERS]


def _combinations(columns: list[list[str]]) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for column in columns:
        rows = [[*row, value] for row in rows for value in column]
    return rows

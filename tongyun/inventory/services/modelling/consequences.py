"""What a changed type does to the items that are there, worked out before anything is written.

Only what the change can break is looked at: an attribute whose schema is as it was is not checked again, so a new title
or another order costs nothing however many items there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from jsonschema import FormatChecker
from jsonschema.protocols import Validator

from tongyun.kernel.facade import FormValidator

from ...catalogue import Catalogue
from ...contracts import TypeView
from ...models import Item, ItemIdentity, ItemUnique
from ..checking import reason_of
from ..identification import marks_of
from ..marking import far_ends
from ..uniqueness import digests_of, titles_of
from .steps import Step, migrated, names_written

#: Items looked at in one go.
CHUNK = 500
#: So many are told by name; the rest are counted.
TOLD = 50
#: What is only for the eye, or for lists, and breaks no value.
HARMLESS = frozenset(
    {
        "x-title",
        "x-description",
        "x-group",
        "x-order",
        "x-unit",
        "x-enum",
        "x-index",
        "x-personal",
        "x-widget",
        "x-address",
        "title",
    }
)


@dataclass(frozen=True)
class Broken:
    """An item that would not fit its type any more, and why."""

    item: UUID
    name: str
    reasons: tuple[str, ...]


@dataclass
class Consequences:
    """What a change does: `items` are all of the type and its subtypes; `lost` are values that no attribute holds any
    more, by attribute; `broken` and `duplicates` are the first of so many."""

    items: int = 0
    migrated: int = 0
    lost: dict[str, int] = field(default_factory=dict)
    broken_count: int = 0
    broken: list[Broken] = field(default_factory=list)
    duplicate_count: int = 0
    duplicates: list[Broken] = field(default_factory=list)

    @property
    def harmless(self) -> bool:
        """Whether the change may come into use."""
        return not (self.lost or self.broken_count or self.duplicate_count)


@dataclass(frozen=True)
class Change:
    """How one type differs before and after; `before` is None for a new one."""

    before: TypeView | None
    after: TypeView
    lost: frozenset[str]
    narrowed: Validator | None

    @property
    def rules(self) -> bool:
        """Whether other things must be unique now."""
        return self.before is None or self.before.unique != self.after.unique

    @property
    def marks(self) -> bool:
        """Whether items are recognised by something else now."""
        before = self.before
        return before is None or (before.identity, before.identity_scope) != (
            self.after.identity,
            self.after.identity_scope,
        )

    @property
    def indexes(self) -> bool:
        """Whether lists filter by other values now."""
        before = self.before
        return before is None or (before.indexed, before.addresses, _indexed_expressions(before)) != (
            self.after.indexed,
            self.after.addresses,
            _indexed_expressions(self.after),
        )

    @property
    def touches_items(self) -> bool:
        """Whether any item must be looked at."""
        return bool(self.lost or self.narrowed or self.rules or self.marks or self.indexes)


def changes_of(before: Catalogue, after: Catalogue, key: str, steps: Sequence[Step]) -> dict[str, Change]:
    """How a type and everything below it differ, by type; what steps write is looked at like what differs."""
    written = names_written(steps)
    return {name: _change(before.get(name), after.types[name], written) for name in after.subtypes(key)}


def consequences_of(before: Catalogue, after: Catalogue, key: str, steps: Sequence[Step]) -> Consequences:
    """What bringing `after` into use does to the items of a type; nothing is written."""
    found = Consequences()
    changes = changes_of(before, after, key, steps)
    rows = Item.objects.filter(type_id__in=changes)
    found.items = rows.count()
    if not found.items or not (steps or any(change.touches_items for change in changes.values())):
        return found
    owners: dict[str, tuple[UUID, str]] = {}
    for chunk in chunks(changes):
        for item in chunk:
            change = changes[item.type_id]
            kept = migrated(steps, item.attributes)
            found.migrated += kept != item.attributes
            _note_lost(found, change, item, kept)
            _note_broken(found, change, item, kept)
            item.attributes = kept
        ends = far_ends(after, chunk)
        claims = [
            (item, digest, what)
            for item in chunk
            for digest, what in _claims(changes[item.type_id], item, ends.get(item.id, {}), anew=bool(steps))
        ]
        owners |= _owners_elsewhere({digest for _, digest, _ in claims} - owners.keys(), changes)
        for item, digest, what in claims:
            _note_claim(found, item, what, owners.setdefault(digest, (item.id, item.name)))
    return found


def chunks(keys: Mapping[str, object]) -> Iterator[list[Item]]:
    """The items of these types in chunks, by id: reading goes on while somebody writes to those that were read."""
    last: UUID | None = None
    while True:
        rows = Item.objects.filter(type_id__in=keys).order_by("id")
        chunk = list((rows.filter(id__gt=last) if last else rows)[:CHUNK])
        if not chunk:
            return
        last = chunk[-1].id
        yield chunk


def _change(before: TypeView | None, after: TypeView, written: AbstractSet[str]) -> Change:
    old: Mapping[str, Any] = before.schema["properties"] if before else {}
    new = after.schema["properties"]
    narrowed = {
        name: part
        for name, part in new.items()
        if before is not None and (name in written or _judging(part) != _judging(old.get(name, {})))
    }
    required = sorted(set(after.schema["required"]) - set(before.schema["required"] if before else ()))
    computed = {name: False for name in after.computed if name in narrowed}
    schema = {"type": "object", "properties": {**narrowed, **computed}, "required": required}
    judge = FormValidator(schema, format_checker=FormatChecker()) if narrowed or required else None
    return Change(before, after, frozenset(old.keys() - new.keys()), judge)


def _judging(part: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in part.items() if word not in HARMLESS}


def _indexed_expressions(view: TypeView) -> dict[str, str]:
    return {name: expression for name, expression in view.computed.items() if name in view.indexed}


def _note_lost(found: Consequences, change: Change, item: Item, kept: Mapping[str, Any]) -> None:
    """Values under names that the type no longer has, or that steps brought and it never had."""
    brought = kept.keys() - item.attributes.keys() - change.after.schema["properties"].keys()
    for name in (change.lost | brought) & kept.keys():
        found.lost[name] = found.lost.get(name, 0) + 1


def _note_broken(found: Consequences, change: Change, item: Item, kept: Mapping[str, Any]) -> None:
    if change.narrowed is None:
        return
    reasons = [_reason(change.after, error) for error in change.narrowed.iter_errors({**kept, **item.volatile})]
    if reasons:
        found.broken_count += 1
        if len(found.broken) < TOLD:
            found.broken.append(Broken(item.id, item.name, tuple(reasons[:5])))


def _claims(change: Change, item: Item, ends: Mapping[str, UUID], *, anew: bool) -> Iterator[tuple[str, str]]:
    """What the item would have to itself, by digest and in words, as far as rules changed; with `anew`, all of it."""
    view = change.after
    if change.rules or anew:
        for digest, rule in digests_of(item, view, ends).items():
            yield digest, titles_of(view, rule.by)
    if change.marks or anew:
        for mark in marks_of(view, item.attributes, ends):
            yield mark.digest, f"识别属性{titles_of(view, mark.rule)}"


def _owners_elsewhere(digests: AbstractSet[str], types: Mapping[str, object]) -> dict[str, tuple[UUID, str]]:
    """Which of these the items of other types have: a rule of an ancestor holds for them, too."""
    wanted = sorted(digests)
    found: dict[str, tuple[UUID, str]] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        for rows, name in (
            (ItemUnique.objects.filter(digest__in=part), "digest"),
            (ItemIdentity.objects.filter(value_digest__in=part), "value_digest"),
        ):
            others = rows.exclude(item__type_id__in=types).values_list(name, "item_id", "item__name")
            found.update({digest: (item_id, title) for digest, item_id, title in others})
    return found


def _note_claim(found: Consequences, item: Item, what: str, owner: tuple[UUID, str]) -> None:
    owner_id, name = owner
    if owner_id == item.id:
        return
    found.duplicate_count += 1
    if len(found.duplicates) < TOLD:
        found.duplicates.append(Broken(item.id, item.name, (f"{what}与“{name}”相同",)))


def _reason(view: TypeView, error: Any) -> str:
    if error.validator == "required":
        return f"{titles_of(view, [name for name in error.validator_value if name not in error.instance])}：必填"
    return f"{titles_of(view, [str(part) for part in error.absolute_path][:1])}：{reason_of(error)}"

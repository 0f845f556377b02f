"""Create and change items: by a person here, by machines through observation.py; both end in `insert` and `amend`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import FieldError, Ref, new_id, refuse_stale
from tongyun.kernel.facade import Rows, attach_files, hidden_fields, is_hidden, require, visible

from ..catalogue import Catalogue, catalogue
from ..contracts import PERSON, TypeView
from ..errors import bad_item, no_such_item, no_such_type
from ..models import Item, ItemChange
from ..personal import kept_attributes
from ..search import index_items
from .addresses.keeping import keep_addresses
from .checking import attribute_problems, name_problems, organisation_problems, usable
from .derivation import follow_all, followed, telling
from .edge_details import checked
from .identification import Mark, add_marks, marks_of
from .marking import keep_up
from .occasions import moment_of, occasion
from .recording import Delta, Entry, delta_of, record_all
from .references import reference_problems
from .relations import Tie, connect, hold_kinds, lock_kind, own_item
from .uniqueness import add_unique, digests_of
from .values import keep_values

#: The columns of an item, in the order in which they are written.
COLUMNS = tuple(field.attname for field in Item._meta.concrete_fields)
ROWS = Rows(Item, *COLUMNS)


@dataclass(frozen=True)
class Draft:
    """An item that is about to be made."""

    view: TypeView
    name: str
    attributes: Mapping[str, Any]
    volatile: Mapping[str, Any] = field(default_factory=dict)
    manual: tuple[str, ...] = ()
    organisation: UUID | None = None
    source: str = PERSON
    seen_at: datetime | None = None
    ties: tuple[Tie, ...] = ()
    #: Far ends of edges that the caller draws afterwards, by relation: they count for what the item is recognised by.
    ends: Mapping[str, UUID] = field(default_factory=dict)
    #: What it is recognised by, where the caller knows; and its id, where that was promised.
    marks: Sequence[Mark] | None = None
    id: UUID | None = None

    def far_ends(self) -> dict[str, UUID]:
        """The far ends of all its edges, drawn with it or afterwards."""
        return {**self.ends, **{tie.kind: tie.target for tie in self.ties}}

    def recognised_by(self) -> Sequence[Mark]:
        """The marks of the item."""
        return marks_of(self.view, self.attributes, self.far_ends()) if self.marks is None else self.marks

    def item(self, now: datetime) -> Item:
        """The item, not kept yet."""
        return Item(
            id=self.id or new_id(),
            type_id=self.view.key,
            name=self.name,
            attributes=dict(self.attributes),
            volatile=dict(self.volatile),
            manual_attributes=list(self.manual),
            organisation_id=self.organisation,
            source=self.source,
            first_seen_at=self.seen_at,
            last_seen_at=self.seen_at,
            created_at=now,
            updated_at=now,
        )


@dataclass(frozen=True)
class Patch:
    """What a person changes. An attribute set to null is removed and given back to the machines that observe it.

    `set_organisation` tells "no organisation" from "leave it". `drop` names attributes that a change of type may lose.
    """

    attributes: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    type: str | None = None
    drop: tuple[str, ...] = ()
    organisation: UUID | None = None
    set_organisation: bool = False
    lifecycle: str | None = None
    manual_lifecycle: bool | None = None


@transaction.atomic
@occasion()
def create_item(
    type_key: str,
    name: str,
    attributes: Mapping[str, Any],
    organisation: UUID | None = None,
    relations: Sequence[Tie] = (),
) -> Item:
    """Make an item as a person. Needs inventory:write.

    Raises Invalid for content that breaks the type's schema and Conflict when an item of this identity exists.
    """
    require("inventory:write")
    if not organisation_problems(organisation):
        require("inventory:write", organisation=organisation)
    types = catalogue()
    view = usable(types, type_key)
    if view is None:
        raise no_such_type(type_key)
    given = {key: value for key, value in attributes.items() if value is not None}
    problems = name_problems(name) + organisation_problems(organisation) + attribute_problems(types, view, given)
    problems += reference_problems(types, view, given)
    if problems:
        raise bad_item(problems)
    for tie in relations:
        if not visible(Item.objects.filter(id=tie.target), "inventory:read").exists():
            raise no_such_item(tie.target)
    manual = ("@name", "@type", *sorted(given))
    item = insert(types, Draft(view, name.strip(), given, {}, manual, organisation, ties=tuple(relations)))
    attach_files(view.schema, given, Ref("item", str(item.id)), root="/attributes")
    return item


@transaction.atomic
@occasion()
def update_item(item_id: UUID, version: int, patch: Patch) -> Item:
    """Change an item as a person. Needs inventory:write.

    Raises Stale when `version` is no longer the present one, Invalid for content that breaks the schema.
    """
    types = catalogue()
    item = own_item(item_id, lambda item: _kinds_touched(types, item, patch))
    refuse_stale(item.version, version)
    view = types.types[item.type_id]
    if patch.type is not None and patch.type != item.type_id:
        view = usable(types, patch.type) or view
        if view.key != patch.type:
            raise no_such_type(patch.type)
    hidden = hidden_fields("item")
    if unseen := [key for key in patch.attributes if is_hidden(f"attributes.{key}", hidden)]:
        raise bad_item([FieldError(f"/attributes/{key}", "没有这个属性，或您无权查看") for key in unseen])
    patch = replace(patch, attributes=kept_attributes(view, patch.attributes, item.attributes))
    merged = {**item.attributes, **patch.attributes}
    kept = {key: value for key, value in merged.items() if value is not None and key not in patch.drop}
    name = item.name if patch.name is None else patch.name.strip()
    organisation = patch.organisation if patch.set_organisation else item.organisation_id
    problems = name_problems(name) + organisation_problems(organisation)
    problems += attribute_problems(types, view, kept, item.attributes)
    problems += reference_problems(types, view, kept, item.attributes)
    if problems:
        raise bad_item(problems)
    require("inventory:write", organisation=organisation)
    manual = _manual_after(item, patch)
    lifecycle = _lifecycle_of(patch.lifecycle) or item.lifecycle
    by_hand = patch.lifecycle is not None if patch.manual_lifecycle is None else patch.manual_lifecycle
    if patch.lifecycle is None and patch.manual_lifecycle is None:
        by_hand = item.manual_lifecycle
    after = State(view.key, name, kept, organisation, lifecycle, by_hand, manual)
    amend(types, item, after)
    given = {key: kept[key] for key in patch.attributes if key in kept}
    attach_files(view.schema, given, Ref("item", str(item.id)), root="/attributes")
    return item


@dataclass(frozen=True)
class State:
    """Everything of an item that has a history, and what people decided of it."""

    type: str
    name: str
    attributes: Mapping[str, Any]
    organisation: UUID | None
    lifecycle: str
    manual_lifecycle: bool
    manual: tuple[str, ...]

    def recorded(self) -> dict[str, Any]:
        """The state as the history keeps it: columns carry an @ so that no attribute can be mistaken for one."""
        return {
            **self.attributes,
            "@type": self.type,
            "@name": self.name,
            "@organisation": str(self.organisation) if self.organisation else None,
            "@lifecycle": self.lifecycle,
        }

    def decided(self) -> dict[str, Any]:
        """What people decided, as the history keeps it."""
        return {"manual": sorted(self.manual), "manual_lifecycle": self.manual_lifecycle}


def state_of(item: Item) -> State:
    """The present state of an item."""
    return State(
        item.type_id,
        item.name,
        item.attributes,
        item.organisation_id,
        item.lifecycle,
        item.manual_lifecycle,
        tuple(item.manual_attributes),
    )


def insert(types: Catalogue, draft: Draft) -> Item:
    """Make an item in the caller's transaction, with its relations, marks and first history entry."""
    return insert_all(types, [draft])[0]


@occasion()
def insert_all(types: Catalogue, drafts: Sequence[Draft]) -> list[Item]:
    """Make items in the caller's transaction, with their relations, marks and first history entries: as many queries
    for many as for one, but for their edges.

    Raises Conflict when another item has a mark or a unique value of one of them, and IntegrityError when two of them
    have the same; then none is made.
    """
    hold_kinds_of(types, drafts)
    now = moment_of()
    items = [draft.item(now) for draft in drafts]
    pairs = list(zip(items, drafts, strict=True))
    ROWS.add(tuple(getattr(item, column) for column in COLUMNS) for item in items)
    add_marks((item.id, draft.view, draft.recognised_by()) for item, draft in pairs)
    add_unique(
        [
            (item.id, draft.view, digests_of(item, draft.view, draft.far_ends()))
            for item, draft in pairs
            if draft.view.unique
        ]
    )
    keep_values([(item, draft.view) for item, draft in pairs], fresh=True)
    keep_addresses([(item, draft.view) for item, draft in pairs], fresh=True)
    record_all([_making(item) for item in items])
    _tie(types, [(item, draft) for item, draft in pairs if draft.ties])
    follow_all(types, [(item, item.attributes.keys()) for item in items])
    index_items(types, items)
    return items


def hold_kinds_of(types: Catalogue, drafts: Sequence[Draft]) -> None:
    """Hold the kinds of relation whose edges come with these items, before anything else is held."""
    told = ((draft.view.lineage, [name for name, at in draft.attributes.items() if at is not None]) for draft in drafts)
    hold_kinds(followed(told), fresh=(tie.kind for draft in drafts for tie in draft.ties))


def _making(item: Item) -> Entry:
    made = state_of(item)
    return Entry(item, ItemChange.Kind.CREATED, delta_of({}, made.recorded()), delta_of({}, made.decided()))


def _tie(types: Catalogue, pairs: Sequence[tuple[Item, Draft]]) -> None:
    targets = Item.objects.in_bulk({tie.target for _, draft in pairs for tie in draft.ties})
    for item, draft in pairs:
        for tie in draft.ties:
            if tie.target not in targets:
                raise no_such_item(tie.target)
            kind, target = lock_kind(tie.kind, fresh=True), targets[tie.target]
            details = checked(kind, tie.details)
            connect(types, kind, item, target, knowledge=draft.source, replace=tie.replace, fresh=True, details=details)


def amend(types: Catalogue, item: Item, after: State) -> bool:
    """Bring an item to a state; False when it already was. The caller holds the kinds of relation that follow
    (`followed`) and the item's row. Writes history only for what differs, and for who decided what."""
    return bool(amend_all(types, [(item, after)]))


@occasion()
def amend_all(types: Catalogue, changes: Sequence[tuple[Item, State]]) -> list[Item]:
    """The same for several items, in as many queries for many as for one; those that were not there already."""
    entries = [entry for item, after in changes if (entry := _amended(item, after))]
    items = [entry.item for entry in entries]
    told = [(entry.item, entry.delta.keys()) for entry in entries if entry.delta]
    ROWS.renew(tuple(getattr(item, column) for column in COLUMNS) for item in items)
    index_items(types, [item for item, _ in told])
    keep_up(types, told)
    record_all(entries)
    follow_all(types, [(entry.item, telling(entry.delta)) for entry in entries])
    return items


def _amended(item: Item, after: State) -> Entry | None:
    before = state_of(item)
    delta, decided = delta_of(before.recorded(), after.recorded()), delta_of(before.decided(), after.decided())
    if not delta and not decided:
        return None
    item.type_id, item.name, item.attributes = after.type, after.name, dict(after.attributes)
    item.organisation_id, item.lifecycle = after.organisation, after.lifecycle
    item.manual_lifecycle, item.manual_attributes = after.manual_lifecycle, list(after.manual)
    item.version += 1
    item.updated_at = moment_of(item)
    return Entry(item, _kind_of(delta, decided), delta, decided)


def _kind_of(delta: Delta, decided: Delta) -> ItemChange.Kind:
    only_lifecycle = delta.keys() <= {"@lifecycle"} and decided.keys() <= {"manual_lifecycle"}
    return ItemChange.Kind.LIFECYCLE if only_lifecycle else ItemChange.Kind.UPDATED


def _kinds_touched(types: Catalogue, item: Item, patch: Patch) -> set[str]:
    """The kinds of relation whose derived edges a patch can move."""
    view = types.get(patch.type or item.type_id)
    names = {*patch.drop, *(name for name, value in patch.attributes.items() if item.attributes.get(name) != value)}
    names |= {"@type"} if patch.type not in (None, item.type_id) else set()
    names |= {"@lifecycle"} if item.lifecycle == Item.Lifecycle.RETIRED else set()
    return followed([(view.lineage, names)]) if view else set()


def _manual_after(item: Item, patch: Patch) -> tuple[str, ...]:
    manual = set(item.manual_attributes)
    for name, value in patch.attributes.items():
        if value is None:
            manual.discard(name)
        else:
            manual.add(name)
    if patch.name is not None:
        manual.add("@name")
    if patch.type is not None:
        manual.add("@type")
    return tuple(sorted(manual - set(patch.drop)))


def _lifecycle_of(value: str | None) -> str | None:
    if value is not None and value not in Item.Lifecycle.values:
        raise bad_item([FieldError("/lifecycle", f"只能是 {'、'.join(Item.Lifecycle.values)}")])
    return value

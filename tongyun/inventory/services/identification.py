"""Which item is it? Ordered rules of the type, answered by key (lesson 2)."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tongyun.kernel.facade import Rows, may

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


#: The rule of marks that stand for a person's decision, and its place before all rules of types.
DECIDED, BEFORE_ALL = "@decided", -2
#: How rules begin whose marks say what another system calls an item, and their place: before the rules of types.
FOREIGN, BY_FOREIGN = "@foreign:", -1

ROWS = Rows(ItemIdentity, "type_key", "rule", "value_digest", "item")

_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_in_order = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str).encode


@dataclass(frozen=True)
class Mark:
    """One value an item is recognised by: the rule's place in the order, the rule, and the digest of the value."""

    order: int
    rule: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class Verdict:
    """What the rules say. `chosen` is None when nothing or too much fits; `others` are marks that somebody else has.
    What a person decided (`by_person`) goes before the rules."""

    chosen: UUID | None
    candidates: tuple[UUID, ...]
    others: tuple[Mark, ...] = ()
    by_person: bool = False

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


def decision_mark(
    type_view: TypeView, name: str, attributes: Mapping[str, Any], ends: Mapping[str, UUID], marks: Iterable[Mark]
) -> Mark:
    """What a person's decision about an observation is kept under (ADR 0029): all its marks together, whatever else it
    says; where it has none, its whole lasting content."""
    told: Any = sorted(mark.digest for mark in marks)
    if not told:
        lasting = {key: value for key, value in attributes.items() if key not in type_view.volatile}
        told = [type_view.key, name, lasting, {key: str(end) for key, end in ends.items()}]
    text = _in_order([type_view.identity_scope, DECIDED, told])
    return Mark(BEFORE_ALL, (DECIDED,), sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def foreign_mark(system: str, kind: str, identifier: str) -> Mark:
    """What another system (and which of several such) calls an object of a kind: no other can be called so there."""
    text = _as_json([FOREIGN, system, kind, identifier])
    rule = f"{FOREIGN}{system}:{kind}"
    return Mark(BY_FOREIGN, (rule,), sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def foreign_marks(system: str, items: Iterable[UUID]) -> dict[UUID, set[str]]:
    """The digests of what a system calls these items, in one query."""
    rows = ItemIdentity.objects.filter(item_id__in=set(items), rule__startswith=f"{FOREIGN}{system}:")
    found: dict[UUID, set[str]] = {}
    for item_id, digest in rows.values_list("item_id", "value_digest"):
        found.setdefault(item_id, set()).add(digest)
    return found


def remember_decision(type_view: TypeView, mark: Mark, item: Item) -> None:
    """From now on observations of this mark are about the item; a later decision takes an earlier one's place."""
    told = {"item": item, "type_key": type_view.identity_scope, "rule": DECIDED}
    ItemIdentity.objects.update_or_create(value_digest=mark.digest, defaults=told)


def forget_decision(mark: Mark) -> None:
    """From now on the rules decide again."""
    ItemIdentity.objects.filter(value_digest=mark.digest, rule=DECIDED).delete()


def undisputed(
    type_view: TypeView, attributes: Mapping[str, Any], ends: Mapping[str, UUID], taken: Collection[str]
) -> tuple[dict[str, Any], dict[str, UUID]]:
    """Attributes and far ends without what another item is recognised by (`taken`, digests): of lists the entries, of
    rules of several values the last one."""
    kept, near = dict(attributes), dict(ends)

    def clashes(name: str, value: Any) -> bool:
        marks = marks_of(type_view, {**attributes, name: value}, ends)
        return any(name in mark.rule and mark.digest in taken for mark in marks)

    for name, value in attributes.items():
        if isinstance(value, list) and clashes(name, value):
            kept[name] = [entry for entry in value if not clashes(name, [entry])]
    while clash := next((mark for mark in marks_of(type_view, kept, near) if mark.digest in taken), None):
        own = [name for name in clash.rule if not name.startswith("@")]
        if own:
            kept.pop(own[-1])
        else:
            near.pop(clash.rule[-1][1:])
    return {name: value for name, value in kept.items() if value != [] or attributes[name] == []}, near


def owners_of(marks: Iterable[Mark]) -> dict[str, UUID]:
    """Who has which of these marks, in one query."""
    digests = {mark.digest for mark in marks}
    if not digests:
        return {}
    rows = ItemIdentity.objects.filter(value_digest__among=digests)
    return dict(rows.values_list("value_digest", "item_id"))


def decide(marks: list[Mark], owners: Mapping[str, UUID]) -> Verdict:
    """The first rule that finds anything decides; if it finds several items, nobody is chosen. Marks of decisions go
    before the rules."""
    for order in sorted({mark.order for mark in marks}):
        found = {owners[mark.digest] for mark in marks if mark.order == order and mark.digest in owners}
        if len(found) > 1:
            return Verdict(None, tuple(sorted(found)))
        if found:
            chosen = found.pop()
            others = tuple(mark for mark in marks if owners.get(mark.digest, chosen) != chosen)
            candidates = (chosen, *sorted({owners[mark.digest] for mark in others}))
            return Verdict(chosen, candidates, others, order == BEFORE_ALL)
    return Verdict(None, ())


def by_rules() -> QuerySet[ItemIdentity]:
    """The marks that follow from what items are; decisions of people and what other systems call items stay beside
    them, whatever becomes of those."""
    return ItemIdentity.objects.exclude(rule=DECIDED).exclude(rule__startswith=FOREIGN)


def keep_marks(wanted: Mapping[UUID, tuple[TypeView, Sequence[Mark]]]) -> None:
    """Make the marks of items these, in as many queries for many as for one; raises what `add_marks` raises."""
    if not wanted:
        return
    rows = by_rules().filter(item_id__in=wanted).values_list("id", "item_id", "value_digest")
    held = {(item_id, digest): row_id for row_id, item_id, digest in rows}
    kept = {(item_id, mark.digest) for item_id, (_, marks) in wanted.items() for mark in marks}
    gone = [row_id for mark, row_id in held.items() if mark not in kept]
    if gone:
        ItemIdentity.objects.filter(id__in=gone).delete()
    add_marks(
        (item_id, view, [mark for mark in marks if (item_id, mark.digest) not in held])
        for item_id, (view, marks) in wanted.items()
    )


def add_marks(told: Iterable[tuple[UUID, TypeView, Iterable[Mark]]]) -> None:
    """Let items be recognised by marks that they did not have; raises Conflict when another item has one of them, and
    IntegrityError when two of these items have the same."""
    # In the order of the digests: two imports that meet wait for each other once, never in a circle.
    rows = sorted((_row(item_id, view, mark) for item_id, view, marks in told for mark in marks), key=itemgetter(2))
    if not rows:
        return
    try:
        with transaction.atomic():
            ROWS.add(rows)
    except IntegrityError as error:
        other = _owner([digest for _, _, digest, _ in rows], {item_id for *_, item_id in rows})
        if other is None:
            raise
        if not may("inventory:read", organisation=other.organisation_id):
            raise known_elsewhere() from error
        raise already_known(other.name, other.id) from error


def _owner(digests: list[str], but: set[UUID]) -> Item | None:
    """An item that is recognised by one of these, but none of some."""
    rows = ItemIdentity.objects.filter(value_digest__among=digests).select_related("item")
    return next((row.item for row in rows if row.item_id not in but), None)


def _row(item_id: UUID, type_view: TypeView, mark: Mark) -> tuple[str, str, str, UUID]:
    return type_view.identity_scope, "+".join(mark.rule)[:200], mark.digest, item_id


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

"""Take changes back: one, or a whole batch. What would happen is found out by doing it and taking that back (CD-O-03).

A value goes back to what it was if it still is what the change made it; what somebody changed since is a conflict, and
is left alone. An item that the change made is retired, for nothing is ever deleted. What a machine had changed and a
person takes back counts as decided by that person, or the next observation would undo it. A revert is a batch like any
other: it can be taken back as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any, Literal
from uuid import UUID

from django.db import transaction

from tongyun.kernel.contracts import FieldError, Invalid, Problem, Ref
from tongyun.kernel.facade import audit, hidden_fields, is_hidden, may, require

from ..catalogue import Catalogue, catalogue
from ..contracts import PERSON
from ..errors import (
    no_such_batch,
    no_such_relation_type,
    nothing_to_revert,
    plan_changed,
    revert_conflicts,
    too_much_to_revert,
)
from ..models import Item, ItemChange, Relation, RelationType
from ..queries import CHUNK, seen_items
from .checking import attribute_problems, organisation_problems, usable
from .derivation import followed
from .edge_details import checked
from .edges import describe
from .folding import Edge, Target, folded
from .items import State, amend, state_of
from .marking import refresh_marks
from .occasions import Cause, occasion
from .recording import AUDIT_STREAM, delta_of
from .redundancy import said_by, say
from .references import reference_problems
from .relations import connect, disconnect, hold_kinds

REVERT, WRITE = "inventory:revert", "inventory:write"
#: Changes that one request takes back.
MOST_CHANGES = 5_000

OnConflict = Literal["refuse", "skip"]


@dataclass(frozen=True)
class Obstacle:
    """Something that stays as it is. `field` is an attribute, @name, @type, @lifecycle, @organisation or @<relation>;
    `changed_by` is the later change that stands in the way, if that is the reason."""

    item: UUID
    name: str
    field: str
    reason: str
    changed_by: ItemChange | None = None


@dataclass
class Effect:
    """What becomes different of one item, by the name it has now: {field: [now, then]}, and relations."""

    item: Item
    name: str
    delta: dict[str, list[Any]] = field(default_factory=dict)
    drawn: list[Edge] = field(default_factory=list)
    removed: list[Edge] = field(default_factory=list)
    described: list[Edge] = field(default_factory=list)

    def edges(self) -> tuple[list[Edge], ...]:
        """All edges that it touches, by what becomes of them."""
        return self.drawn, self.removed, self.described


@dataclass
class Reversal:
    """What was done, or would be. `digest` names exactly this outcome; `batch` is None for a dry run."""

    changes: int
    effects: list[Effect] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    unchanged: int = 0
    digest: str = ""
    batch: UUID | None = None


class _RehearsedError(Exception):
    """Ends a dry run."""


def revert_change(
    change_id: UUID, *, reason: str, dry_run: bool, on_conflict: OnConflict = "refuse", expected: str = ""
) -> Reversal:
    """Take one change back. Needs inventory:revert, and inventory:write for the item.

    Raises NotFound when there is none that the caller sees, Conflict when something changed since (unless conflicts are
    skipped) or when the outcome is not the `expected` one, Invalid when nothing is left to take back.
    """
    require(REVERT)
    change = ItemChange.objects.filter(id=change_id, item__in=seen_items().values("id")).first()
    if change is None:
        raise no_such_batch()
    return _revert([change], change.batch_id, reason, dry_run, on_conflict, expected)


def revert_batch(
    batch_id: UUID, *, reason: str, dry_run: bool, on_conflict: OnConflict = "refuse", expected: str = ""
) -> Reversal:
    """Take all changes of a batch back; what the caller does not see of it is a conflict. See revert_change."""
    require(REVERT)
    changes = ItemChange.objects.filter(batch_id=batch_id).order_by("item_id", "version")
    found = list(changes[: MOST_CHANGES + 1])
    if not found or not _sees_any(found):
        raise no_such_batch()
    if len(found) > MOST_CHANGES:
        raise too_much_to_revert(MOST_CHANGES)
    return _revert(found, batch_id, reason, dry_run, on_conflict, expected)


def _revert(
    changes: Sequence[ItemChange],
    batch: UUID | None,
    reason: str,
    dry_run: bool,
    on_conflict: OnConflict,
    expected: str,
) -> Reversal:
    if not dry_run and not reason.strip():
        raise Invalid("reason_missing", "请填写撤销原因。", [FieldError("/reason", "必填")])
    reversal = Reversal(len(changes))
    try:
        with transaction.atomic(), occasion(Cause.REVERT, reason.strip(), reverts=batch) as here:
            _carry_out(reversal, changes)
            reversal.digest = _digest(reversal)
            if dry_run:
                raise _RehearsedError
            _refuse(reversal, on_conflict, expected)
            reversal.batch = here.batch
            told = {"reason": reason.strip(), "items": len(reversal.effects), "conflicts": len(reversal.obstacles)}
            audit(
                "inventory.revert",
                Ref("change_batch", str(batch or ""), reason.strip()[:100]),
                {},
                told,
                stream=AUDIT_STREAM,
            )
    except _RehearsedError:
        pass
    return reversal


def _refuse(reversal: Reversal, on_conflict: OnConflict, expected: str) -> None:
    if expected and expected != reversal.digest:
        raise plan_changed()
    if reversal.obstacles and on_conflict == "refuse":
        raise revert_conflicts(len(reversal.obstacles))
    if not reversal.effects:
        raise nothing_to_revert()


def _carry_out(reversal: Reversal, changes: Sequence[ItemChange]) -> None:
    """Rows are held in the order of all writers (ADR 0035): kinds of relation, then items by id. Edges go before others
    come, so that what was moved within the batch finds its place free."""
    types = catalogue()
    kinds = sorted({name[1:] for change in changes if change.kind == ItemChange.Kind.RELATION for name in change.delta})
    locked = {kind.key: kind for kind in RelationType.objects.filter(key__in=kinds, retired=False)}
    hold_kinds(locked.keys() | followed((None, change.delta) for change in changes))
    targets = _targets(reversal, changes)
    for target in targets:
        with _each(reversal, target, "@relation"):
            for edge in target.removed:
                disconnect(target.item, target.held[edge])
            if target.removed:
                refresh_marks(types, target.item)
                _effect(reversal, target).removed.extend(target.removed)
    for target in targets:
        _restore(types, reversal, target)
    for target in targets:
        for edge, details in target.drawn.items():
            with _each(reversal, target, f"@{edge.kind}"):
                end = _visible_end(edge)
                kind = _in_use(locked, edge)
                connect(types, kind, target.item, end, knowledge=PERSON, details=checked(kind, details))
                _effect(reversal, target).drawn.append(edge)
        for edge, details in target.described.items():
            with _each(reversal, target, f"@{edge.kind}"):
                describe(target.item, target.held[edge], checked(_in_use(locked, edge), details))
                _effect(reversal, target).described.append(edge)
        for name, needs in target.needs.items():
            with _each(reversal, target, name):
                _effect(reversal, target).delta[name] = say(target.item, name, needs)
    touched = {effect.item.id for effect in reversal.effects} | {each.item for each in reversal.obstacles}
    reversal.unchanged = len({change.item_id for change in changes} - touched)


def _targets(reversal: Reversal, changes: Sequence[ItemChange]) -> list[Target]:
    """What each item is to become; obstacles are noted on the way."""
    own = {key: list(group) for key, group in groupby(sorted(changes, key=_place), key=lambda each: each.item_id)}
    items = _held(sorted(own))
    edges, said = _edges_of(items), said_by(list(items))
    hidden = hidden_fields("item")
    targets: list[Target] = []
    for key, group in own.items():
        item = items.get(key)
        if item is None or not may(WRITE, organisation=item.organisation_id):
            name = item.name if item else ""
            reversal.obstacles.append(Obstacle(key, name, "", "不在您的数据范围内，或您无权修改"))
            continue
        target = folded(item, group, edges.get(key, {}), said[key])
        target.block(lambda name: is_hidden(_field(name), hidden), "您无权查看这项内容")
        targets.append(target)
    _explain(reversal, targets, changes)
    return targets


def _restore(types: Catalogue, reversal: Reversal, target: Target) -> None:
    """Bring the content of an item to what it was."""
    before = state_of(target.item)
    after = target.state
    if after == before:
        return
    with _each(reversal, target, ""):
        view = usable(types, after.type) or types.types[target.item.type_id]
        if view.key != after.type:
            raise Invalid("no_such_type", f"模型“{after.type}”已停用。", [FieldError("@type", "模型已停用")])
        problems = organisation_problems(after.organisation)
        problems += attribute_problems(types, view, after.attributes, target.item.attributes)
        problems += reference_problems(types, view, after.attributes, target.item.attributes)
        if problems:
            raise Invalid("bad_item", "；".join(f"{each.path} {each.message}" for each in problems[:5]), problems)
        require(WRITE, organisation=after.organisation)
        amend(types, target.item, after)
        _effect(reversal, target).delta.update(delta_of(before.recorded(), after.recorded()))


@contextmanager
def _each(reversal: Reversal, target: Target, name: str) -> Iterator[None]:
    """One step for one item: what is refused is taken back and noted, the others go on."""
    item = target.item
    kept = (item.version, item.updated_at, state_of(item))
    try:
        with transaction.atomic():
            yield
    except Problem as problem:
        item.version, item.updated_at = kept[:2]
        _put_back(item, kept[2])
        reversal.obstacles.append(Obstacle(item.id, item.name, name, problem.detail))


def _put_back(item: Item, state: State) -> None:
    item.type_id, item.name, item.attributes = state.type, state.name, dict(state.attributes)
    item.organisation_id, item.lifecycle = state.organisation, state.lifecycle
    item.manual_lifecycle, item.manual_attributes = state.manual_lifecycle, list(state.manual)


def _explain(reversal: Reversal, targets: Sequence[Target], changes: Sequence[ItemChange]) -> None:
    """Note what is in the way, with the later change that put it there."""
    stuck = {target.item.id: target for target in targets if target.blocked}
    if not stuck:
        return
    taken_back = {change.id for change in changes}
    newest: dict[tuple[UUID, str], ItemChange] = {}
    for start in range(0, len(stuck), CHUNK):
        rows = ItemChange.objects.filter(item_id__in=list(stuck)[start : start + CHUNK]).order_by("item_id", "version")
        for row in rows.iterator(chunk_size=2000):
            if row.id not in taken_back and row.version > stuck[row.item_id].first:
                newest.update({(row.item_id, name): row for name in (*row.delta, "")})
    for key, target in stuck.items():
        for name, reason in target.blocked.items():
            reversal.obstacles.append(Obstacle(key, target.item.name, name, reason, newest.get((key, name))))


def _held(ids: Sequence[UUID]) -> dict[UUID, Item]:
    """The items that the caller sees, their rows held until the transaction ends."""
    found: dict[UUID, Item] = {}
    for start in range(0, len(ids), CHUNK):
        rows = seen_items().select_for_update(no_key=True, of=("self",)).filter(id__in=ids[start : start + CHUNK])
        found.update({item.id: item for item in rows.order_by("id")})
    return found


def _edges_of(items: Mapping[UUID, Item]) -> dict[UUID, dict[Edge, Relation]]:
    ids = list(items)
    found: dict[UUID, dict[Edge, Relation]] = {}
    for start in range(0, len(ids), CHUNK):
        rows = Relation.objects.filter(source_id__in=ids[start : start + CHUNK]).select_related("target")
        for row in rows:
            found.setdefault(row.source_id, {})[Edge(row.type_id, row.target_id, row.target.name)] = row
    return found


def _in_use(kinds: Mapping[str, RelationType], edge: Edge) -> RelationType:
    if edge.kind not in kinds:
        raise no_such_relation_type(edge.kind)
    return kinds[edge.kind]


def _visible_end(edge: Edge) -> Item:
    end = seen_items().filter(id=edge.target).first()
    if end is None:
        raise Invalid("relation_refused", f"另一端“{edge.name}”不在您的数据范围内。")
    return end


def _effect(reversal: Reversal, target: Target) -> Effect:
    """The effect on this item, noted with its first."""
    for effect in reversed(reversal.effects):
        if effect.item is target.item:
            return effect
    reversal.effects.append(Effect(target.item, target.name))
    return reversal.effects[-1]


def _digest(reversal: Reversal) -> str:
    """The same outcome gives the same digest, in a rehearsal and in earnest."""
    parts = [
        [str(each.item.id), sorted(each.delta.items()), *(sorted(map(str, edges)) for edges in each.edges())]
        for each in reversal.effects
    ]
    stuck = [[str(each.item), each.field, each.reason] for each in reversal.obstacles]
    return sha256(repr([sorted(parts, key=repr), sorted(stuck)]).encode()).hexdigest()[:32]


def _sees_any(changes: Sequence[ItemChange]) -> bool:
    ids = list({change.item_id for change in changes})
    return any(seen_items().filter(id__in=ids[start : start + CHUNK]).exists() for start in range(0, len(ids), CHUNK))


def _place(change: ItemChange) -> tuple[UUID, int]:
    return change.item_id, change.version


def _field(name: str) -> str:
    return name[1:] if name.startswith("@") else f"attributes.{name}"

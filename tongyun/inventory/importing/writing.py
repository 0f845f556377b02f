"""Write planned rows: many items a statement, with history, marks, search, audit and facts as one by one."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from tongyun.kernel.contracts import Problem

from ..catalogue import Catalogue
from ..contracts import IMPORTED, PERSON, Observation, TypeView
from ..models import Item, ItemIdentity, ItemUnique, RelationType, ReviewCase
from ..services.derivation import followed
from ..services.identification import add_marks
from ..services.items import Draft, State, amend_all, insert_all
from ..services.occasions import moment_of
from ..services.relations import connect, hold_kinds, lock_kind
from ..services.review.filing import file_case
from ..services.uniqueness import digests_of, taken_of
from .planning import CALLED, WHOLE_ROW, ItemRow
from .targets import NAME


def apart(view: TypeView, rows: Sequence[ItemRow]) -> list[ItemRow]:
    """Those that are judged for themselves after the others: new rows that say what an earlier one is recognised by, or
    what only one item may have, and rows about an item that an earlier one is about."""
    taken: set[str] = set()
    new = [row for row in rows if row.verdict == "create"]
    wanted = {row.number: {mark.digest for mark in row.marks} for row in new}
    if view.unique:
        found = {row.number: _unique(view, row) for row in new}
        taken = taken_of([digest for digests in found.values() for digest in digests])
        wanted = {number: digests | found[number] for number, digests in wanted.items()}
    wanted |= {row.number: {str(row.existing.id)} for row in rows if row.verdict in ("update", "unchanged")}
    late = []
    for row in (row for row in rows if row.number in wanted):
        if not taken.isdisjoint(wanted[row.number]):
            late.append(row)
        taken |= wanted[row.number]
    return late


def _unique(view: TypeView, row: ItemRow) -> set[str]:
    draft = _draft(view, row)
    return set(digests_of(draft.item(moment_of()), view, draft.far_ends()))


def make(types: Catalogue, type_key: str, rows: Sequence[ItemRow]) -> None:
    """Make the items of rows that found none. Raises IntegrityError when somebody made one of them meanwhile."""
    if not rows:
        return
    view = types.types[type_key]
    with transaction.atomic():
        items = insert_all(types, [_draft(view, row) for row in rows])
    for row, item in zip(rows, items, strict=True):
        row.existing = item


def _draft(view: TypeView, row: ItemRow) -> Draft:
    manual = ("@name", "@type", *sorted(row.attributes))
    ends = {key: end.id for key, end in row.edges}
    name, marks = str(row.values[NAME]), row.marks
    return Draft(view, name, row.attributes, {}, manual, row.organisation, ends=ends, marks=marks, id=row.subject)


def change(types: Catalogue, rows: Sequence[ItemRow]) -> None:
    """Bring the items of rows up to date, their rows held by the caller."""
    changed = [row for row in rows if row.changes.keys() - {f"@{key}" for key, _ in row.edges} - {CALLED}]
    called = [(row.existing, row.foreign) for row in rows if CALLED in row.changes and row.foreign is not None]
    if not changed and not called:
        return
    with transaction.atomic():
        amend_all(types, [(row.existing, _after(row)) for row in changed])
        add_marks((item.id, types.types[item.type_id], [mark]) for item, mark in called)


def hold_kinds_of(types: Catalogue, view: TypeView, rows: Iterable[ItemRow]) -> None:
    """Hold the kinds of relation whose edges rows draw, or whose derived edges follow, before anybody's items are held.
    Of one that is retired by now the row is told when its edge is drawn."""
    told: list[tuple[Collection[str], Collection[str]]] = []
    drawn: dict[bool, set[str]] = {True: set(), False: set()}
    for row in rows:
        item: Item | None = row.existing
        drawn[item is None].update(key for key, _ in row.edges)
        lineage = types.types[item.type_id].lineage if item else view.lineage
        told.append((lineage, row.changes if item else row.attributes))
    hold_kinds(drawn[False] | followed(told), fresh=drawn[True])


def connect_all(types: Catalogue, rows: Iterable[ItemRow], fresh: frozenset[UUID]) -> None:
    """Draw the edges of rows, each in a savepoint: an edge that is refused is told at its row, the item stays."""
    kinds: dict[tuple[str, bool], RelationType] = {}
    for row in rows:
        for key, end in row.edges:
            new = row.existing.id in fresh
            try:
                with transaction.atomic():
                    if (key, new) not in kinds:
                        kinds[key, new] = lock_kind(key, fresh=new)
                    kind = kinds[key, new]
                    single = kind.cardinality != RelationType.Cardinality.MANY_TO_MANY
                    connect(types, kind, row.existing, end, knowledge=PERSON, replace=single, fresh=new)
            except Problem as problem:
                row.refuse(WHOLE_ROW, f"配置项已导入，但关系未建立：{problem.detail}")


def ask(view: TypeView, rows: Iterable[ItemRow]) -> None:
    """Put the rows that a person must decide into the review queue."""
    for row in rows:
        seen = Observation(
            view.key,
            str(row.values.get(NAME, "—")),
            row.attributes,
            tuple((key, end.id) for key, end in row.edges),
            IMPORTED,
            row.organisation,
        )
        file_case(view, ReviewCase.Reason.AMBIGUOUS, seen, row.messages[0]["message"], row.candidates)


def is_taken(error: IntegrityError | Problem) -> bool:
    """Whether two rows, or a row and somebody else, want what only one item may have."""
    if isinstance(error, Problem):
        return error.code == "identity_taken"
    return any(model._meta.db_table in str(error) for model in (ItemIdentity, ItemUnique))


def _after(row: ItemRow) -> State:
    """What the item becomes: the table's word where it differs, which from then on is a person's."""
    item: Item = row.existing
    given = {name: value for name, value in row.attributes.items() if item.attributes.get(name) != value}
    name = str(row.values.get(NAME, item.name))
    manual = {*item.manual_attributes, *given} | ({"@name"} if name != item.name else set())
    return State(
        item.type_id,
        name,
        {**item.attributes, **given},
        row.organisation or item.organisation_id,
        item.lifecycle,
        item.manual_lifecycle,
        tuple(sorted(manual)),
    )

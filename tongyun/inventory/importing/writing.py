"""Write planned rows: many items a statement, with history, marks, search, audit and facts as one by one."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from tongyun.kernel.contracts import Problem

from ..catalogue import Catalogue
from ..contracts import IMPORTED, PERSON, Observation, TypeView
from ..models import Item, ItemChange, ItemIdentity, RelationType, ReviewCase
from ..search import index_items
from ..services.addresses.keeping import keep_addresses
from ..services.derivation import follow, rules
from ..services.identification import by_rules, keep_marks, marks_of
from ..services.items import State, state_of
from ..services.marking import far_ends
from ..services.occasions import moment_of, occasion
from ..services.recording import Entry, delta_of, record_all
from ..services.relations import connect, lock_kind
from ..services.review.filing import file_case
from ..services.uniqueness import keep_unique
from ..services.values import keep_values
from .planning import WHOLE_ROW, ItemRow
from .targets import NAME

ROWS = 200
COLUMNS = ["name", "attributes", "manual_attributes", "organisation_id", "version", "updated_at"]


def make(types: Catalogue, type_key: str, rows: Sequence[ItemRow]) -> None:
    """Make the items of rows that found none. Raises IntegrityError when somebody made one of them meanwhile."""
    if not rows:
        return
    view = types.types[type_key]
    with transaction.atomic(), occasion():
        now = moment_of()
        items = [
            Item(
                id=row.subject,
                type_id=type_key,
                name=str(row.values[NAME]),
                attributes=row.attributes,
                manual_attributes=["@name", "@type", *sorted(row.attributes)],
                organisation_id=row.organisation,
                source=PERSON,
                created_at=now,
                updated_at=now,
            )
            for row in rows
        ]
        Item.objects.bulk_create(items, batch_size=ROWS)
        # In the order of the digests: two imports that meet wait for each other once, never in a circle.
        ItemIdentity.objects.bulk_create(
            sorted(
                (
                    ItemIdentity(
                        type_key=view.identity_scope,
                        rule="+".join(mark.rule)[:200],
                        value_digest=mark.digest,
                        item=item,
                    )
                    for item, row in zip(items, rows, strict=True)
                    for mark in row.marks
                ),
                key=lambda identity: identity.value_digest,
            ),
            batch_size=ROWS,
        )
        keep_values([(item, view) for item in items], fresh=True)
        keep_addresses([(item, view) for item in items], fresh=True)
        if view.unique:
            for item, row in zip(items, rows, strict=True):
                keep_unique(item, view, {key: end.id for key, end in row.edges}, fresh=True)
        record_all([_made(item) for item in items])
        index_items(types, items)
        _follow(types, [(item, item.attributes.keys()) for item in items])
    for row, item in zip(rows, items, strict=True):
        row.existing = item


def change(types: Catalogue, rows: Sequence[ItemRow]) -> None:
    """Bring the items of rows up to date, their rows held by the caller."""
    changed = [row for row in rows if row.changes.keys() - {f"@{key}" for key, _ in row.edges}]
    if not changed:
        return
    with transaction.atomic(), occasion():
        entries, renewed = [], []
        for row in changed:
            item: Item = row.existing
            before, after = state_of(item), _after(row)
            delta = delta_of(before.recorded(), after.recorded())
            decided = delta_of(before.decided(), after.decided())
            if not delta and not decided:
                continue  # another import said the same meanwhile
            item.name, item.attributes = after.name, dict(after.attributes)
            item.organisation_id, item.manual_attributes = after.organisation, list(after.manual)
            item.version += 1
            item.updated_at = moment_of(item)
            entries.append(Entry(item, ItemChange.Kind.UPDATED, delta, decided))
            if delta.keys() - {"@name", "@organisation"} or types.types[item.type_id].unique:
                renewed.append(item)
        items = [entry.item for entry in entries]
        Item.objects.bulk_update(items, COLUMNS, batch_size=ROWS)
        _renew_marks(types, renewed)
        record_all(entries)
        index_items(types, items)
        _follow(types, [(entry.item, entry.delta.keys()) for entry in entries])


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


def is_taken(error: IntegrityError) -> bool:
    """Whether somebody else made an item with the same marks meanwhile."""
    return "value_digest" in str(error) or "itemidentity" in str(error)


def _made(item: Item) -> Entry:
    made = state_of(item)
    return Entry(item, ItemChange.Kind.CREATED, delta_of({}, made.recorded()), delta_of({}, made.decided()))


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


def _follow(types: Catalogue, changed: Iterable[tuple[Item, Collection[str]]]) -> None:
    """Draw the edges that follow from attributes, for items that have such attributes."""
    known = rules()
    for item, names in changed:
        lineage = types.types[item.type_id].lineage
        if any(rule.source in lineage and rule.attribute in names for rule in known):
            follow(types, item, names)


def _renew_marks(types: Catalogue, items: Sequence[Item]) -> None:
    """Bring what hangs on the content in step: marks where they differ, values that lists filter by, unique values."""
    held: dict[UUID, set[str]] = {}
    for item_id, digest in by_rules().filter(item__in=items).values_list("item_id", "value_digest"):
        held.setdefault(item_id, set()).add(digest)
    keep_values([(item, types.types[item.type_id]) for item in items])
    keep_addresses([(item, types.types[item.type_id]) for item in items])
    ends = far_ends(types, items)
    for item in items:
        view = types.types[item.type_id]
        marks = marks_of(view, item.attributes, ends.get(item.id, {}))
        if {mark.digest for mark in marks} != held.get(item.id, set()):
            keep_marks(item, view, marks)
        if view.unique:
            keep_unique(item, view, ends.get(item.id, {}))

"""The rows of a generated estate: items with marks, edges with slots, and the history of both."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from bench import chengdu
from bench.estate import CHANGED_ONE_IN, KINDS, MOVED_ONE_IN, OWNERS, SEED, TITLES, Estate, chunks, when
from bench.parts.named import Named
from tongyun.inventory.catalogue import Catalogue, catalogue
from tongyun.inventory.models import (
    FOREVER,
    ChangeBatch,
    Item,
    ItemChange,
    ItemIdentity,
    ItemType,
    Relation,
    RelationSlot,
    RelationSpan,
    RelationType,
)
from tongyun.inventory.queries import CHUNK
from tongyun.inventory.services.identification import marks_of
from tongyun.inventory.services.relations import LIMITED_SIDES
from tongyun.inventory.services.values import keep_values
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import Organisation
from tongyun.kernel.services.table_sizes import look

ITEM, EDGE, CHANGE, MARK, SLOT, SPAN = 1, 2, 3, 4, 5, 6
DAY = timedelta(days=1)
ACTOR = ("system", "bench", "批量导入")


def organisations() -> list[Organisation]:
    """The 118 units, made unless there are some."""
    if not Organisation.objects.exists():
        made: dict[str, Organisation] = {}
        for code, name, parent, *_ in chengdu.units():
            made[code] = Organisation.objects.create(code=code, name=name, parent=made.get(parent))
    return list(Organisation.objects.order_by("code"))


@transaction.atomic
def write(made: Estate, units: Sequence[Organisation], *, history: bool) -> list[UUID]:
    """Write everything; gives the ids of the business systems."""
    _types()
    types, now = catalogue(), utc_now().replace(microsecond=0)
    rows = _Rows(made, units, types, now, history=history)
    kind, who, name = ACTOR
    batch = ChangeBatch(kind="import", note="成都资源底账", actor_kind=kind, actor_id=who, actor_name=name)
    ChangeBatch.objects.bulk_create([batch])
    rows.batch = batch.id.hex
    _insert(Item, ITEM_COLUMNS, rows.items())
    _insert(ItemChange, CHANGE_COLUMNS, rows.makings())
    _insert(ItemIdentity, ("id", "type_key", "rule", "value_digest", "item"), rows.marks())
    _insert(Relation, ("id", "type", "source", "target", "source_of_knowledge", "created_at"), rows.edges())
    _insert(RelationSlot, ("id", "type", "side", "item", "relation"), rows.slots())
    _insert(RelationSpan, SPAN_COLUMNS, rows.spans())
    _insert(ItemChange, CHANGE_COLUMNS, rows.tyings())
    if history:
        _insert(ItemChange, CHANGE_COLUMNS, rows.amendments())
    for start in range(0, len(made.types), CHUNK):
        ids = [UUID(_key(ITEM, number)) for number in range(start, min(start + CHUNK, len(made.types)))]
        keep_values([(item, types.types[item.type_id]) for item in Item.objects.filter(id__in=ids)], fresh=True)
    look()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return [UUID(_key(ITEM, number)) for number in made.systems]


ITEM_COLUMNS = (
    "id", "type", "name", "attributes", "organisation", "source", "created_at", "updated_at", "version", "lifecycle",
    "last_seen_at",
)  # fmt: skip
CHANGE_COLUMNS = (
    "id", "item", "other", "batch", "at", "actor_kind", "actor_id", "actor_name", "kind", "delta", "decided", "version",
    "name", "type_key", "lifecycle", "organisation_id",
)  # fmt: skip
SPAN_COLUMNS = ("id", "type", "source", "target", "source_of_knowledge", "began_at", "ended_at")


class _Rows:
    """The rows of each table. An item is made at its moment, its edges are drawn a day later, one in twenty to another
    end first; one item in four was given another owner ten days ago."""

    def __init__(
        self, made: Estate, units: Sequence[Organisation], types: Catalogue, now: datetime, *, history: bool
    ) -> None:
        self.made, self.types, self.now, self.history = made, types, now, history
        self.units = [unit.id.hex for unit in units]
        self.names = [unit.id for unit in units]
        self.batch = ""
        self.cardinality = {kind.key: kind.cardinality for kind in RelationType.objects.all()}
        known = {key: set(view.schema["properties"]) for key, view in types.types.items()}
        self.attributes = [
            {name: _told(value) for name, value in given.items() if name in known[made.types[number]]}
            for number, given in enumerate(made.attributes)
        ]
        dice = Random(SEED + 1)
        present: set[tuple[str, int, int]] = set(made.edges)
        #: The end an edge had before, by the edge's place.
        self.before: dict[int, int] = {}
        for place in range(0, len(made.edges) if history else 0, MOVED_ONE_IN):
            kind, source, target = made.edges[place]
            other = dice.choice(made.edges)[2]
            same_type = made.types[other] == made.types[target]
            if same_type and other not in (source, target) and (kind, source, other) not in present:
                self.before[place] = other
                present.add((kind, source, other))
        self.versions = [1] * len(made.types)
        self.changed = range(0, len(made.types), CHANGED_ONE_IN) if history else range(0)

    def items(self) -> Iterable[tuple[Any, ...]]:
        """Items as they are now: every edge and every change counts as a version."""
        versions = [1] * len(self.made.types)
        for place, (_, source, _target) in enumerate(self.made.edges):
            versions[source] += 3 if place in self.before else 1
        for number in self.changed:
            versions[number] += 1
        for number, kind in enumerate(self.made.types):
            at = _moment(self._made_at(number))
            since = _moment(self.now - 10 * DAY) if number in self.changed else at
            attributes = json.dumps(self._now(number), ensure_ascii=False)
            yield (
                _key(ITEM, number), kind, self.made.names[number], attributes, self._unit(number), "import", at, since,
                versions[number], "active", None,
            )  # fmt: skip

    def makings(self) -> Iterable[tuple[Any, ...]]:
        """The first change of each item."""
        for number in range(len(self.made.types)):
            unit = self.names[self.made.units[number] % len(self.names)]
            delta = {name: [None, value] for name, value in self.attributes[number].items()} | {
                "@type": [None, self.made.types[number]],
                "@name": [None, self.made.names[number]],
                "@organisation": [None, str(unit)],
                "@lifecycle": [None, "active"],
            }
            decided = {"manual": [None, []], "manual_lifecycle": [None, False]}
            yield self._change(number, number, None, self._made_at(number), "created", delta, decided)

    def marks(self) -> Iterable[tuple[Any, ...]]:
        """What items are recognised by; a mark that two would have is the first one's."""
        taken: set[str] = set()
        ends: dict[int, dict[str, UUID]] = {}
        for kind, source, target in self.made.edges:
            if kind == "runs_on":
                ends.setdefault(source, {})[kind] = UUID(_key(ITEM, target))
        count = 0
        for number, key in enumerate(self.made.types):
            view = self.types.types[key]
            for mark in marks_of(view, self.attributes[number], ends.get(number, {})):
                if mark.digest not in taken:
                    taken.add(mark.digest)
                    count += 1
                    rule = "+".join(mark.rule)
                    yield _key(MARK, count), view.identity_scope, rule, mark.digest, _key(ITEM, number)

    def edges(self) -> Iterable[tuple[Any, ...]]:
        """The present edges."""
        for place, (kind, source, target) in enumerate(self.made.edges):
            at = _moment(self._tied_at(place))
            yield _key(EDGE, place), kind, _key(ITEM, source), _key(ITEM, target), "import", at

    def slots(self) -> Iterable[tuple[Any, ...]]:
        """What limited ends hold."""
        count = 0
        for place, (kind, *ends) in enumerate(self.made.edges):
            for side in LIMITED_SIDES[RelationType.Cardinality(self.cardinality[kind])]:
                count += 1
                end = ends[0] if side == RelationSlot.Side.SOURCE else ends[1]
                yield _key(SLOT, count), kind, str(side.value), _key(ITEM, end), _key(EDGE, place)

    def spans(self) -> Iterable[tuple[Any, ...]]:
        """When edges were there."""
        count = 0
        for place, (kind, source, target) in enumerate(self.made.edges):
            began, ended = self._first_tied_at(place), self._tied_at(place)
            ends = ((self.before[place], began, ended),) if place in self.before else ()
            for end, since, until in (*ends, (target, ended, FOREVER)):
                count += 1
                yield (
                    _key(SPAN, count), kind, _key(ITEM, source), _key(ITEM, end), "import", _moment(since),
                    _moment(until),
                )  # fmt: skip

    def tyings(self) -> Iterable[tuple[Any, ...]]:
        """The changes of edges, in the order of their moments for each source."""
        order = sorted(range(len(self.made.edges)), key=lambda place: self._tied_at(place))
        first = sorted(self.before, key=self._first_tied_at)
        drawn = [(self._first_tied_at(place), place, "before") for place in first]
        drawn += [(self._tied_at(place), place, "now") for place in order]
        drawn.sort(key=lambda each: each[0])
        count = len(self.made.types)
        for at, place, step in drawn:
            kind, source, target = self.made.edges[place]
            old = self.before.get(place)
            steps: list[tuple[int, list[Any]]] = []
            if step == "before" and old is not None:
                steps = [(old, [None, self._end(old)])]
            elif old is not None:
                steps = [(old, [self._end(old), None]), (target, [None, self._end(target)])]
            else:
                steps = [(target, [None, self._end(target)])]
            for other, pair in steps:
                count += 1
                yield self._change(count, source, other, at, "relation", {f"@{kind}": pair}, {})
        self.count = count

    def amendments(self) -> Iterable[tuple[Any, ...]]:
        """Another owner, ten days ago."""
        for number in self.changed:
            self.count += 1
            old, new = self.attributes[number].get("owner"), self._now(number).get("owner")
            at = self.now - 10 * DAY
            yield self._change(self.count, number, None, at, "updated", {"owner": [old, new]}, {})

    def _change(
        self, count: int, number: int, other: int | None, at: datetime, kind: str, delta: Any, decided: Any
    ) -> tuple[Any, ...]:
        version = self.versions[number]
        self.versions[number] += 1
        return (
            _key(CHANGE, count), _key(ITEM, number), None if other is None else _key(ITEM, other), self.batch,
            _moment(at), *ACTOR, kind, json.dumps(delta, ensure_ascii=False), json.dumps(decided), version,
            self.made.names[number], self.made.types[number], "active", self._unit(number),
        )  # fmt: skip

    def _now(self, number: int) -> dict[str, Any]:
        given = self.attributes[number]
        if number not in self.changed:
            return given
        place = OWNERS.index(given["owner"]) if "owner" in given else 0
        return {**given, "owner": OWNERS[(place + 1) % len(OWNERS)]}

    def _end(self, number: int) -> dict[str, str]:
        return {"id": str(UUID(_key(ITEM, number))), "name": self.made.names[number]}

    def _unit(self, number: int) -> str:
        return self.units[self.made.units[number] % len(self.units)]

    def _made_at(self, number: int) -> datetime:
        return when(number, len(self.made.types), self.now)

    def _first_tied_at(self, place: int) -> datetime:
        _, source, target = self.made.edges[place]
        return self._made_at(max(source, target, self.before.get(place, 0))) + DAY

    def _tied_at(self, place: int) -> datetime:
        first = self._first_tied_at(place)
        return first + 15 * DAY if place in self.before else first


def _types() -> None:
    parent = ItemType.objects.filter(key="item").first()
    for key, (title, title_en) in TITLES.items():
        own = {"title": title, "title_en": title_en, "parent": parent, "pack": "bench", "digest": ""}
        schema = {"type": "object", "properties": {}}
        ItemType.objects.get_or_create(key=key, defaults={**own, "schema": schema, "updated_at": utc_now()})
    for key, (title, title_en, reverse, reverse_en, cardinality, impact) in KINDS.items():
        RelationType.objects.get_or_create(
            key=key,
            defaults={
                "title": title,
                "title_en": title_en,
                "reverse_title": reverse,
                "reverse_title_en": reverse_en,
                "cardinality": cardinality,
                "impact": impact,
                "pack": "bench",
                "digest": "",
            },
        )


def _told(value: Any) -> Any:
    return str(UUID(_key(ITEM, value.number))) if isinstance(value, Named) else value


def _insert(model: type[Model], names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows of these columns; every other column gets its default."""
    meta, quoted = model._meta, connection.ops.quote_name
    rest = [each for each in meta.concrete_fields if each.name not in names and not each.null]
    fixed = tuple(each.get_db_prep_save(each.get_default(), connection) for each in rest)
    columns = [str(meta.get_field(name).column) for name in names] + [str(each.column) for each in rest]
    places = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {meta.db_table} ({', '.join(map(quoted, columns))}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        for part in chunks(rows):
            cursor.executemany(statement, [(*row, *fixed) for row in part])


def _key(kind: int, number: int) -> str:
    """A UUID that no other kind and number has, as both databases take it."""
    return f"{kind:08x}{0x7000:08x}8000{number:012x}"


def _moment(at: datetime) -> str:
    """A moment in UTC as both databases take it; SQLite compares moments as texts."""
    return at.strftime("%Y-%m-%d %H:%M:%S")

"""Plan rows that come from another system: known by what it calls them, and naming each other so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tongyun.kernel.contracts.tables import SheetRow
from tongyun.kernel.facade import visible

from ...catalogue import Catalogue
from ...contracts import TypeView
from ...models import Item
from ...queries import READ
from ...services.identification import Mark, Verdict, decide, foreign_mark, foreign_marks, owners_of
from ..planning import CALLED, WHOLE_ROW, ItemRow, Planner
from ..targets import ATTRIBUTE, RELATION, Target
from .sheet import FOREIGN_HEADING, SAID_AS, TYPE_HEADING


@dataclass(frozen=True)
class Named:
    """An object as a cell names it: its name, and what the other system calls it (`rack/12`)."""

    name: str
    called: str


class ForeignPlanner(Planner):
    """Plans rows of one type. `system` is whose names for things they carry, `named_here` what all rows of the file are
    called."""

    def __init__(
        self,
        types: Catalogue,
        view: TypeView,
        columns: Mapping[str, Target],
        named_here: frozenset[str],
        system: str,
    ) -> None:
        super().__init__(types, view, columns, named_here)
        self.system = system
        #: Who has what the rows are called, or were decided to be.
        self._owners: dict[str, UUID] = {}
        #: Rows whose item was found otherwise than by what the system calls it.
        self._known_by_rules: set[int] = set()
        properties = view.schema["properties"]
        names = [target.key.removeprefix(ATTRIBUTE) for target in columns.values() if target.key.startswith(ATTRIBUTE)]
        self.pointers = {name: tuple(properties[name]["x-item"]) for name in names if _is_pointer(properties[name])}

    def mark(self, called: str) -> Mark:
        """The mark of what the system calls an object."""
        kind, _, identifier = called.partition("/")
        return foreign_mark(self.system, kind, identifier)

    def _read(self, line: SheetRow) -> ItemRow:
        row = super()._read(line)
        called = line.cells.get(FOREIGN_HEADING, "")
        row.shown = {TYPE_HEADING: self.view.title, **row.shown, FOREIGN_HEADING: called}
        row.foreign = self.mark(called)
        if FOREIGN_HEADING in line.problems:
            row.refuse(FOREIGN_HEADING, line.problems[FOREIGN_HEADING])
        return row

    def _find_ends(self, rows: Iterable[ItemRow]) -> None:
        """The items that rows point to: what the system calls so, else the one that has the name. What another row of
        the file makes is awaited."""
        rows = list(rows)
        told = [(row, target, named) for row in rows for target, named in self._pointing(row)]
        owners = owners_of(self.mark(named.called) for *_, named in told if named.called)
        known = visible(Item.objects.filter(id__among=set(owners.values())), READ).in_bulk()
        namesakes = self._same_names(told, owners)
        for row, target, named in told:
            owner = known.get(owners[digest]) if (digest := self.mark(named.called).digest) in owners else None
            if owner is None and named.called not in self.named_here:
                found = namesakes.get((target, named.name), [])
                owner = found[0] if len(found) == 1 else None
            self._point(row, target, named, owner)

    def _pointing(self, row: ItemRow) -> Iterable[tuple[str, Named]]:
        for key in self.kinds:
            for text in row.values.get(f"{RELATION}{key}", ()):
                yield f"{RELATION}{key}", _named(text)
        for name in self.pointers:
            if name in row.attributes:
                yield f"{ATTRIBUTE}{name}", _named(str(row.attributes.pop(name)))

    def _same_names(
        self, told: Sequence[tuple[ItemRow, str, Named]], owners: Mapping[str, UUID]
    ) -> dict[tuple[str, str], list[Item]]:
        wanted: dict[str, set[str]] = {}
        for _, target, named in told:
            if named.called not in self.named_here and self.mark(named.called).digest not in owners:
                wanted.setdefault(target, set()).add(named.name)
        return {
            (target, name): items
            for target, names in wanted.items()
            for name, items in self._named(self._types_at(target), names).items()
        }

    def _types_at(self, target: str) -> Sequence[str]:
        if target.startswith(ATTRIBUTE):
            return self.pointers[target.removeprefix(ATTRIBUTE)]
        return tuple(self.kinds[target.removeprefix(RELATION)].target_types)

    def _point(self, row: ItemRow, target: str, named: Named, owner: Item | None) -> None:
        key = target.partition(".")[2]
        if owner is None and named.called in self.named_here:
            row.awaited.append((key, named.name))
        elif owner is None:
            reason = f"没有“{named.name[:40]}”：文件和资源中都没有，请一并导出，或将此列改为不导入"
            row.refuse(self.headings[target], reason)
        elif target.startswith(RELATION):
            row.edges.append((key, owner))
        else:
            row.attributes[key] = str(owner.id)

    def _by_name(self, row: ItemRow, namesakes: Mapping[str, list[UUID]]) -> Verdict:
        """For types that are recognised by name: the system's own name for it goes first, and what the system calls
        otherwise is another thing of the same name."""
        if row.foreign is not None and row.foreign.digest in self._owners:
            return decide(row.marks, self._owners)
        key = row.key
        verdict = super()._by_name(row, namesakes)
        row.key = key
        return verdict

    def _identified(self, rows: list[ItemRow]) -> dict[int, Item]:
        self._owners = owners_of(mark for row in rows for mark in (row.foreign, row.decision) if mark is not None)
        chosen = super()._identified(rows)
        held = foreign_marks(self.system, (item.id for item in chosen.values()))
        for row in rows:
            item = chosen.get(row.number)
            if item is None or row.foreign is None or row.foreign.digest in held.get(item.id, ()):
                continue
            decided = row.decision is not None and row.decision.digest in self._owners
            if item.id in held and not decided:
                row.refuse(
                    WHOLE_ROW, f"“{item.name}”已对应来源系统中的另一个对象，请核对标识（序列号、地址等）是否重复"
                )
            self._known_by_rules.add(row.number)
        return chosen

    def _namesakes(self, rows: Iterable[ItemRow]) -> dict[str, list[UUID]]:
        found = super()._namesakes(rows)
        held = foreign_marks(self.system, (each for ids in found.values() for each in ids))
        return {name: [each for each in ids if each not in held] for name, ids in found.items()}

    def _compare(self, row: ItemRow, item: Item, edges: Mapping[UUID, dict[str, set[UUID]]]) -> None:
        super()._compare(row, item, edges)
        free = row.foreign is not None and row.foreign.digest not in self._owners
        if row.number in self._known_by_rules and free and not row.undecided:
            row.changes[CALLED] = [None, row.shown[FOREIGN_HEADING]]

    def plan(self, lines: Sequence[SheetRow]) -> list[ItemRow]:
        """What each row would do; a fixed number of queries for all of them."""
        self._known_by_rules = set()
        return super().plan(lines)


def _is_pointer(entry: Mapping[str, Any]) -> bool:
    return "x-item" in entry and entry.get("type") == "string"


def _named(text: str) -> Named:
    name, parted, called = text.rpartition(SAID_AS)
    return Named(name, called) if parted and "/" in called else Named(text, "")

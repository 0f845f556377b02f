"""The rows of a file of another system: of several types, each planned and written as rows of a table are."""

from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from tongyun.kernel.contracts import FieldError, Invalid
from tongyun.kernel.contracts.tables import MadeBy, PlannedRow, SheetRow, TableRun

from ...catalogue import Catalogue, catalogue
from ...services.checking import usable
from ...services.derivation import followed
from ...services.relations import hold_kinds
from ..planning import ItemRow
from ..rows import ItemWork, columns_of
from ..targets import ATTRIBUTE, ITEM, RELATION, Target, targets_of
from .planning import ForeignPlanner
from .sheet import FOREIGN, FOREIGN_HEADING, TYPE, TYPE_HEADING, System
from .systems import told_by

#: Columns that say what a row is; nobody maps them otherwise.
FIXED = {TYPE_HEADING: TYPE, FOREIGN_HEADING: FOREIGN}


def foreign_targets(types: Catalogue, system: System) -> dict[str, dict[str, Target]]:
    """What columns may fill, for each type of the system's rows that there is here."""
    found = {}
    for key in system.types:
        view = usable(types, key)
        if view is not None:
            targets = targets_of(types, view, _lines)
            found[key] = {name: target for name, target in targets.items() if name != ITEM}
    return found


def proposed_columns(system: System, run: TableRun) -> dict[str, str]:
    """What the headings mean: as this person said before, else as the table of the system says."""
    known = {key for targets in foreign_targets(catalogue(), system).values() for key in targets}
    usual = {column.heading: column.target for column in system.columns} | run.remembered() | FIXED
    return {
        heading: target if (target := usual.get(heading, "")) in known or heading in FIXED else ""
        for heading in run.headings
    }


class ForeignWork:
    """The rows of one file; those of each type are the work of a table of that type."""

    ties = True

    def __init__(self, run: TableRun, system: System) -> None:
        self.run, self.system, self.types = run, system, catalogue()
        if any(run.mapping.get(heading, target) != target for heading, target in FIXED.items()):
            reason = f"“{'”“'.join(FIXED)}”两列不能改作他用"
            raise Invalid("bad_mapping", f"{reason}。", [FieldError("/mapping", reason)])
        self._targets = foreign_targets(self.types, system)
        mapping = {heading: key for heading, key in run.mapping.items() if heading not in FIXED}
        every = {key: target for targets in self._targets.values() for key, target in targets.items()}
        self._columns = columns_of(every, mapping)
        self._works: dict[str, ItemWork] = {}

    def plan(self, lines: list[SheetRow]) -> list[PlannedRow]:
        """What each row would do."""
        rows = [row for type_key, part in self._by_type(lines) for row in self._plan(type_key, part)]
        return sorted(rows, key=lambda row: row.number)

    def carry_out(self, lines: list[SheetRow], subjects: dict[int, UUID | None], made: MadeBy) -> list[PlannedRow]:
        """Write the rows, type by type: what one needs stands before it in the file."""
        written: list[PlannedRow] = []
        parts = self._by_type(lines)
        if len(parts) > 1:
            # All kinds before any item, as all writers do.
            keys = {each.key for each in self._columns.values()}
            drawn = {key.removeprefix(RELATION) for key in keys if key.startswith(RELATION)}
            hold_kinds(drawn | followed([(None, {key.removeprefix(ATTRIBUTE) for key in keys})]))
        for type_key, part in parts:
            if type_key in self._targets:
                written.extend(self._work(type_key).carry_out(part, subjects, made))
        return written

    def tie(self, lines: list[SheetRow], subjects: dict[int, UUID | None]) -> list[PlannedRow]:
        """Draw the edges between items of this very file that could not be before."""
        found = [self._work(key).tie(part, subjects) for key, part in self._by_type(lines) if key in self._targets]
        return [row for rows in found for row in rows]

    def _plan(self, type_key: str, lines: list[SheetRow]) -> Iterable[PlannedRow]:
        if type_key in self._targets:
            return self._work(type_key).plan(lines)
        return [self._without_type(type_key, line) for line in lines]

    def _without_type(self, type_key: str, line: SheetRow) -> ItemRow:
        row = ItemRow(line.number, {}, dict(line.cells))
        row.refuse(TYPE_HEADING, f"没有可用的模型“{type_key[:60]}”，请先启用含有它的内容包")
        return row

    def _by_type(self, lines: Iterable[SheetRow]) -> list[tuple[str, list[SheetRow]]]:
        found: dict[str, list[SheetRow]] = {}
        for line in lines:
            found.setdefault(line.cells.get(TYPE_HEADING, ""), []).append(line)
        order = {key: place for place, key in enumerate(self.system.types)}
        return sorted(found.items(), key=lambda part: order.get(part[0], len(order)))

    def _work(self, type_key: str) -> ItemWork:
        if type_key not in self._works:
            view, targets = self.types.types[type_key], self._targets[type_key]
            columns = {heading: targets[each.key] for heading, each in self._columns.items() if each.key in targets}
            system, here = told_by(self.run.about), self._called_here

            def planner() -> ForeignPlanner:
                return ForeignPlanner(self.types, view, columns, here, system)

            self._works[type_key] = ItemWork(self.run, self.types, view, columns, planner)
        return self._works[type_key]

    @cached_property
    def _called_here(self) -> frozenset[str]:
        """What the rows of the file are called; only asked for when rows may point to each other."""
        pointing = any(target.key.startswith(RELATION) or target.points for target in self._columns.values())
        return frozenset(self.run.texts([FOREIGN_HEADING])) if pointing else frozenset()


def _lines(text: str) -> list[str]:
    return [line for each in text.split("\n") if (line := each.strip())]

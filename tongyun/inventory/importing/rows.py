"""The rows of one table of items of one type: planned, and written a part at a time."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from uuid import UUID

from django.db import IntegrityError, transaction

from tongyun.kernel.contracts import FieldError, Invalid, Problem
from tongyun.kernel.contracts.tables import MadeBy, PlannedRow, SheetRow, TableRun

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..models import Item, ItemType
from ..services.occasions import Cause, occasion
from .planning import WHOLE_ROW, ItemRow, Planner
from .targets import NAME, RELATION, Target
from .writing import apart, ask, change, connect_all, hold_kinds_of, is_taken, make

#: How often a part is planned anew because another import was quicker.
ATTEMPTS = 3


class ItemWork:
    """The rows of one table of items."""

    def __init__(
        self,
        run: TableRun,
        types: Catalogue,
        view: TypeView,
        columns: dict[str, Target],
        planner: Callable[[], Planner] | None = None,
    ) -> None:
        self.run, self.types, self.view, self.columns = run, types, view, columns
        self._other_planner = planner

    @property
    def ties(self) -> bool:
        """Whether rows may name items that other rows make."""
        return any(self._planner.may_be_own(kind) for kind in self._planner.kinds.values())

    def plan(self, lines: list[SheetRow]) -> list[PlannedRow]:
        """What each row would do."""
        return list(self._planner.plan(lines))

    def carry_out(self, lines: list[SheetRow], subjects: dict[int, UUID | None], made: MadeBy) -> list[PlannedRow]:
        """Write the rows; the whole table is one batch, which can be reverted as one."""
        with occasion(Cause.IMPORT, f"导入 {self.run.file_name}", steps=True, batch=self.run.id):
            return list(self._carried(lines, subjects, made))

    def tie(self, lines: list[SheetRow], subjects: dict[int, UUID | None]) -> list[PlannedRow]:
        """Draw the edges between items of this very table."""
        planned = [row for row in self._planner.plan(lines) if row.edges or row.awaited or row.unclear]
        hold_kinds_of(self.types, self.view, planned)
        ids = sorted(item_id for row in planned if (item_id := subjects.get(row.number)) is not None)
        sources = Item.objects.select_for_update(no_key=True).order_by("id").in_bulk(ids)
        refused: list[PlannedRow] = []
        with occasion(Cause.IMPORT, f"导入 {self.run.file_name}", steps=True, batch=self.run.id):
            for row in planned:
                item_id = subjects.get(row.number)
                source = sources.get(item_id) if item_id else None
                if source is None:
                    continue
                row.existing, row.subject, row.messages, row.undecided = source, source.id, [], False
                connect_all(self.types, [row], frozenset())
                for reason in (*row.unclear.values(), *(f"“{name[:40]}”未能导入" for _, name in row.awaited)):
                    row.refuse(WHOLE_ROW, f"配置项已导入，但关系未建立：{reason}")
                if row.messages:
                    refused.append(row)
        return refused

    @cached_property
    def _planner(self) -> Planner:
        if self._other_planner is not None:
            return self._other_planner()
        return Planner(self.types, self.view, self.columns, self._names_here())

    def _names_here(self) -> frozenset[str]:
        """The names that rows carry; only asked for when relations may name them."""
        headings = [heading for heading, target in self.columns.items() if target.key == NAME]
        if not headings or not any(target.key.startswith(RELATION) for target in self.columns.values()):
            return frozenset()
        return frozenset(self.run.texts(headings))

    def _carried(self, lines: list[SheetRow], subjects: dict[int, UUID | None], made: MadeBy) -> list[ItemRow]:
        """Rows that cannot go in together are halved, until only those are refused that cannot go in at all."""
        refusal = "相同标识的配置项刚被他人登记，请重新导入本行"
        for _ in range(ATTEMPTS):
            try:
                with transaction.atomic():
                    return self._written(lines, subjects, made)
            except IntegrityError as error:
                if not is_taken(error):
                    raise
            except Problem as problem:
                refusal = problem.detail
                if not is_taken(problem):
                    break
        if len(lines) == 1:
            return [_refused(lines[0], subjects, refusal)]
        half = len(lines) // 2
        return [*self._carried(lines[:half], subjects, made), *self._carried(lines[half:], subjects, made)]

    def _written(self, lines: list[SheetRow], subjects: dict[int, UUID | None], made: MadeBy) -> list[ItemRow]:
        rows = self._held(lines)
        late = {row.number for row in apart(self.view, rows)}
        if late and len(lines) > 1:
            self._write([row for row in rows if row.number not in late], subjects, made)
            then = [self._carried([line], subjects, made) for line in lines if line.number in late]
            return [*(row for row in rows if row.number not in late), *(row for part in then for row in part)]
        self._write(rows, subjects, made)
        return rows

    def _write(self, rows: list[ItemRow], subjects: dict[int, UUID | None], made: MadeBy) -> None:
        moved = [row for row in rows if row.existing is not None and row.subject != subjects.get(row.number)]
        earlier = made([row.subject for row in moved if row.subject], rows[0].number) if moved else {}
        for row in moved:
            if row.subject in earlier:
                row.refuse(WHOLE_ROW, f"与第 {earlier[row.subject]} 行是同一对象")
        new = [row for row in rows if row.verdict == "create"]
        _keep_promises(new, subjects)
        known = [row for row in rows if row.verdict == "update"]
        make(self.types, self.view.key, new)
        change(self.types, known)
        connect_all(self.types, [*new, *known], frozenset(row.existing.id for row in new))
        ask(self.view, [row for row in rows if row.undecided])
        for row in new:
            row.existing = None  # what the row did is to make it

    def _held(self, lines: list[SheetRow]) -> list[ItemRow]:
        """What the rows do, held in the order of all writers (kinds of relation, then items by id): planned anew when
        somebody changed an item before it was held."""
        if not self.view.identity:
            self._wait_for_namesakes()
        while True:
            rows = self._planner.plan(lines)
            hold_kinds_of(self.types, self.view, [row for row in rows if row.verdict in ("create", "update")])
            if _hold([row for row in rows if row.existing is not None]):
                return rows

    def _wait_for_namesakes(self) -> None:
        """Let imports of a type that is recognised by name take turns: no digest keeps two items of a name apart."""
        rows = ItemType.objects.select_for_update(no_key=True).filter(key__in=self.types.subtypes(self.view.key))
        list(rows.order_by("key").values_list("key"))


def _hold(rows: Sequence[ItemRow]) -> bool:
    """Hold the items of rows, in the order of their ids; whether they are as the rows were planned with them."""
    if not rows:
        return True
    ids = sorted({row.existing.id for row in rows})
    held = {item.id: item for item in Item.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id")}
    planned = {row.existing.id: row.existing.version for row in rows}
    for row in rows:
        row.existing = held.get(row.existing.id, row.existing)
    return planned == {item.id: item.version for item in held.values()}


def _keep_promises(new: Sequence[ItemRow], subjects: Mapping[int, UUID | None]) -> None:
    """Give new items the ids that the check told; a row whose item is no longer recognised by it makes another."""
    promised = {item_id for row in new if (item_id := subjects.get(row.number)) is not None}
    held = set(Item.objects.filter(id__among=promised).values_list("id", flat=True))
    for row in new:
        item_id = subjects.get(row.number)
        if item_id is not None and item_id not in held:
            row.subject = item_id


def _refused(line: SheetRow, subjects: dict[int, UUID | None], reason: str) -> ItemRow:
    row = ItemRow(line.number, {}, dict(line.cells), subject=subjects.get(line.number))
    row.refuse(WHOLE_ROW, reason)
    return row


def columns_of(targets: dict[str, Target], mapping: dict[str, str]) -> dict[str, Target]:
    """What each column fills. Raises Invalid for a mapping that names what there is not, or names something twice."""
    columns: dict[str, Target] = {}
    for heading, key in mapping.items():
        if not key:
            continue
        if key not in targets:
            raise _bad_mapping(f"列“{heading[:40]}”不能对应到“{key[:60]}”：模型没有这个属性，或您无权查看")
        if targets[key] in columns.values():
            raise _bad_mapping(f"“{targets[key].title}”对应了多列")
        columns[heading] = targets[key]
    return columns


def _bad_mapping(reason: str) -> Invalid:
    return Invalid("bad_mapping", f"{reason}。", [FieldError("/mapping", reason)])

"""What each row of a table would do: make an item, change one, leave it, ask a person, or be refused and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from tongyun.kernel.contracts import FieldError, OrganisationView, new_id
from tongyun.kernel.contracts.tables import CellError, PlannedRow, SheetRow
from tongyun.kernel.facade import organisation_tree, reach_of, visible

from ..catalogue import Catalogue
from ..contracts import TypeView
from ..models import Item, Relation, RelationType
from ..personal import kept_attributes
from ..queries import CHUNK, READ
from ..services.checking import attribute_problems, name_problems
from ..services.identification import Mark, Verdict, decide, decision_mark, marks_of, owners_of, undisputed
from ..services.references import all_reference_problems
from .targets import ATTRIBUTE, ITEM, NAME, ORGANISATION, RELATION, Target

WRITE = "inventory:write"
#: What another system calls the item, among the changes of a row: it is known by that from then on.
CALLED = "@foreign"
WHOLE_ROW = "整行"
UNKNOWN_ID = "没有这个标识的配置项，或不在您的数据范围内"
T = TypeVar("T")


@dataclass
class ItemRow(PlannedRow):
    """A row about an item: what it says, what it is recognised by, and the ends of its relations."""

    attributes: dict[str, Any] = field(default_factory=dict)
    organisation: UUID | None = None
    marks: list[Mark] = field(default_factory=list)
    #: Under what a person's decision about such a row is kept.
    decision: Mark | None = None
    edges: list[tuple[str, Item]] = field(default_factory=list)
    candidates: tuple[UUID, ...] = ()
    #: Ends that other rows of the table make: (relation, name).
    awaited: list[tuple[str, str]] = field(default_factory=list)
    #: Why names of its relations stand for no one end: {(relation, items of that name): reason}.
    unclear: dict[tuple[str, frozenset[UUID]], str] = field(default_factory=dict)
    #: What another system calls it, in rows that come from one.
    foreign: Mark | None = None


class Planner:
    """Plans the rows of one table with the rights of the actor. `headings` say which column fills a target, and
    `named_here` gives the names that rows of the table carry."""

    def __init__(
        self, types: Catalogue, view: TypeView, columns: Mapping[str, Target], named_here: frozenset[str]
    ) -> None:
        self.types, self.view, self.columns, self.named_here = types, view, columns, named_here
        self.headings = {target.key: heading for heading, target in columns.items()}
        self.reach = reach_of(WRITE)
        self.units = _units(organisation_tree())
        keys = [target.key.removeprefix(RELATION) for target in columns.values() if target.key.startswith(RELATION)]
        self.kinds = {kind.key: kind for kind in RelationType.objects.filter(key__in=keys)}
        self.subtypes = frozenset(types.subtypes(view.key))

    def plan(self, lines: Sequence[SheetRow]) -> list[ItemRow]:
        """What each row would do; a fixed number of queries for all of them."""
        rows = [self._read(line) for line in lines]
        self._find_ends(rows)
        for row in rows:
            self._mark(row)
        chosen = self._identified(rows)
        edges = self._present_edges(chosen.values())
        self._check_references(rows, chosen)
        for row in rows:
            item = chosen.get(row.number)
            if item is None:
                self._check_new(row)
            else:
                self._compare(row, item, edges)
        return rows

    def _mark(self, row: ItemRow) -> None:
        """Say what the row is recognised by; what another system calls it goes first."""
        ends = {key: end.id for key, end in row.edges}
        own = marks_of(self.view, row.attributes, ends)
        row.marks = own if row.foreign is None else [row.foreign, *own]
        row.decision = decision_mark(self.view, str(row.values.get(NAME, "—")), row.attributes, ends, row.marks)
        row.key = row.marks[0].digest if row.marks else ""

    def _read(self, line: SheetRow) -> ItemRow:
        row = ItemRow(line.number, {}, {heading: line.cells.get(heading, "") for heading in self.columns})
        for heading, target in self.columns.items():
            cell = line.cells.get(heading, "")
            if heading in line.problems:
                row.refuse(heading, line.problems[heading])
            elif cell not in ("", "-"):
                try:
                    row.values[target.key] = target.read(cell)
                except CellError as error:
                    row.refuse(heading, str(error))
        found = row.values.items()
        row.attributes = {key.removeprefix(ATTRIBUTE): value for key, value in found if key.startswith(ATTRIBUTE)}
        self._place(row)
        return row

    def _place(self, row: ItemRow) -> None:
        """Find the organisation; nobody imports into one out of reach, and whether it exists is not told."""
        told = row.values.get(ORGANISATION)
        if told is None:
            return
        units = self.units.get(str(told).casefold(), [])
        within = [unit for unit in units if self.reach.covers(unit.id)]
        if len(within) == 1:
            row.organisation = within[0].id
        elif within:
            row.refuse(self.headings[ORGANISATION], f"有 {len(within)} 个单位叫“{str(told)[:40]}”，请填写单位编码")
        else:
            row.refuse(self.headings[ORGANISATION], "没有这个单位，或不在您的数据范围内")

    def _find_ends(self, rows: Iterable[ItemRow]) -> None:
        """The items that relations name, by name or id, among those of a fitting type that the actor sees."""
        wanted: dict[str, set[str]] = {}
        for row in rows:
            for key in self.kinds:
                wanted.setdefault(key, set()).update(row.values.get(f"{RELATION}{key}", ()))
        known = {key: self._named(self.kinds[key].target_types, names) for key, names in wanted.items() if names}
        for row in rows:
            for key, found in known.items():
                for name in dict.fromkeys(row.values.get(f"{RELATION}{key}", ())):
                    self._end(row, key, name, found.get(name, []))

    def _end(self, row: ItemRow, key: str, name: str, found: list[Item]) -> None:
        kind = self.kinds[key]
        if len(found) == 1:
            single = kind.cardinality != RelationType.Cardinality.MANY_TO_MANY
            if single and any(held == key for held, _ in row.edges):
                self._leave_open(row, key, found, "只能填写一个")
                return
            row.edges.append((key, found[0]))
        elif found:
            self._leave_open(row, key, found, f"有 {len(found)} 个资源叫“{name[:40]}”，请填写其标识（ID）")
        elif name in self.named_here and self.may_be_own(kind):
            row.awaited.append((key, name))
        else:
            row.refuse(self.headings[f"{RELATION}{key}"], f"没有名为“{name[:40]}”的资源，或不在您的数据范围内")

    def _leave_open(self, row: ItemRow, key: str, found: Iterable[Item], reason: str) -> None:
        row.unclear[key, frozenset(item.id for item in found)] = reason
        row.refuse(self.headings[f"{RELATION}{key}"], reason)

    def may_be_own(self, kind: RelationType) -> bool:
        """Whether items of this type may be at the far end, so that rows of the table may name each other."""
        return not kind.target_types or bool(set(kind.target_types) & set(self.view.lineage))

    def _named(self, of: Sequence[str], names: set[str]) -> dict[str, list[Item]]:
        """The items of these types, or of any, that have these names or ids."""
        rows = visible(Item.objects.exclude(lifecycle=Item.Lifecycle.RETIRED), READ)
        if of:
            rows = rows.filter(type_id__in={key for each in of for key in self.types.subtypes(each)})
        found: dict[str, list[Item]] = {}
        for part in _parts(sorted(names)):
            for item in rows.filter(name__in=part):
                found.setdefault(item.name, []).append(item)
        ids = {parsed: name for name in names if name not in found and (parsed := _uuid(name)) is not None}
        for chunk in _parts(sorted(ids)):
            for item in rows.filter(id__in=chunk):
                found[ids[item.id]] = [item]
        return found

    def _identified(self, rows: list[ItemRow]) -> dict[int, Item]:
        """The item of each row that is about a known one, by the number of the row (zero, one or many: never "the
        first")."""
        owners = owners_of(mark for row in rows for mark in (row.decision, *row.marks) if mark is not None)
        namesakes = self._namesakes(rows) if not self.view.identity else {}
        verdicts = {row.number: self._decided(row, owners, namesakes) for row in rows}
        candidates = {each for verdict in verdicts.values() for each in verdict.candidates}
        items = {item.id: item for item in Item.objects.filter(id__among=candidates)}
        chosen: dict[int, Item] = {}
        for row in rows:
            verdict = verdicts[row.number]
            if verdict.chosen is not None and verdict.chosen in items:
                item = items[verdict.chosen]
                if self._usable(row, item):
                    chosen[row.number] = item
                if verdict.by_person and verdict.others:
                    self._leave(row, {mark.digest for mark in verdict.others})
            row.candidates = tuple(each for each in verdict.candidates if each in items)
            self._ask(row, verdict, items)
        return chosen

    def _decided(self, row: ItemRow, owners: Mapping[str, UUID], namesakes: Mapping[str, list[UUID]]) -> Verdict:
        told = row.values.get(ITEM)
        if told is not None:
            item_id = _uuid(str(told))
            if item_id is None:
                row.refuse(self.headings[ITEM], "不是有效的标识（ID）")
                return Verdict(None, ())
            others = tuple(mark for mark in row.marks if owners.get(mark.digest, item_id) != item_id)
            return Verdict(item_id, (item_id, *(owners[mark.digest] for mark in others)), others)
        if row.decision is not None and row.decision.digest in owners:
            return decide([row.decision, *row.marks], owners)
        if self.view.identity:
            if not row.marks and not row.messages:
                row.refuse(WHOLE_ROW, f"没有可用于识别的内容，须填写：{self._rules()}")
            return decide(row.marks, owners)
        return self._by_name(row, namesakes)

    def _by_name(self, row: ItemRow, namesakes: Mapping[str, list[UUID]]) -> Verdict:
        name = str(row.values.get(NAME, ""))
        row.key = sha256(name.encode()).hexdigest()
        found = namesakes.get(name, [])
        return Verdict(found[0] if len(found) == 1 else None, tuple(found))

    def _rules(self) -> str:
        titles = self.view.schema["properties"]

        def titled(name: str) -> str:
            if name.startswith("@"):
                return self.kinds[name[1:]].title if name[1:] in self.kinds else name[1:]
            return str(titles.get(name, {}).get("x-title", {}).get("zh-CN", name))

        return "，或".join("+".join(titled(name) for name in rule) for rule in self.view.identity)

    def _namesakes(self, rows: Iterable[ItemRow]) -> dict[str, list[UUID]]:
        """Items by the names of rows. One that the actor does not see is another: who has a name is not told."""
        found: dict[str, list[UUID]] = {}
        own = visible(Item.objects.filter(type_id__in=self.subtypes).exclude(lifecycle=Item.Lifecycle.RETIRED), READ)
        for part in _parts(sorted({str(row.values[NAME]) for row in rows if NAME in row.values})):
            for name, item_id in own.filter(name__in=part).order_by("id").values_list("name", "id"):
                found.setdefault(name, []).append(item_id)
        return found

    def _usable(self, row: ItemRow, item: Item) -> bool:
        if not self.reach.covers(item.organisation_id):
            row.refuse(WHOLE_ROW, UNKNOWN_ID if ITEM in row.values else "相同标识的配置项已存在，但不在您的数据范围内")
        elif item.type_id not in self.subtypes:
            held = self.types.get(item.type_id)
            row.refuse(WHOLE_ROW, f"已登记为“{held.title if held else item.type_id}”：{item.name}")
        elif item.lifecycle == Item.Lifecycle.RETIRED:
            row.refuse(WHOLE_ROW, f"相同标识的配置项已退役：{item.name}，请先恢复使用")
        else:
            return True
        return False

    def _leave(self, row: ItemRow, taken: set[str]) -> None:
        """Leave to other items what they are recognised by: a person decided about such a row knowing that."""
        row.attributes, ends = undisputed(self.view, row.attributes, {key: end.id for key, end in row.edges}, taken)
        row.edges = [(key, end) for key, end in row.edges if key in ends]

    def _ask(self, row: ItemRow, verdict: Verdict, items: Mapping[UUID, Item]) -> None:
        """Put before a person what the rules cannot decide. A row that is wrong anyway is only refused."""
        if verdict.chosen is not None and verdict.chosen not in items and not row.messages:
            row.refuse(WHOLE_ROW, UNKNOWN_ID)
        if row.messages or not (verdict.ambiguous or (verdict.others and not verdict.by_person)):
            return
        reason = "标识分属不同配置项" if verdict.others else f"符合 {len(verdict.candidates)} 个配置项"
        row.refuse(WHOLE_ROW, f"{reason}，导入时送人工核实")
        row.undecided = True

    def _check_references(self, rows: Sequence[ItemRow], chosen: Mapping[int, Item]) -> None:
        """Attributes that name other items name some that are there and that the actor sees, as in the form."""
        known = [chosen.get(row.number) for row in rows]
        told = [
            (self.types.types[item.type_id] if item else self.view, row.attributes, item.attributes if item else {})
            for row, item in zip(rows, known, strict=True)
        ]
        for row, problems in zip(rows, all_reference_problems(self.types, told), strict=True):
            if not row.undecided:
                self._tell(row, problems)

    def _check_new(self, row: ItemRow) -> None:
        """A row that makes an item has all that its type demands, and a place that the actor may write to."""
        if row.undecided:
            return
        row.existing = None
        if NAME not in row.values and self._quiet(NAME, row):
            row.refuse(self.headings.get(NAME, "名称"), "必填")
        self._tell(row, name_problems(str(row.values.get(NAME, "—"))))
        self._tell(row, attribute_problems(self.types, self.view, row.attributes))
        if not self.reach.covers(row.organisation) and ORGANISATION not in row.values and not row.messages:
            row.refuse(self.headings.get(ORGANISATION, "所属单位"), "必填：您的数据范围限于所属单位")
        row.subject = row.subject or (None if row.messages else new_id())

    def _compare(self, row: ItemRow, item: Item, edges: Mapping[UUID, dict[str, set[UUID]]]) -> None:
        if row.undecided:
            return
        row.existing, row.subject = item, item.id
        view = self.types.types[item.type_id]
        row.attributes = kept_attributes(view, row.attributes, item.attributes)
        merged = {**item.attributes, **row.attributes}
        self._tell(row, name_problems(str(row.values.get(NAME, item.name))))
        self._tell(row, attribute_problems(self.types, view, merged, item.attributes))
        found = {
            name: [item.attributes.get(name), value]
            for name, value in row.attributes.items()
            if item.attributes.get(name) != value
        }
        if row.values.get(NAME, item.name) != item.name:
            found["@name"] = [item.name, row.values[NAME]]
        if row.organisation is not None and row.organisation != item.organisation_id:
            found["@organisation"] = [str(item.organisation_id or "") or None, str(row.organisation)]
        held = edges.get(item.id, {})
        row.edges = [(key, end) for key, end in row.edges if end.id not in held.get(key, set())]
        row.unclear = {of: reason for of, reason in row.unclear.items() if of[1].isdisjoint(held.get(of[0], set()))}
        for key in dict.fromkeys(key for key, _ in row.edges):
            found[f"@{key}"] = [None, "、".join(end.name for held_by, end in row.edges if held_by == key)]
        row.changes = found

    def _present_edges(self, items: Iterable[Item]) -> dict[UUID, dict[str, set[UUID]]]:
        found: dict[UUID, dict[str, set[UUID]]] = {}
        if not self.kinds:
            return found
        for part in _parts([item.id for item in items]):
            edges = Relation.objects.filter(source_id__in=part, type_id__in=self.kinds)
            for source, key, target in edges.values_list("source_id", "type_id", "target_id"):
                found.setdefault(source, {}).setdefault(key, set()).add(target)
        return found

    def _tell(self, row: ItemRow, problems: Iterable[FieldError]) -> None:
        """What the type says is wrong, at the column that said it."""
        for problem in problems:
            parts = problem.path.split("/")
            key = NAME if parts[1] == "name" else f"{ATTRIBUTE}{parts[2]}" if len(parts) > 2 else ""
            if self._quiet(key, row):
                entry = self.view.schema["properties"].get(parts[-1], {})
                title = entry.get("x-title", {}).get("zh-CN", parts[-1])
                row.refuse(self.headings.get(key, str(title)), problem.message)

    def _quiet(self, key: str, row: ItemRow) -> bool:
        """Whether nothing was said about a column yet: a cell that cannot be read is not also missing."""
        heading = self.headings.get(key)
        return heading is None or all(found["column"] != heading for found in row.messages)


def _units(tree: Iterable[OrganisationView]) -> dict[str, list[OrganisationView]]:
    found: dict[str, list[OrganisationView]] = {}
    for unit in tree:
        if not unit.active:
            continue
        for name in dict.fromkeys((unit.code.casefold(), unit.name.casefold())):
            found.setdefault(name, []).append(unit)
    return found


def _parts(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

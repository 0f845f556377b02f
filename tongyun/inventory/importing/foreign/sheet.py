"""Rows made of the objects of another system: one table of columns for all kinds, and what had no place."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tongyun.kernel.contracts.tables import FileReader, ReadFile, SheetRow, TableLimits

from ...catalogue import catalogue
from ..targets import ATTRIBUTE
from .reading import refused

#: The columns that every such table has: the type of the row, and what the other system calls the object.
TYPE, FOREIGN = "@type", "@foreign"
TYPE_HEADING, FOREIGN_HEADING = "模型", "来源标识"
#: Between the name of an object that a cell refers to and what the other system calls it.
SAID_AS = " #"
#: So many fields, kinds or types are named one by one.
NAMED = 40


@dataclass(frozen=True)
class Column:
    """A column of the table, and what it fills unless a person says otherwise; "" leaves it out."""

    heading: str
    target: str


@dataclass(frozen=True)
class System:
    """Another system whose files are read: its columns, the types of its rows in the order in which rows need each
    other, and what reads its files."""

    key: str
    title: str
    title_en: str
    types: tuple[str, ...]
    columns: tuple[Column, ...]
    read: FileReader


def reference(name: str, kind: str, identifier: str) -> str:
    """How a cell names an object of the other system: by its name, for people, and by what the system calls it."""
    return f"{' '.join(name.split())}{SAID_AS}{called(kind, identifier)}"


def called(kind: str, identifier: str) -> str:
    """What the other system calls an object."""
    return f"{kind}/{identifier}"


class Gathering:
    """Rows in the making, and what of the file has no place among them."""

    def __init__(self, columns: Iterable[Column], types: Iterable[str], limits: TableLimits) -> None:
        self._columns, self._limits = list(columns), limits
        self._order = {key: place for place, key in enumerate(types)}
        self._rows: list[tuple[str, str, dict[str, str]]] = []
        self._left: Counter[str] = Counter()

    def add(self, type_key: str, identifier: str, cells: Mapping[str, str]) -> None:
        """A row of a type; `cells` by heading."""
        if len(self._rows) >= self._limits.rows:
            raise refused("too_many_rows", f"超过 {self._limits.rows} 个对象，请分批导出。")
        self._rows.append((type_key, identifier, {heading: text for heading, text in cells.items() if text}))

    def leave(self, what: str, count: int = 1) -> None:
        """Something of the file has no row; said once with how often."""
        if count:
            self._left[what] += count

    def finished(self) -> ReadFile:
        """The rows, those that others need before them, with a column for whatever any of them says."""
        self._rows.sort(key=lambda row: self._order[row[0]])
        used = {heading for _, _, cells in self._rows for heading in cells}
        headings = [column.heading for column in self._columns if column.heading in used]
        rows = [self._row(number, headings, *row) for number, row in enumerate(self._rows, start=1)]
        return ReadFile(rows, self._notes())

    def _row(self, number: int, headings: list[str], type_key: str, identifier: str, cells: dict[str, str]) -> SheetRow:
        row = SheetRow(number, {TYPE_HEADING: type_key})
        for heading in headings:
            text, problem = _fit(cells.get(heading, ""), self._limits.cell)
            row.cells[heading] = text
            if problem:
                row.problems[heading] = problem
        text, problem = _fit(identifier, 300)
        row.cells[FOREIGN_HEADING] = text
        if problem:
            row.problems[FOREIGN_HEADING] = problem
        return row

    def _notes(self) -> tuple[str, ...]:
        self._leave_what_types_lack()
        told = [f"{what}：{count}" for what, count in self._left.most_common(NAMED)]
        if len(self._left) > NAMED:
            told.append(f"另有 {len(self._left) - NAMED} 类内容不导入")
        return tuple(told)

    def _leave_what_types_lack(self) -> None:
        """What stands in a column that the row's type has no attribute for."""
        types = catalogue()
        for type_key, _, cells in self._rows:
            view = types.get(type_key)
            if view is None:
                continue
            for column in self._columns:
                name = column.target.removeprefix(ATTRIBUTE)
                if column.heading in cells and name != column.target and name not in view.schema["properties"]:
                    self.leave(f"“{view.title}”没有“{column.heading}”对应的属性")


def _fit(text: str, longest: int) -> tuple[str, str]:
    """A text that can be kept, and what is wrong with what was there."""
    text = text.strip()
    if len(text) > longest:
        return _clean(text[:100]), f"超过 {longest} 字"
    if not text.isprintable() and any(_unseen(c) for c in text):
        return _clean(text)[:100], "含有不可见的控制字符"
    return text, ""


def _clean(text: str) -> str:
    return "".join(c for c in text if not _unseen(c))


def _unseen(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs", "Co")

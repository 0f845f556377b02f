"""Tables that people upload: how large one may be, and what its rows would do."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID


class CellError(ValueError):
    """What is wrong with a cell, in words for the person who filled it."""


@dataclass(frozen=True)
class TableLimits:
    """What a table may have: bytes as it comes and unpacked, rows, columns, and characters of a cell."""

    bytes: int = 10 << 20
    unpacked: int = 64 << 20
    rows: int = 20_000
    columns: int = 60
    cell: int = 10_000


@dataclass(frozen=True)
class SheetRow:
    """A row: its cells by heading, and what is wrong with some of them already."""

    number: int
    cells: dict[str, str]
    problems: dict[str, str] = field(default_factory=dict)


@dataclass
class PlannedRow:
    """A row that was read. `values` are those of its filled cells; `messages` name a column and what is wrong there."""

    number: int
    values: dict[str, Any]
    shown: dict[str, str]
    messages: list[dict[str, str]] = field(default_factory=list)
    #: The row of the database it is about, and what changes there: {field: [old, new]}.
    existing: Any = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    #: Whether a person must decide what it is about.
    undecided: bool = False
    #: What it is about, or will be, and what it is recognised by; only where rows go in one by one.
    subject: UUID | None = None
    key: str = ""

    def refuse(self, heading: str, message: str) -> None:
        """Something is wrong in a column; said once."""
        entry = {"column": heading, "message": message}
        if entry not in self.messages:
            self.messages.append(entry)

    @property
    def verdict(self) -> str:
        """`error`, `review`, `create`, `update` or `unchanged`."""
        if self.undecided:
            return "review"
        if self.messages:
            return "error"
        if self.existing is None:
            return "create"
        return "update" if self.changes else "unchanged"


#: Which of these records rows of the table made that stand before a row: {record: number of its row}.
MadeBy = Callable[[Sequence[UUID], int], dict[UUID, int]]


@dataclass(frozen=True)
class TableRun:
    """A table on its way, as the room sees it whose rows it has. `texts` gives all cells of some columns, and
    `remembered` what each heading meant to this person before."""

    id: UUID
    about: str
    file_name: str
    headings: list[str]
    mapping: dict[str, str]
    texts: Callable[[Iterable[str]], Iterator[str]]
    remembered: Callable[[], dict[str, str]]


class RowWork(Protocol):
    """What a room does with the rows of one table, acting as whoever sent it. Rows come a part at a time."""

    @property
    def ties(self) -> bool:
        """Whether rows may name records that other rows of the table make, so that a second pass is needed."""

    def plan(self, lines: list[SheetRow]) -> list[PlannedRow]:
        """What each row would do; nothing is written."""

    def carry_out(self, lines: list[SheetRow], subjects: dict[int, UUID | None], made: MadeBy) -> list[PlannedRow]:
        """Write the rows in the caller's transaction, judged anew: a record that is made takes the id that the check
        gave it. A row that is refused holds up no other."""

    def tie(self, lines: list[SheetRow], subjects: dict[int, UUID | None]) -> list[PlannedRow]:
        """Connect what the rows made with what other rows of the table made; only rows that could not be."""


@dataclass(frozen=True)
class ReadFile:
    """A file that is no table, as rows: all have the same headings in the same order. `notes` tell in sentences what of
    the file has no row."""

    rows: Iterable[SheetRow]
    notes: tuple[str, ...] = ()


#: Reads a file that is no table. Raises Invalid for one that is refused as a whole.
FileReader = Callable[[bytes, TableLimits], ReadFile]


def only_tables(about: str) -> FileReader | None:
    """The readers of a kind of import that takes xlsx and csv only."""
    return None


@dataclass(frozen=True)
class RowImport:
    """A kind of table whose rows go in one by one.

    `accept` raises Invalid for what rows cannot be about, `propose` says what the headings of a new table mean, and
    `work` raises Invalid for a mapping that cannot be. `reader` is what reads a file about this that is no table.
    """

    kind: str
    title: str
    permission: str
    limits: TableLimits
    accept: Callable[[str], None]
    propose: Callable[[TableRun], dict[str, str]]
    work: Callable[[TableRun], RowWork]
    reader: Callable[[str], FileReader | None] = only_tables

"""What an import would do with each row: create, update, leave, or refuse with the reason at the column."""

from collections.abc import Iterable, Iterator

from ...contracts.tables import CellError, PlannedRow, SheetRow
from .columns import Column


def read_cells(rows: Iterable[SheetRow], columns: tuple[Column, ...]) -> Iterator[PlannedRow]:
    """Each row with its cells read by their columns. An empty cell says nothing."""
    for row in rows:
        planned = PlannedRow(row.number, {}, {key: value[:200] for key, value in row.cells.items()})
        for column in columns:
            cell = row.cells.get(column.heading, "")
            if column.heading in row.problems:
                planned.refuse(column.heading, row.problems[column.heading])
            elif cell in ("", "-"):
                if column.required:
                    planned.refuse(column.heading, "必填")
            else:
                try:
                    planned.values[column.key] = column.read(cell)
                except CellError as error:
                    planned.refuse(column.heading, str(error))
        yield planned


def refuse_repeated(rows: Iterable[PlannedRow], key: str, heading: str) -> dict[str, PlannedRow]:
    """The rows by a value that may stand in the file only once; whoever repeats it is told where it stood first."""
    first: dict[str, PlannedRow] = {}
    for row in rows:
        value = str(row.values.get(key, "")).casefold()
        if not value:
            continue
        if value in first:
            row.refuse(heading, f"与第 {first[value].number} 行重复")
        else:
            first[value] = row
    return first

"""Rows as xlsx. One row at a time is held in memory; the sheet grows in a temporary folder."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import xlsxwriter

from .values import Cell

#: What Excel opens: rows of a sheet, the title included, and characters of a cell.
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
WIDTH_OF_MOMENT = 19
NARROWEST, WIDEST = 8, 48


def write_xlsx(
    target: IO[bytes],
    name: str,
    titles: Sequence[str],
    batches: Iterable[list[list[Cell]]],
    sheet_rows: int = SHEET_ROWS,
) -> int:
    """Write the file and return the number of rows; more rows than a sheet takes go on in a further one.

    Texts are written as texts: nothing in them is a formula or a link.
    """
    with TemporaryDirectory(prefix="tongyun-export-") as folder:
        path = Path(folder) / "export.xlsx"
        options = {"constant_memory": True, "tmpdir": folder, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
        book = xlsxwriter.Workbook(path, options)
        bold = book.add_format({"bold": True, "bg_color": "#EEF2F6"})
        sheet, line, written, sheets = None, 0, 0, 0
        for rows in batches:
            for row in rows:
                if sheet is None or line >= sheet_rows:
                    sheets += 1
                    sheet, line = _new_sheet(book, _sheet_name(name, sheets), titles, row, bold), 1
                for at, value in enumerate(row):
                    _write(sheet, line, at, value)
                line, written = line + 1, written + 1
        if sheet is None:
            _new_sheet(book, _sheet_name(name, 1), titles, [None] * len(titles), bold)
        book.close()
        with path.open("rb") as made:
            while chunk := made.read(1 << 20):
                target.write(chunk)
    target.seek(0)
    return written


def _new_sheet(
    book: xlsxwriter.Workbook, name: str, titles: Sequence[str], first: Sequence[Cell], bold: object
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for at, title in enumerate(titles):
        sheet.set_column(at, at, _width(title, first[at]))
    for at, title in enumerate(titles):
        sheet.write_string(0, at, title, bold)
    return sheet


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, at: int, value: Cell) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        if value.year >= 1900:
            sheet.write_datetime(line, at, value)
        else:
            sheet.write_string(line, at, value.isoformat(" "))
    elif isinstance(value, str):
        sheet.write_string(line, at, value[:CELL_CHARACTERS])
    elif math.isfinite(value):
        sheet.write_number(line, at, value)
    else:
        sheet.write_string(line, at, str(value))


def _sheet_name(name: str, number: int) -> str:
    kept = "".join(each for each in name if each not in "[]:*?/\\'")[:24] or "导出"
    return kept if number == 1 else f"{kept} {number}"


def _width(title: str, first: Cell) -> int:
    if isinstance(first, datetime):
        return WIDTH_OF_MOMENT
    longest = max(_columns(title), _columns(str(first))) if first is not None else _columns(title)
    return max(NARROWEST, min(WIDEST, longest + 2))


def _columns(text: str) -> int:
    """Chinese characters take two columns."""
    return sum(2 if ord(each) > 0x2E7F else 1 for each in text[:WIDEST])

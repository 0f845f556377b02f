"""Rows as csv: UTF-8 with a byte order mark, without which Excel in China reads another encoding."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from .values import Cell

BYTE_ORDER_MARK = "\ufeff"
#: A text that starts like this is run as a formula by spreadsheets (CWE-1236); the last four are full-width forms.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_chunks(titles: Sequence[str], batches: Iterable[list[list[Cell]]]) -> Iterator[bytes]:
    """The file, a piece for each batch of rows."""
    yield (BYTE_ORDER_MARK + _lines([list(titles)])).encode()
    for rows in batches:
        yield _lines(rows).encode()


def _lines(rows: Iterable[Sequence[Cell]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_safe(value) for value in row] for row in rows)
    return text.getvalue()


def _safe(value: Cell) -> Cell:
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value

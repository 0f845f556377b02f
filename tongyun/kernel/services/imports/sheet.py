"""Read the rows of an xlsx or csv file as texts, each with the number that a person sees beside it."""

import csv
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ...contracts.tables import SheetRow, TableLimits
from ..uploads import refused
from .safety import USUAL, check_size, check_workbook

#: What a table program can hold; a row number beyond it is a forgery.
LAST_ROW = 1_048_576
LONGEST_HEADING = 100
#: What a damaged workbook makes of its reader; ElementTree's ParseError is a SyntaxError.
DAMAGED = (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, zipfile.BadZipFile, zlib.error)
#: What makes a table program run a cell that was meant as a text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


Headings = Callable[[list[str]], list[str]]


def read_rows(name: str, content: bytes, headings: Iterable[str], required: Iterable[str]) -> Iterator[SheetRow]:
    """The rows below the headings, blank ones left out. Raises Invalid for a file that is refused as a whole."""
    known, needed = list(headings), list(required)
    return _rows(_lines(name, content, USUAL), USUAL, lambda found: _columns(found, known, needed))


def read_any_rows(name: str, content: bytes, limits: TableLimits) -> Iterator[SheetRow]:
    """The same for a table with headings of its own; columns without one are left out."""
    return _rows(_lines(name, content, limits), limits, lambda found: _own_columns(found, limits))


def _lines(name: str, content: bytes, limits: TableLimits) -> Iterator[tuple[int, list[Any]]]:
    check_size(content, limits)
    suffix = name.rpartition(".")[2].lower()
    if suffix == "xlsx":
        check_workbook(content, limits)
        return _xlsx_lines(content, limits)
    if suffix == "csv":
        return _csv_lines(content, limits)
    raise refused("unknown_format", "只支持 .xlsx 和 .csv 文件。")


def _rows(lines: Iterator[tuple[int, list[Any]]], limits: TableLimits, headings: Headings) -> Iterator[SheetRow]:
    columns: list[str] = []
    for number, cells in lines:
        texts = [_text(cell, limits.cell) for cell in cells]
        if not any(text for text, _ in texts):
            continue
        if not columns:
            columns = headings([text for text, _ in texts])
            continue
        if number > limits.rows + 1:
            raise refused("too_many_rows", f"超过 {limits.rows} 行，请分批导入。")
        row = SheetRow(number, {})
        for heading, (text, problem) in zip(columns, texts, strict=False):
            if not heading:
                continue
            row.cells[heading] = text
            if problem:
                row.problems[heading] = problem
        yield row
    if not columns:
        raise refused("empty_file", "文件中没有表头，请使用模板。")


def _own_columns(found: list[str], limits: TableLimits) -> list[str]:
    names = _names(found)
    if len(names) > limits.columns:
        raise refused("too_many_columns", f"超过 {limits.columns} 列。")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise refused("bad_headings", f"表头重复：{'、'.join(name[:40] for name in twice[:10])}。")
    if long := [name for name in names if len(name) > LONGEST_HEADING]:
        raise refused("bad_headings", f"表头超过 {LONGEST_HEADING} 字：{long[0][:40]}…")
    return names


def _names(found: list[str]) -> list[str]:
    names = [text.rstrip("*＊ ").strip() for text in found]
    while names and not names[-1]:
        names.pop()
    return names


def _columns(found: list[str], headings: list[str], required: list[str]) -> list[str]:
    names = _names(found)
    if len(names) > USUAL.columns:
        raise refused("too_many_columns", f"超过 {USUAL.columns} 列。")
    unknown = [name or "（空）" for name in names if name not in headings]
    twice = sorted({name for name in names if names.count(name) > 1})
    missing = [name for name in required if name not in names]
    said = [
        f"{word}：{'、'.join(each[:40] for each in listed[:10])}"
        for word, listed in (("不认识的列", unknown), ("重复的列", twice), ("缺少的列", missing))
        if listed
    ]
    if said:
        raise refused("bad_headings", f"表头有误（{'；'.join(said)}），请使用模板。")
    return names


def _text(value: Any, longest: int) -> tuple[str, str]:
    """The text of a cell and what is wrong with it."""
    if value is None:
        return "", ""
    if isinstance(value, _Formula):
        return value.text[:100], "单元格是公式，请粘贴为数值"
    if isinstance(value, bool):
        return ("是" if value else "否"), ""
    if isinstance(value, datetime):
        return value.date().isoformat(), ""
    if isinstance(value, date):
        return value.isoformat(), ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value)), ""
    text = str(value).strip()
    if len(text) > longest:
        return text[:100], f"超过 {longest} 字"
    if not text.isprintable() and any(unicodedata.category(c) in {"Cc", "Cs", "Co"} and c not in "\n\t" for c in text):
        return "".join(c for c in text if c.isprintable())[:100], "含有不可见的控制字符"
    if text.startswith(FORMULA_STARTS) and not _is_number(text):
        return text[:100], "以 =、+、-、@ 开头，可能被表格软件当作公式执行，已拒绝"
    return text, ""


def _is_number(text: str) -> bool:
    """A signed number or a phone number with a country code; a lone hyphen stands for nothing."""
    return text == "-" or (text[0] in "+-" and text[1:].replace(" ", "").replace("-", "").replace(".", "", 1).isdigit())


@dataclass(frozen=True)
class _Formula:
    text: str


def _xlsx_lines(content: bytes, limits: TableLimits) -> Iterator[tuple[int, list[Any]]]:
    """The rows of the first sheet; openpyxl is loaded only where somebody imports."""
    from openpyxl import load_workbook  # noqa: PLC0415 - 15 MB and 0.2 s that no other work of the process needs
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > LAST_ROW:
                raise refused("too_many_rows", "行号超出工作簿的范围。")
            yield number, [_cell(cell) for cell in row[: limits.columns + 1]]
        book.close()
    except (*DAMAGED, InvalidFileException) as error:
        raise refused("not_a_workbook", "工作簿已损坏，无法读取。") from error


def _cell(cell: Any) -> Any:
    if cell.data_type == "f":
        return _Formula(str(getattr(cell.value, "text", cell.value)))
    if cell.data_type == "e":
        return _Formula(str(cell.value))
    return cell.value


def _csv_lines(content: bytes, limits: TableLimits) -> Iterator[tuple[int, list[Any]]]:
    text = _decoded(content)
    if "\x00" in text:
        raise refused("not_a_csv", "文件含有 NUL 字符，不是有效的 CSV。")
    head = text[:4096].split("\n", 1)[0]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells[: limits.columns + 1]
    except csv.Error as error:
        raise refused("not_a_csv", f"第 {reader.line_num} 行不是有效的 CSV：引号不成对或内容过长。") from error


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, or what Chinese table programs write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("bad_encoding", "文件编码无法识别，请保存为 UTF-8 或 GB18030。")

"""The empty tables that people fill: headings, an example, and what each column means."""

import csv
import io

from .columns import TABLES, TITLES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def template(kind: str, suffix: str) -> tuple[bytes, str]:
    """The template of a table, and its media type."""
    return (_xlsx(kind), XLSX) if suffix == "xlsx" else (_csv(kind), CSV)


def _csv(kind: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_headings(kind))
    writer.writerow([column.example for column in TABLES[kind]])
    # With the mark, table programs read it as UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _xlsx(kind: str) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - 15 MB and 0.2 s that no other work of the process needs
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    sheet.title = TITLES[kind]
    sheet.append(_headings(kind))
    sheet.append([column.example for column in TABLES[kind]])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(TABLES[kind], start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, len(column.example) * 1.4)
        sheet[f"{letter}1"].font = Font(bold=True)
        # Text columns: phone numbers and codes keep their zeros.
        sheet.column_dimensions[letter].number_format = "@"
    hints = book.create_sheet("填写说明")
    hints.append(["列", "是否必填", "说明"])
    for column in TABLES[kind]:
        hints.append([column.heading, "必填" if column.required else "", column.hint])
    hints.append([])
    hints.append(
        ["说明", "", "请删除第二行的示例；已有的编码（用户名）按行更新，空单元格不修改原值；任何一行有误时整批不导入。"]
    )
    hints.column_dimensions["A"].width, hints.column_dimensions["C"].width = 20, 70
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _headings(kind: str) -> list[str]:
    return [f"{column.heading}*" if column.required else column.heading for column in TABLES[kind]]

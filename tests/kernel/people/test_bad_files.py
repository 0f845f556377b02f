"""Files that are no honest table: refused as a whole, with words, before they cost anything."""

import io
import zipfile
from typing import Any

import pytest

from tests.conftest import Api
from tests.kernel.people.conftest import Upload, send, table, workbook
from tongyun.kernel.contracts.tables import TableLimits
from tongyun.kernel.models import Organisation
from tongyun.kernel.services.imports import safety, sheet

pytestmark = pytest.mark.django_db

PEOPLE = ["用户名", "姓名", "机构编码"]


def with_part(name: str, content: bytes | str, base: bytes | None = None) -> bytes:
    """A workbook in which one part was replaced or added."""
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(base or workbook([PEOPLE, ["a1", "甲", "root"]])))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename != name:
                target.writestr(entry.filename, source.read(entry))
        target.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    return with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + b" " * (80 << 20))


def entities() -> bytes:
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    return with_part("xl/sharedStrings.xml", text)


def far_row() -> bytes:
    text = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="99999999999"><c r="A99999999999" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    return with_part("xl/worksheets/sheet1.xml", text)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", bomb, "解压后过大"),
        ("a.xlsx", entities, "不允许的 XML 声明"),
        ("a.xlsx", far_row, "行号超出"),
        ("a.xlsx", lambda: b"PK\x03\x04 nothing", "不是有效的 .xlsx"),
        ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0 old", "旧版 .xls"),
        ("a.xlsx", lambda: with_part("xl/vbaProject.bin", b"x"), "含有宏"),
        ("a.xlsx", lambda: with_part("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "已损坏"),
        ("a.xlsx", lambda: workbook([["甲", "乙"]]), "不认识的列：甲、乙；缺少的列：用户名、姓名、机构编码"),
        ("a.xlsx", lambda: workbook([]), "没有表头"),
        ("a.xlsx", lambda: workbook([PEOPLE]), "没有数据行"),
        ("a.csv", lambda: table([[*PEOPLE, "姓名"]]), "重复的列：姓名"),
        ("a.csv", lambda: b"\xff\xfe\xff\xff\x00\x01\x81", "编码无法识别"),
        ("a.csv", lambda: "用户名,姓名,机构编码\na,\x00,b\n".encode(), "NUL"),
        ("a.csv", lambda: '用户名,姓名,机构编码\na,"b,c\n'.encode(), "不是有效的 CSV"),
    ],
    ids=[
        "bomb",
        "entities",
        "far-row",
        "no-zip",
        "xls",
        "macros",
        "broken",
        "columns",
        "empty",
        "no-rows",
        "twice",
        "encoding",
        "nul",
        "quotes",
    ],
)
def test_a_bad_file_is_refused_in_words(
    upload: Upload, organisation: Organisation, name: str, content: Any, said: str
) -> None:
    run = upload("users", [], name, content())
    assert run["state"] == "refused"
    assert said in run["problem"]
    assert run["total"] == 0


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"x"), ("a.xlsm", b"x"), ("a", b"x"), ("a.csv", b"")])
def test_what_cannot_be_a_table_is_not_even_kept(api: Api, organisation, name: str, content: bytes) -> None:
    assert send(api, "users", name, content).status_code == 422
    assert api.get("people-imports").json()["total"] == 0


def test_a_huge_file_is_refused(api: Api, organisation: Organisation) -> None:
    answer = send(api, "users", "a.csv", b"x" * (safety.MAX_BYTES + 1))
    assert answer.json()["code"] == "file_too_large"


def test_too_many_rows_are_refused(upload: Upload, organisation: Organisation, monkeypatch) -> None:
    monkeypatch.setattr(sheet, "USUAL", TableLimits(rows=3))
    run = upload("users", [PEOPLE, *([f"a{n}", "甲", "root"] for n in range(4))])
    assert "超过 3 行" in run["problem"]


def test_a_path_in_the_name_of_a_file_is_dropped(api: Api, organisation: Organisation) -> None:
    sent = send(api, "users", "..\\..\\etc\\人员.csv", table([PEOPLE, ["a1", "甲", "root"]]))
    assert "/" not in sent.json()["file_name"]
    assert "\\" not in sent.json()["file_name"]


def test_blank_formatted_rows_do_not_count(upload: Upload, organisation: Organisation) -> None:
    run = upload("users", [PEOPLE, ["a1", "甲", "root"], *([None, " ", None] for _ in range(50)), ["a2", "乙", "root"]])
    assert (run["total"], run["errors"]) == (2, 0)

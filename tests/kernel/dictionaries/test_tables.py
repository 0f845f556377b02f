"""Entries out and in by table: what is exported can be edited and brought back."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.conftest import Api
from tests.kernel.people.conftest import table, workbook
from tongyun.kernel.models import DictionaryEntry, User

pytestmark = pytest.mark.django_db

HEADINGS = ["编码", "名称", "英文名称", "上级编码", "排序", "生效日期", "失效日期", "启用", "备注"]


def send(api: Api, content: bytes, name: str = "表.xlsx", apply: bool = False) -> Any:
    body = {"file": SimpleUploadedFile(name, content), "apply": str(apply).lower()}
    return api.client.post("/api/v1/dictionaries/zone/import", body, headers=api.headers)


def exported(api: Api) -> list[list[Any]]:
    answer = api.get("dictionaries/zone/entries", format="xlsx")
    assert answer.status_code == 200, answer
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_an_exported_table_comes_back_unchanged(zones: None, api: Api) -> None:
    lines = exported(api)
    assert lines[0] == HEADINGS
    told = send(api, workbook(lines)).json()
    assert (told["unchanged"], told["errors"], told["applied"]) == (4, 0, False)


def test_a_table_is_looked_at_first_and_written_as_a_whole(zones: None, api: Api) -> None:
    lines = [
        *exported(api),
        ["gov-c", "交换区", "Exchange", "new", "5", "2026-01-01", "", "是", ""],
        ["new", "新区", "", "gov", "", "", "", "否", "备"],
    ]
    lines[4][1] = "因特网"
    told = send(api, workbook(lines)).json()
    assert (told["creates"], told["updates"], told["unchanged"]) == (2, 1, 3)
    assert next(row for row in told["rows"] if row["cells"]["编码"] == "net")["changes"] == {
        "title": ["互联网", "因特网"]
    }
    assert DictionaryEntry.objects.count() == 4, "nothing is written before it is asked for"
    assert send(api, workbook(lines), apply=True).json()["applied"] is True
    rows = {row.code: row for row in DictionaryEntry.objects.select_related("parent").order_by("place")}
    assert list(rows) == ["gov", "new", "gov-c", "gov-a", "gov-b", "net"]
    assert (rows["gov-c"].parent.code, rows["new"].enabled, rows["net"].edited) == ("new", False, ["title"])


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (["bad code!", "x"], "编码"),
        (["gov", "x", "", "gov-a"], "上级编码"),
        (["x", "x", "", "moon"], "上级编码"),
        (["x", ""], "名称"),
        (["net", "=cmd|' /C calc'!A0"], "名称"),
        (["net", "x", "", "", "一"], "排序"),
        (["net", "x", "", "", "", "2026-13-01"], "生效日期"),
        (["net", "x", "", "", "", "2026-02-01", "2026-01-01"], "失效日期"),
        (["net", "x", "", "", "", "", "", "也许"], "启用"),
    ],
)
def test_a_wrong_row_is_told_at_its_column_and_stops_all(zones: None, api: Api, line: list, column: str) -> None:
    content = table([HEADINGS, ["fine", "好", *[""] * 7], [*line, *[""] * (9 - len(line))]])
    told = send(api, content, "表.csv").json()
    assert told["errors"] == 1, told
    assert [message["column"] for message in told["rows"][1]["messages"]] == [column]
    refused = send(api, content, "表.csv", apply=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "has_errors")
    assert not DictionaryEntry.objects.filter(code="fine").exists()


def test_what_stands_below_is_not_pushed_too_deep(zones: None, api: Api) -> None:
    for depth in range(7):
        entry = {"code": f"d{depth}", "title": "层", "parent": f"d{depth - 1}" if depth else None}
        assert api.post("dictionaries/zone/entries", entry).status_code == 201
    told = send(api, table([HEADINGS, ["d0", "", "", "gov-a", *[""] * 5]]), "表.csv").json()
    assert [message["column"] for message in told["rows"][0]["messages"]] == ["上级编码"]
    assert send(api, table([HEADINGS, ["d0", "", "", "gov", *[""] * 5]]), "表.csv").json()["updates"] == 1


def test_what_is_no_table_is_refused(zones: None, api: Api, nobody: User) -> None:
    assert send(api, b"", "x.csv").json()["code"] == "empty_file"
    assert send(api, b"PK\x03\x04nothing").status_code == 422
    assert send(api, table([["编码"]]), "x.csv").json()["code"] == "empty_file"
    assert send(Api(nobody), table([HEADINGS, ["x", "x"]]), "x.csv").status_code == 403

"""Any list as a file: the same rows as on the page, in words, harmless in a spreadsheet, and written down."""

import csv
import io
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from tests.conftest import Api, make_user
from tongyun.kernel.api.lists import export
from tongyun.kernel.models import AuditRecord, Grant, Notification, Role, User
from tongyun.kernel.services.exporting.values import cell
from tongyun.kernel.services.exporting.xlsx_file import write_xlsx

pytestmark = pytest.mark.django_db


def body(answer) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def csv_rows(answer) -> list[list[str]]:
    content = body(answer)
    assert content.startswith(b"\xef\xbb\xbf"), "Excel in China needs the mark"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def sheet(answer):
    return load_workbook(io.BytesIO(body(answer))).active


@pytest.fixture
def people(api: Api, organisation) -> Api:
    for number in range(25):
        make_user(f"user{number:02d}", "张三" if number % 2 else "李四", organisation, [])
    return api


def test_a_file_holds_what_the_filter_finds_in_its_order(people: Api, monkeypatch) -> None:
    monkeypatch.setattr(export, "BATCH", 4)
    chosen = "username,name,organisation,active"
    answer = people.get("users", format="csv", q="张三", sort="-username", limit=2, fields=chosen)
    assert "人员" in unquote(answer["Content-Disposition"])
    titles, *rows = csv_rows(answer)
    assert titles == ["用户名", "姓名", "单位", "启用"]
    assert [row[0] for row in rows] == [f"user{number:02d}" for number in range(23, 0, -2)]
    assert rows[0] == ["user23", "张三", "市政务数据中心", "是"]


def test_titles_and_words_follow_the_language(people: Api) -> None:
    told = sheet(people.get("users", format="xlsx", lang="en-US", fields="active,username", q="user01"))
    assert [[each.value for each in row] for row in told.rows] == [["Active", "User name"], ["Yes", "user01"]]


def test_a_formula_in_a_name_stays_a_text(people: Api) -> None:
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "  =cmd|'/c calc'!A0"]
    for at, name in enumerate(nasty):
        User.objects.filter(username=f"user{at:02d}").update(name=name)
    rows = csv_rows(people.get("users", format="csv", fields="name", sort="username", q="user0"))
    assert [row[0] for row in rows[1 : len(nasty) + 1]] == [f"'{name}" for name in nasty]
    found = sheet(people.get("users", format="xlsx", fields="name", sort="username", q="user0"))
    for at, name in enumerate(nasty, start=2):
        assert (found.cell(at, 1).data_type, found.cell(at, 1).value) == ("s", name)


def test_moments_are_those_of_china(api: Api, admin: User) -> None:
    Notification.objects.create(user=admin, title="早", dedupe="a", created_at="2026-11-20T16:30:00Z", level="warning")
    rows = csv_rows(api.get("notifications", format="csv", fields="created_at,level,read_at"))
    assert rows[1] == ["2026-11-21 00:30:00", "重要", ""]
    found = sheet(api.get("notifications", format="xlsx", fields="created_at"))
    assert found["A2"].value.isoformat() == "2026-11-21T00:30:00"


def test_who_took_what_out_is_written_down(people: Api) -> None:
    body(people.get("users", format="csv", q="张三", fields="name"))
    record = AuditRecord.objects.get(action="list.exported")
    assert (record.actor_name, record.target_id, record.target_label) == ("管理员", "/api/v1/users", "人员")
    assert {key: entry["new"] for key, entry in record.changes.items()} == {
        "columns": ["name"],
        "format": "csv",
        "query": {"q": "张三"},
        "rows": 12,
    }


def test_reading_a_list_is_not_yet_taking_it_out(organisation) -> None:
    reader = Role.objects.create(key="reader", title="读者", permissions=["user:read"])
    caller = Api(make_user("reader", "读者", organisation, [reader]))
    assert caller.get("users").status_code == 200
    assert caller.get("users", format="csv").status_code == 403
    assert Grant.objects.filter(role=reader).exists()
    assert not AuditRecord.objects.filter(action="list.exported").exists()


def test_more_rows_than_a_file_should_hold_are_refused(people: Api, monkeypatch) -> None:
    monkeypatch.setattr(export, "MAX_ROWS", 20)
    answer = people.get("users", format="xlsx")
    assert (answer.status_code, answer.json()["code"]) == (422, "export_too_large")
    assert "26" in answer.json()["detail"]


def test_places_are_few_and_given_back(people: Api) -> None:
    open_ones = [people.get("users", format="csv") for _ in range(export.AT_ONCE)]
    refused = people.get("users", format="csv")
    assert (refused.status_code, refused.json()["code"]) == (429, "export_busy")
    assert int(refused["Retry-After"]) > 0
    body(open_ones.pop())
    assert people.get("users", format="csv").status_code == 200
    del open_ones


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"format": "pdf"}, "format"),
        ({"format": "csv", "fields": "password"}, "fields"),
        ({"fields": "name,x"}, "fields"),
    ],
)
def test_what_is_not_offered_is_named(people: Api, query: dict, where: str) -> None:
    answer = people.get("users", **query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == where


def test_only_the_fields_that_were_asked_for(people: Api) -> None:
    answer = people.get("users", fields="name,username", q="user01").json()
    assert answer["items"] == [{"name": "张三", "username": "user01"}]
    assert answer["total"] == 1


def test_the_list_tells_what_it_can_export(people: Api) -> None:
    columns = people.get("users", format="columns").json()
    assert {"key": "name", "title": "姓名", "title_en": "Name", "extra": False, "personal": False} in columns
    assert [each["key"] for each in columns if each["extra"]] == ["valid_to", "id"]
    assert [each["key"] for each in columns if each["personal"]] == ["phone", "landline", "mail"]


def test_a_sheet_that_is_full_goes_on_in_the_next() -> None:
    target = io.BytesIO()
    assert write_xlsx(target, "人员[1]", ["名"], [[[str(n)] for n in range(5)]], sheet_rows=3) == 5
    book = load_workbook(target)
    assert book.sheetnames == ["人员1", "人员1 2", "人员1 3"]
    assert [[each.value for each in row] for row in book["人员1 3"].rows] == [["名"], ["4"]]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (False, "否"),
        (12, 12),
        (510100200001011234, "510100200001011234"),
        (["甲", "乙", None], "甲、乙、"),
        ({"a": "甲"}, '{"a": "甲"}'),
    ],
)
def test_values_read_as_people_write_them(value: object, shown: object) -> None:
    assert cell(value, {}, "zh-CN") == shown

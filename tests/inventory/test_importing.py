"""Import of items from tables: the dry run tells each row, the rows that can go in, go in."""

import io
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import load_workbook

from tests.conftest import Api, make_user
from tests.kernel.people.conftest import table, workbook
from tongyun.inventory.api import importing
from tongyun.inventory.models import ChangeBatch, Item, ItemChange, ItemIdentity, Relation, ReviewCase
from tongyun.inventory.services.items import Patch, create_item, update_item
from tongyun.kernel.contracts import Actor, Task
from tongyun.kernel.facade import acting_as
from tongyun.kernel.models import AuditRecord, ImportRun, Organisation, ScheduledTask, User
from tongyun.kernel.services import work
from tongyun.kernel.services.imports import stepping
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("estate")]

HEAD = ["名称*", "主机名", "序列号", "重要程度", "所属单位", "处理器核数"]


def work_off() -> None:
    while tasks := [task for task in work.take() if task.handler.startswith("kernel.import")]:
        for task in tasks:
            assert work.run(task)


def send(
    api: Api, lines: list[list[Any]], name: str = "主机.xlsx", type_key: str = "host", content: bytes = b""
) -> Any:
    made = content or (table(lines) if name.endswith(".csv") else workbook(lines))
    body = {"type": type_key, "file": SimpleUploadedFile(name, made)}
    return api.client.post("/api/v1/item-imports", body, headers=api.headers)


def checked(api: Api, lines: list[list[Any]], **changes: Any) -> Any:
    answer = send(api, lines, **changes)
    assert answer.status_code == 201, answer.content
    work_off()
    return api.get(f"item-imports/{answer.json()['id']}").json()


def applied(api: Api, run: dict[str, Any]) -> Any:
    answer = api.post(f"item-imports/{run['id']}/apply")
    assert answer.status_code == 200, answer.content
    work_off()
    return api.get(f"item-imports/{run['id']}").json()


def counts(run: dict[str, Any]) -> tuple[int, ...]:
    return tuple(run[name] for name in ("creates", "updates", "unchanged", "reviews", "errors"))


def said(api: Api, run: dict[str, Any]) -> dict[int, str]:
    rows = api.get(f"item-imports/{run['id']}/rows", verdict__in="error,review").json()["items"]
    return {row["number"]: row["said"] for row in rows}


def test_rows_go_in_and_wrong_ones_stay_out_with_the_reason(api: Api, organisation: Organisation) -> None:
    run = checked(
        api,
        [
            HEAD,
            ["web01", "web01", "SN-1", "核心", "root", 8],
            ["web02", "web02", "SN-2", "特别重要", "root", 4],
            ["web03", "web03", "SN-1", "", "root", 4],
            ["web04", "web04", "", "", "root", 4],
            ["=1+1", "web05", "SN-5", "", "root", 4],
            ["web06", "web06", "SN-6", "", "不存在的局", "x"],
        ],
    )
    assert (run["state"], counts(run)) == ("checked", (1, 0, 0, 0, 5))
    assert Item.objects.count() == 0, "a dry run writes nothing"
    told = said(api, run)
    assert "重要程度" in told[3]
    assert told[4] == "整行：与第 2 行是同一对象"
    assert "没有可用于识别的内容，须填写：" in told[5]
    assert "公式" in told[6]
    assert "没有这个单位，或不在您的数据范围内" in told[7]
    assert "处理器核数：须为整数" in told[7]
    run = applied(api, run)
    assert (run["state"], counts(run)) == ("applied", (1, 0, 0, 0, 5))
    item = Item.objects.get()
    assert (item.name, item.attributes["importance"], item.attributes["cpu_cores"]) == ("web01", "core", 8)
    assert item.organisation_id == organisation.id
    assert ItemIdentity.objects.filter(item=item).count() == 1
    change = ItemChange.objects.get(item=item)
    assert change.batch is not None
    assert (change.kind, change.batch.kind, str(change.batch_id)) == ("created", "import", run["id"])
    assert (change.actor_name, ChangeBatch.objects.count()) == ("管理员", 1)
    assert AuditRecord.objects.filter(action="item.created", target_id=str(item.id)).exists()
    row = api.get(f"item-imports/{run['id']}/rows", verdict="create").json()["items"][0]
    assert row["item"] == str(item.id)


def test_a_known_item_is_changed_and_a_table_that_says_nothing_new_does_nothing(api: Api) -> None:
    applied(api, checked(api, [HEAD[:3], ["web01", "web01", "SN-1"]]))
    item = Item.objects.get()
    run = checked(api, [HEAD[:4], ["web01", "web-a", "sn-1", "核心"]], name="b.csv")
    assert counts(run) == (0, 1, 0, 0, 0)
    row = api.get(f"item-imports/{run['id']}/rows").json()["items"][0]
    assert row["changes"]["hostname"] == ["web01", "web-a"]
    applied(api, run)
    after = Item.objects.get()
    assert (after.id, after.version, after.attributes["hostname"]) == (item.id, 2, "web-a")
    assert ItemChange.objects.get(item=item, version=2).delta["importance"] == [None, "core"]
    assert counts(checked(api, [HEAD[:4], ["web01", "web-a", "sn-1", "核心"]], name="c.csv")) == (0, 0, 1, 0, 0)


def test_a_row_that_fits_several_goes_to_the_review_queue(api: Api) -> None:
    create_item("host", "a", {"hostname": "h", "macs": ["52:54:00:aa:00:01"]})
    create_item("host", "b", {"hostname": "h", "macs": ["52:54:00:aa:00:02"]})
    lines = [["名称", "主机名", "网卡地址"], ["c", "h", "52:54:00:aa:00:01、52:54:00:aa:00:02"]]
    run = checked(api, lines)
    assert counts(run) == (0, 0, 0, 1, 0), said(api, run)
    assert not ReviewCase.objects.exists(), "a dry run writes nothing"
    run = applied(api, run)
    assert counts(run) == (0, 0, 0, 1, 0)
    case = ReviewCase.objects.get()
    assert (case.reason, case.source, len(case.candidates)) == ("ambiguous", "import", 2)
    assert Item.objects.count() == 2


def test_a_mapping_is_changed_and_remembered(api: Api) -> None:
    lines = [["机器", "出厂编号"], ["web01", "SN-1"]]
    run = checked(api, lines)
    assert run["mapping"] == {"机器": "", "出厂编号": ""}
    assert counts(run) == (0, 0, 0, 0, 1)
    mapping = {"机器": "@name", "出厂编号": "attributes.serial"}
    assert api.post(f"item-imports/{run['id']}/mapping", {"mapping": {"机器": "attributes.none"}}).status_code == 422
    answer = api.post(f"item-imports/{run['id']}/mapping", {"mapping": mapping})
    assert answer.status_code == 200
    work_off()
    run = api.get(f"item-imports/{run['id']}").json()
    assert counts(run) == (1, 0, 0, 0, 0)
    assert checked(api, lines)["mapping"] == mapping


def test_relations_come_in_the_same_file_to_items_that_are_there_and_to_other_rows(api: Api) -> None:
    create_item("host", "核心交换", {"serial": "SW-1"})
    lines = [
        ["名称", "序列号", "上联"],
        ["web01", "SN-1", "核心交换、接入交换"],
        ["接入交换", "SW-2", "核心交换"],
        ["web02", "SN-2", "没有这台"],
    ]
    run = checked(api, lines)
    assert counts(run) == (2, 0, 0, 0, 1), said(api, run)
    run = applied(api, run)
    assert (run["state"], counts(run)) == ("applied", (2, 0, 0, 0, 1))
    edges = {(edge.source.name, edge.target.name) for edge in Relation.objects.select_related("source", "target")}
    assert edges == {("web01", "核心交换"), ("web01", "接入交换"), ("接入交换", "核心交换")}
    assert ItemChange.objects.filter(kind="relation", batch_id=run["id"]).count() == 3


def test_a_relation_to_a_name_that_two_rows_bear_is_told(api: Api) -> None:
    lines = [
        ["名称", "序列号", "上联"],
        ["web01", "SN-1", "接入交换"],
        ["接入交换", "SW-1", ""],
        ["接入交换", "SW-2", ""],
    ]
    run = applied(api, checked(api, lines))
    assert counts(run) == (2, 0, 0, 0, 1)
    assert said(api, run) == {2: "整行：配置项已导入，但关系未建立：有 2 个资源叫“接入交换”，请填写其标识（ID）"}
    assert (Item.objects.count(), Relation.objects.count()) == (3, 0)


def test_a_relation_that_was_drawn_is_not_doubted_for_a_later_namesake(api: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr(stepping, "PART", 1)
    create_item("host", "接入交换", {"serial": "SW-1"})
    lines = [["名称", "序列号", "上联"], ["web01", "SN-1", "接入交换"], ["接入交换", "SW-2", ""]]
    run = applied(api, checked(api, lines))
    assert (counts(run), said(api, run)) == ((2, 0, 0, 0, 0), {})
    assert Relation.objects.get().target.attributes["serial"] == "SW-1"


def test_nobody_imports_into_what_is_out_of_reach(api: Api, organisation: Organisation) -> None:
    near = Organisation.objects.create(code="near", name="近处", parent=organisation)
    far = Organisation.objects.create(code="far", name="远处", parent=organisation)
    create_item("host", "远处的", {"serial": "FAR-1"}, far.id)
    clerk = Api(make_user("clerk", "小李", near, [ensure_roles()[OPERATIONS]], "organisation"))
    head = ["名称", "序列号", "所属单位"]
    run = checked(clerk, [head, ["a", "A-1", "near"], ["b", "B-1", "far"], ["c", "C-1", ""], ["d", "FAR-1", "near"]])
    assert counts(run) == (1, 0, 0, 0, 3)
    told = said(clerk, run)
    assert told[3] == "所属单位：没有这个单位，或不在您的数据范围内"
    assert told[4] == "所属单位：必填：您的数据范围限于所属单位"
    assert told[5] == "整行：相同标识的配置项已存在，但不在您的数据范围内"
    applied(clerk, run)
    assert set(Item.objects.values_list("name", flat=True)) == {"远处的", "a"}
    other = Api(make_user("other", "小王", far, [ensure_roles()[OPERATIONS]], "organisation"))
    assert other.get(f"item-imports/{run['id']}").status_code == 404
    assert api.post(f"item-imports/{run['id']}/cancel").json()["code"] == "not_yours"


def test_the_error_sheet_holds_the_wrong_rows_whole(api: Api) -> None:
    long = "长" * 300
    lines = [
        ["名称", "序列号", "备注列"],
        ["web01", "SN-1", "好"],
        ["", "SN-2", f"=HYPERLINK({long})"],
        ["x", "", long],
    ]
    run = checked(api, lines, name="主机.csv")
    answer = api.get(f"item-imports/{run['id']}/errors")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert found[0] == ["名称", "序列号", "备注列", "问题"]
    assert [row[1] for row in found[1:]] == ["SN-2", None]
    assert found[2][2] == long
    assert "名称：必填" in found[1][3]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert api.get(f"item-imports/{run['id']}/errors", suffix="csv").content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("count", [4, 5, 7])
def test_the_error_sheet_is_whole_however_long(api: Api, monkeypatch: Any, count: int) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    run = checked(api, [HEAD[:3], *[["", f"h{n}", f"SN-{n}"] for n in range(count)]])
    lines = api.get(f"item-imports/{run['id']}/errors", suffix="csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in lines] == ["序列号", *[f"SN-{n}" for n in range(count)]]


def test_a_cancelled_import_stops_and_what_is_written_can_be_reverted(api: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr(stepping, "PART", 2)
    monkeypatch.setattr(stepping, "TURN_S", -1.0)
    run = checked(api, [HEAD[:3], *[[f"h{n}", f"h{n}", f"SN-{n}"] for n in range(7)]])
    assert (run["state"], counts(run)) == ("checked", (7, 0, 0, 0, 0))
    api.post(f"item-imports/{run['id']}/apply")
    (task,) = [task for task in work.take() if task.handler.startswith("kernel.import")]
    work.run(task)
    assert api.get(f"item-imports/{run['id']}").json()["done"] == 2
    assert api.post(f"item-imports/{run['id']}/cancel").json()["state"] == "cancelled"
    work_off()
    assert Item.objects.count() == 2
    assert api.get(f"change-batches/{run['id']}").json()["items"] == 2


def test_two_imports_at_once_make_one_item(api: Api) -> None:
    lines = [HEAD[:3], *[[f"h{n}", f"h{n}", f"SN-{n}"] for n in range(5)]]
    first, second = checked(api, lines), checked(api, lines, name="again.xlsx")
    assert counts(first) == counts(second) == (5, 0, 0, 0, 0), "neither knew of the other"
    applied(api, first)
    second = applied(api, second)
    assert counts(second) == (0, 0, 5, 0, 0)
    assert Item.objects.count() == 5


def test_rows_that_share_only_a_second_mark_make_one_item(api: Api) -> None:
    head = ["名称", "机器标识", "序列号"]
    run = checked(api, [head, ["a", "m-1", "SN-1"], ["b", "m-2", "SN-1"], ["c", "m-3", "SN-3"]])
    assert run["creates"] == 3, "the first marks differ"
    run = applied(api, run)
    assert set(Item.objects.values_list("name", flat=True)) == {"a", "c"}
    assert counts(run) == (2, 0, 0, 0, 1)
    assert said(api, run) == {3: "整行：与第 2 行是同一对象"}


def test_a_part_that_was_done_is_not_done_again(api: Api, monkeypatch: Any) -> None:
    run = checked(api, [HEAD[:3], ["a", "a", "SN-1"]])
    api.post(f"item-imports/{run['id']}/apply")
    (task,) = [task for task in work.take() if task.handler.startswith("kernel.import")]
    told = Task(task.id, task.handler, task.key, task.payload, task.due_at, 1)
    stepping.step(told)
    stepping.step(told)
    assert (Item.objects.count(), ItemChange.objects.count()) == (1, 1)
    assert ImportRun.objects.get(id=run["id"]).creates == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"x", "unknown_format"),
        ("a.xlsx", b"PK", "not_a_workbook"),
        ("a.csv", b"", "empty_file"),
    ],
)
def test_bad_files_are_refused(api: Api, name: str, content: bytes, code: str) -> None:
    body = {"type": "host", "file": SimpleUploadedFile(name, content)}
    answer = api.client.post("/api/v1/item-imports", body, headers=api.headers)
    if answer.status_code == 201:
        work_off()
        run = api.get(f"item-imports/{answer.json()['id']}").json()
        assert (run["state"], ImportRun.objects.get(id=run["id"]).content) == ("refused", None)
        assert run["problem"]
    else:
        assert answer.json()["code"] == code


def test_a_type_that_items_cannot_be_of_is_refused(api: Api) -> None:
    assert send(api, [HEAD], type_key="item").json()["code"] == "no_such_type"
    assert api.get("item-imports/targets", type="none").json()["code"] == "no_such_type"


def test_the_template_can_be_uploaded(api: Api) -> None:
    answer = api.get("item-imports/template", type="host", suffix="xlsx")
    run = checked(api, [], content=answer.content)
    assert (run["state"], run["problem"]) == ("refused", "文件中没有数据行。")
    titles = [cell.value for cell in load_workbook(io.BytesIO(answer.content)).active[1]]
    assert titles[0] == "名称*"
    assert {"序列号", "所属单位", "上联"} <= set(titles)


def test_what_is_masked_in_an_export_changes_nothing(api: Api) -> None:
    item = create_item("host", "web01", {"serial": "SN-1", "phone": "13800001234"})
    masked = "138****1234"
    run = checked(api, [["名称", "序列号", "联系电话"], ["web01", "SN-1", masked]])
    assert counts(run) == (0, 0, 1, 0, 0), api.get(f"item-imports/{run['id']}/rows").json()
    assert Item.objects.get(id=UUID(str(item.id))).attributes["phone"] == "13800001234"


def test_broken_rows_of_a_long_table_hold_up_no_other(api: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr(stepping, "PART", 8)
    lines: list[list[Any]] = [[f"h{n}", f"h{n}", f"SN-{n}", "没有" if n % 20 == 0 else 8] for n in range(60)]
    lines.append(["h61", "h61", "SN-1", 8])
    run = checked(api, [["名称", "主机名", "序列号", "处理器核数"], *lines])
    assert counts(run) == (57, 0, 0, 0, 4)
    assert said(api, run) == {
        **dict.fromkeys((2, 22, 42), "处理器核数：须为整数"),
        62: "整行：与第 3 行是同一对象",
    }
    assert counts(applied(api, run)) == (57, 0, 0, 0, 4)
    assert (Item.objects.count(), ItemChange.objects.count()) == (57, 57)


def test_two_tables_written_in_turns_make_each_item_once(api: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr(stepping, "PART", 2)
    monkeypatch.setattr(stepping, "TURN_S", -1.0)
    hosts = [[f"h{n}", f"h{n}", f"SN-{n}"] for n in range(8)]
    first, second = checked(api, [HEAD[:3], *hosts]), checked(api, [HEAD[:3], *reversed(hosts)], name="反.xlsx")
    for run in (first, second):
        assert api.post(f"item-imports/{run['id']}/apply").status_code == 200
    work_off()
    ended = [api.get(f"item-imports/{run['id']}").json() for run in (first, second)]
    assert [run["state"] for run in ended] == ["applied", "applied"]
    assert sum(run["creates"] for run in ended) == sum(run["unchanged"] for run in ended) == 8
    assert (Item.objects.count(), ItemIdentity.objects.count()) == (8, 8)


@pytest.mark.parametrize(
    ("headings", "reason"),
    [
        (["名称", "名称*"], "表头重复：名称"),
        (["名称", "长" * 101], "表头超过 100 字"),
        (["名称", *[f"列{n}" for n in range(200)]], "超过 200 列"),
    ],
)
def test_headings_that_cannot_be_are_refused_with_the_file(api: Api, headings: list[str], reason: str) -> None:
    run = checked(api, [headings, ["a", "b"]])
    assert run["state"] == "refused"
    assert reason in run["problem"]


def test_hostile_headings_are_only_columns_that_nobody_knows(api: Api) -> None:
    strange = ["=1+1", "__proto__", "attributes.serial; DROP", "<b>", ""]
    run = checked(api, [[*HEAD[:3], *strange], ["a", "a", "", *strange], ["b", "b", "SN-2", *["x"] * 5]])
    assert {run["mapping"][each] for each in strange if each} == {""}
    for key in ("@source", "attributes.__class__", "relation.none"):
        answer = api.post(f"item-imports/{run['id']}/mapping", {"mapping": {"名称": "@name", "主机名": key}})
        assert answer.json()["code"] == "bad_mapping"
    assert counts(applied(api, run)) == (1, 0, 0, 0, 1)
    assert Item.objects.get().attributes == {"hostname": "b", "serial": "SN-2"}
    sheet = api.get(f"item-imports/{run['id']}/errors", suffix="csv").content.decode("utf-8-sig")
    assert ",'=1+1," in sheet.splitlines()[0]
    assert ",'=1+1," in sheet.splitlines()[1], "a table program must not run what was meant as a text"


def test_a_cell_too_large_is_refused_at_its_column(api: Api) -> None:
    lines = [
        ["名称", "主机名", "序列号"],
        ["a", "长" * 30_000, "SN-1"],
        ["b", "x" * 65_537, "SN-2"],
        ["c", "c", "SN-3"],
    ]
    run = checked(api, lines, name="大.csv")
    assert counts(run) == (1, 0, 0, 0, 2)
    assert said(api, run) == {2: "主机名：超过 64 KiB", 3: "主机名：超过 65536 字"}
    rows = api.get(f"item-imports/{run['id']}/rows").json()["items"]
    assert max(len(cell) for row in rows for cell in row["cells"].values()) == stepping.SHOWN
    assert counts(applied(api, run)) == (1, 0, 0, 0, 2)


def test_one_column_fills_one_thing(api: Api) -> None:
    run = checked(api, [HEAD[:3], ["a", "a", "SN-1"]])
    twice = {"名称": "@name", "主机名": "attributes.serial", "序列号": "attributes.serial"}
    answer = api.post(f"item-imports/{run['id']}/mapping", {"mapping": twice})
    assert (answer.status_code, answer.json()["detail"]) == (422, "“序列号”对应了多列。")
    assert api.get(f"item-imports/{run['id']}").json()["mapping"] == run["mapping"], "what was known is kept"


def test_a_change_of_unit_is_told_by_its_name(api: Api, organisation: Organisation) -> None:
    create_item("host", "a", {"serial": "SN-1"})
    run = checked(api, [["名称", "序列号", "所属单位", "重要程度"], ["a", "SN-1", "root", "特别重要"]])
    assert "重要程度：不在可选范围内，可填：核心、" in said(api, run)[2]
    run = checked(api, [["名称", "序列号", "所属单位"], ["a", "SN-1", "root"]])
    (row,) = api.get(f"item-imports/{run['id']}/rows").json()["items"]
    assert row["changes"] == {"@organisation": [None, {"id": str(organisation.id), "name": organisation.name}]}


def test_a_turn_that_was_killed_goes_on_where_it_was(api: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr(stepping, "PART", 2)
    run = checked(api, [HEAD[:3], *[[f"h{n}", f"h{n}", f"SN-{n}"] for n in range(5)]])
    api.post(f"item-imports/{run['id']}/apply")
    monkeypatch.setattr(stepping, "TURN_S", -1.0)
    (task,) = [task for task in work.take() if task.handler == stepping.STEP_TASK]
    told = Task(task.id, task.handler, task.key, task.payload, task.due_at, 1)
    stepping.step(told)
    ScheduledTask.objects.filter(handler=stepping.STEP_TASK).exclude(id=task.id).delete()
    assert Item.objects.count() == 2, "killed after a part, before it handed on"
    assert work.run(task), "whoever takes the task over is told the same"
    work_off()
    assert api.get(f"item-imports/{run['id']}").json()["state"] == "applied"
    assert (Item.objects.count(), ItemChange.objects.count()) == (5, 5)


def test_rows_about_one_known_item_are_written_one_after_another(api: Api) -> None:
    create_item("host", "a", {"machine_id": "m-1", "serial": "SN-1"})
    rows = [["b", "m-1", "", "乙方", ""], ["b", "", "SN-1", "", 8], ["c", "m-3", "SN-3", "", 4]]
    run = applied(api, checked(api, [["名称", "机器标识", "序列号", "供应商", "处理器核数"], *rows]))
    assert (run["state"], counts(run)) == ("applied", (1, 2, 0, 0, 0))
    item = Item.objects.get(name="b")
    assert (item.attributes["supplier"], item.attributes["cpu_cores"], item.version) == ("乙方", 8, 3)
    assert list(ItemChange.objects.filter(item=item).order_by("version").values_list("version", flat=True)) == [1, 2, 3]


def test_a_row_whose_item_is_another_by_now_makes_its_own(api: Api) -> None:
    item = create_item("host", "a", {"serial": "SN-1"})
    run = checked(api, [HEAD[:3], ["a", "web-a", "SN-1"]])
    assert counts(run) == (0, 1, 0, 0, 0)
    update_item(item.id, item.version, Patch({"serial": "SN-2"}))
    run = applied(api, run)
    assert (run["state"], counts(run)) == ("applied", (1, 0, 0, 0, 0))
    made = Item.objects.exclude(id=item.id).get()
    assert made.attributes == {"serial": "SN-1", "hostname": "web-a"}
    assert Item.objects.get(id=item.id).attributes == {"serial": "SN-2"}
    assert api.get(f"item-imports/{run['id']}/rows").json()["items"][0]["item"] == str(made.id)


@pytest.mark.django_db(transaction=True)
def test_a_row_is_judged_by_what_its_item_is_once_nobody_else_can_change_it(api: Api, admin: User) -> None:
    if connection.vendor == "sqlite":
        return  # one writer at a time there
    item = create_item("host", "a", {"serial": "SN-1"})
    run = checked(api, [HEAD[:3], ["b", "web-b", "SN-1"]])
    quicker: list[Thread] = []

    def retire() -> None:
        try:
            with acting_as(Actor("user", str(admin.id), admin.name)):
                update_item(item.id, item.version, Patch(lifecycle="retired"))
        finally:
            connection.close()

    def before_the_item_is_held(execute: Any, sql: str, *rest: Any) -> Any:
        if not quicker and sql.endswith("FOR NO KEY UPDATE") and '"inventory_item"' in sql:
            quicker.append(Thread(target=retire))
            quicker[0].start()
            quicker[0].join()
        return execute(sql, *rest)

    with connection.execute_wrapper(before_the_item_is_held):
        run = applied(api, run)
    assert quicker
    assert (run["state"], counts(run)) == ("applied", (0, 0, 0, 0, 1))
    assert said(api, run) == {2: "整行：相同标识的配置项已退役：a，请先恢复使用"}
    assert Item.objects.get().name == "a"

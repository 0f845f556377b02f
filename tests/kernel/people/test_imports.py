"""Import of organisations and people: the dry run reports row by row, then all rows are written or none."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.conftest import Api, make_user
from tests.kernel.people.conftest import Upload, send, table, work_off
from tongyun.kernel.facade import organisations_below
from tongyun.kernel.models import (
    Appointment,
    AuditRecord,
    Grant,
    ImportRow,
    ImportRun,
    Organisation,
    OrganisationVersion,
    Post,
    Role,
    User,
    UserVersion,
)

pytestmark = pytest.mark.django_db

UNITS = ["编码*", "名称*", "上级编码", "类型", "行政区划级别", "联系人", "联系电话", "设立日期"]
PEOPLE = ["用户名*", "姓名*", "机构编码*", "手机", "岗位编码"]


def rows(api: Api, run: dict, **query: Any) -> list[dict]:
    return api.get(f"people-imports/{run['id']}/rows", **query).json()["items"]


def said(api: Api, run: dict) -> list[tuple[int, str]]:
    return [(row["number"], row["messages"][0]["message"]) for row in rows(api, run, verdict="error")]


def test_a_tree_is_imported_children_before_parents(api: Api, upload: Upload, organisation: Organisation) -> None:
    lines = [
        UNITS,
        ["wh-dsj", "武侯区数据局", "wh", "使用单位", "区县", "李敏", "028-85550000", date(2024, 1, 15)],
        ["wh", "武侯区", "root", "管理单位", "区县", None, None, "2024年1月1日"],
    ]
    run = upload("organisations", lines)
    assert (run["state"], run["creates"], run["errors"], run["total"]) == ("checked", 2, 0, 2)
    assert Organisation.objects.count() == 1, "a dry run writes nothing"
    assert api.post(f"people-imports/{run['id']}/apply").json()["state"] == "applying"
    work_off()
    assert api.get(f"people-imports/{run['id']}").json()["state"] == "applied"
    unit = Organisation.objects.get(code="wh-dsj")
    assert (unit.parent.code, unit.contacts, unit.valid_from) == (
        "wh",
        [{"name": "李敏", "phone": "028-85550000"}],
        date(2024, 1, 15),
    )
    assert len(organisations_below(organisation.id)) == 3
    assert OrganisationVersion.objects.filter(change="imported", actor_name="管理员").count() == 2
    assert AuditRecord.objects.get(action="people_import.applied").actor_name == "管理员"
    assert ImportRun.objects.get().content is None
    again = upload("organisations", lines)
    assert (again["creates"], again["updates"], again["unchanged"]) == (0, 0, 2)
    assert api.post(f"people-imports/{again['id']}/apply").json()["code"] == "nothing_to_do"


def test_an_import_moves_and_renames_and_keeps_what_is_not_said(api: Api, upload: Upload, organisation) -> None:
    west = Organisation.objects.create(code="west", name="西片", parent=organisation)
    desk = Organisation.objects.create(code="desk", name="窗口", parent=west, duties="受理", position=7)
    Organisation.objects.create(code="sub", name="分窗口", parent=desk)
    run = upload("organisations", [UNITS[:3], ["desk", "综合窗口", "root"], ["west", "西片", None]])
    (row,) = rows(api, run, verdict="update")
    assert row["changes"] == {"name": ["窗口", "综合窗口"], "parent": ["west", "root"]}
    api.post(f"people-imports/{run['id']}/apply")
    work_off()
    desk.refresh_from_db()
    assert (desk.name, desk.parent_id, desk.duties, desk.position) == ("综合窗口", organisation.id, "受理", 7)
    assert len(organisations_below(west.id)) == 1
    assert len(organisations_below(desk.id)) == 2


def test_each_mistake_is_reported_at_its_row(api: Api, upload: Upload, organisation: Organisation) -> None:
    run = upload(
        "organisations",
        [
            UNITS,
            ["a", "甲", "b"],
            ["b", "乙", "a"],
            ["c", "丙", "没有"],
            ["d", "丁", "root", "不知道"],
            ["d", "戊", "root"],
            ["", "己", "root"],
            ["g", "=1+1", "root"],
            ["h", "辛", "root", None, None, None, None, "昨天"],
            ["i", "辛", "root"],
        ],
    )
    assert run["errors"] == 9
    assert said(api, run) == [
        (2, "上级关系成环：a → b → a"),
        (3, "上级关系成环：b → a → b"),
        (4, "没有这个编码的机构"),
        (5, "须为：管理单位、使用单位、服务商、监理单位"),
        (6, "与第 5 行重复"),
        (7, "必填"),
        (8, "单元格是公式，请粘贴为数值"),
        (9, "日期有误，请写作 2026-11-21"),
        (10, "同一上级下已有同名机构（编码 h）"),
    ]
    assert api.post(f"people-imports/{run['id']}/apply").json()["code"] == "has_errors"
    assert Organisation.objects.count() == 1


def test_people_are_imported_with_their_posts(api: Api, upload: Upload, organisation: Organisation) -> None:
    Post.objects.create(code="intake", name="接件人员")
    Post.objects.create(code="review", name="预审人员")
    lines = [PEOPLE, ["li.min", "李敏", "root", 13800000001, "intake、review"], ["wang", "王芳", "root", "", ""]]
    run = upload("users", lines)
    assert (run["creates"], run["errors"]) == (2, 0)
    api.post(f"people-imports/{run['id']}/apply")
    work_off()
    li = User.objects.get(username="li.min")
    assert (li.name, li.phone, li.organisation_id) == ("李敏", "13800000001", organisation.id)
    assert Appointment.objects.filter(user=li, until=None).count() == 2
    assert UserVersion.objects.filter(user=li, change="imported").count() == 1
    assert api.get(f"users/{li.id}").json()["can_sign_in"] is False


def test_a_table_gives_no_post_that_its_sender_could_not_give(api: Api, upload: Upload, organisation) -> None:
    post = Post.objects.create(code="boss", name="主任")
    Grant.objects.create(post=post, role=Role.objects.create(key="r", title="某", permissions=["user:read"]))
    lines = [PEOPLE, ["admin", "管理员", "root", "", "boss"], ["li.min", "李敏", "root", "", "boss"]]
    assert said(api, upload("users", lines)) == [(2, "“主任”持有角色，不能把自己加入，请由他人办理。")]
    keeps = Role.objects.create(key="k", realm="system", title="录入", permissions=["user:manage"])
    keeper = Api(make_user("keeper", "录入员", organisation, [keeps]))
    sent = send(keeper, "users", "人员.csv", table(lines)).json()
    work_off()
    assert said(keeper, sent) == [(row, "您没有“管理用户组与岗位”权限，不能任命岗位") for row in (2, 3)]


def test_what_is_wrong_with_people_is_reported(api: Api, upload: Upload, organisation: Organisation) -> None:
    gone = make_user("gone", "已停用", organisation, [])
    User.objects.filter(id=gone.id).update(active=False)
    lines = [
        PEOPLE,
        ["zhao", "赵", "nowhere"],
        ["王芳", "王芳", "root"],
        ["Zhao", "赵", "root"],
        ["gone", "已停用", "root"],
        ["x1", "某", "root", "abc"],
        ["x2", "某", "root", "", "boss"],
        ["x3", "@SUM(A1)", "root"],
    ]
    run = upload("users", lines, "人员.csv")
    assert said(api, run) == [
        (2, "没有这个编码的机构"),
        (3, "用户名须为 2 至 64 位字母、数字、点、下划线或连字符"),
        (4, "与第 2 行重复"),
        (5, "账号已停用，请先启用"),
        (6, "手机号码有误"),
        (7, "没有编码为“boss”的岗位"),
        (8, "以 =、+、-、@ 开头，可能被表格软件当作公式执行，已拒绝"),
    ]


def test_what_changed_since_the_check_stops_the_whole_import(api: Api, upload: Upload, organisation) -> None:
    Organisation.objects.create(code="wh", name="武侯区", parent=organisation)
    run = upload("users", [PEOPLE, ["wang", "王芳", "root"], ["li", "李敏", "wh"]])
    Organisation.objects.filter(code="wh").update(valid_to=date(2026, 1, 1))
    api.post(f"people-imports/{run['id']}/apply")
    work_off()
    after = api.get(f"people-imports/{run['id']}").json()
    assert after["state"] == "failed"
    assert "第 3 行机构编码：机构已撤销" in after["problem"]
    assert not User.objects.filter(username="wang").exists()


def test_a_csv_of_a_chinese_table_program_is_read(upload: Upload, organisation: Organisation) -> None:
    lines = [PEOPLE, ["wang", "王芳", "root", "＋８６ 13800000001"]]
    run = upload("users", lines, "人员.CSV", table(lines, "gb18030"))
    assert (run["state"], run["creates"], run["errors"]) == ("checked", 1, 0)


def test_a_cancelled_import_is_over(api: Api, upload: Upload, organisation: Organisation) -> None:
    run = upload("users", [PEOPLE, ["wang", "王芳", "root"]])
    assert api.post(f"people-imports/{run['id']}/cancel").json()["state"] == "cancelled"
    assert api.post(f"people-imports/{run['id']}/apply").json()["code"] == "not_checked"
    assert api.post(f"people-imports/{run['id']}/cancel").json()["code"] == "over"
    assert not User.objects.filter(username="wang").exists()


def test_a_check_that_was_killed_begins_anew(api: Api, upload: Upload, organisation: Organisation) -> None:
    sent = send(api, "users", "a.csv", table([PEOPLE, ["wang", "王芳", "root"]])).json()
    run = ImportRun.objects.get(id=sent["id"])
    ImportRun.objects.filter(id=run.id).update(state="checking", done=1)
    ImportRow.objects.create(run=run, number=2, verdict="create")
    work_off()
    assert [row["number"] for row in rows(api, sent)] == [2]
    assert api.get(f"people-imports/{run.id}").json()["state"] == "checked"


@pytest.mark.parametrize("kind", ["organisations", "users"])
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_the_template_can_be_filled_and_uploaded(
    api: Api, upload: Upload, organisation, kind: str, suffix: str
) -> None:
    answer = api.get("people-imports/template", kind=kind, suffix=suffix)
    assert answer.status_code == 200
    run = upload(kind, [], f"模板.{suffix}", answer.content)
    assert run["state"] == "checked", run["problem"]
    assert run["total"] == 1
    if suffix == "xlsx":
        assert load_workbook(io.BytesIO(answer.content)).sheetnames[1] == "填写说明"


def test_whoever_may_not_manage_people_imports_nothing(organisation: Organisation, nobody: User) -> None:
    assert send(Api(nobody), "users", "a.csv", table([PEOPLE])).status_code == 403
    assert ImportRun.objects.count() == 0

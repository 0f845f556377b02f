"""Who reads what: boards with an audience, receipts, who has not read, reminding, search."""

from typing import Any

import pytest

from tests.conftest import Api, make_user
from tests.kernel.announcements.conftest import published, titles, user, work_off
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import (
    AnnouncementReceipt,
    Appointment,
    AuditRecord,
    Board,
    Grant,
    Group,
    Membership,
    Notification,
    Organisation,
    Post,
    Role,
    User,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def everywhere(writer: Api, reviewer: Api) -> None:
    """The writer and the reviewer read every board."""
    role = Role.objects.create(key="insider", title="编辑部", permissions=[])
    for name in ("writer", "reviewer"):
        Grant.objects.create(user=user(name), role=role, scope="all")


def narrowed(board: Board, *, unit: Organisation | None = None, role: str = "") -> None:
    board.everyone = False
    board.save()
    insider = Role.objects.filter(key="insider")
    board.roles.set([*insider, *Role.objects.filter(key=role)])
    if unit is not None:
        board.organisations.set([unit])


def test_a_board_of_a_unit_is_read_by_all_below_it(
    everywhere: None, writer: Api, reviewer: Api, reader: Api, board: Board
) -> None:
    unit = Organisation.objects.get(code="edu")
    deep = Organisation.objects.create(code="school", name="第一中学", parent=unit)
    teacher = Api(make_user("teacher", "老师", deep, []))
    narrowed(board, unit=unit)
    id_ = published(writer, reviewer, board)
    assert titles(reader) == titles(teacher) == ["机房检修通知"]
    outside = Api(make_user("outside", "外人", Organisation.objects.get(code="root"), []))
    assert (titles(outside), outside.get(f"announcements/{id_}").status_code) == ([], 404)
    assert outside.post(f"announcements/{id_}/read").status_code == 404
    assert outside.get("search", q="检修").json() == []
    work_off()
    told = set(Notification.objects.filter(title="机房检修通知").values_list("user__username", flat=True))
    assert told == {"reader", "teacher", "reviewer"}, "not the author, not who is outside"


def test_whoever_joins_later_reads_too_and_whoever_leaves_does_not(
    everywhere: None, writer: Api, reviewer: Api, reader: Api, board: Board
) -> None:
    narrowed(board, unit=Organisation.objects.get(code="edu"))
    published(writer, reviewer, board)
    User.objects.filter(username="reader").update(organisation=Organisation.objects.get(code="root"))
    assert titles(reader) == []


def test_a_unit_that_was_merged_brings_its_boards(
    everywhere: None, api: Api, writer: Api, reviewer: Api, reader: Api, board: Board
) -> None:
    old = Organisation.objects.get(code="edu")
    new = Organisation.objects.create(code="edu2", name="教育体育局")
    narrowed(board, unit=old)
    id_ = published(writer, reviewer, board)
    assert api.post(f"organisations/{old.id}/merge", {"into": str(new.id), "reason": "机构改革"}).status_code == 200
    assert user("reader").organisation_id == new.id
    assert titles(reader) == ["机房检修通知"]
    assert [row["username"] for row in readers_of(writer, id_, unread="true") if row["username"] == "reader"]


@pytest.mark.parametrize("way", ["user", "group", "post"])
def test_a_board_of_a_role_is_read_by_its_holders(
    everywhere: None, writer: Api, reviewer: Api, reader: Api, board: Board, way: str
) -> None:
    role = Role.objects.create(key="keeper", title="机房管理员", permissions=[])
    held = Grant(role=role, scope="all")
    if way == "user":
        held.user = user("reader")
    elif way == "group":
        held.group = Group.objects.create(code="g", name="组")
        Membership.objects.create(group=held.group, user=user("reader"))
    else:
        held.post = Post.objects.create(code="p", name="岗")
        unit = Organisation.objects.get(code="edu")
        Appointment.objects.create(user=user("reader"), post=held.post, organisation=unit, since="2020-01-01")
    narrowed(board, role="keeper")
    id_ = published(writer, reviewer, board)
    assert titles(reader) == []
    held.save()
    assert titles(reader) == ["机房检修通知"]
    assert "reader" in [row["username"] for row in readers_of(writer, id_)]


def readers_of(api: Api, id_: str, **query: Any) -> list[dict[str, Any]]:
    answer = api.get(f"announcement-desk/{id_}/readers", **query)
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


def test_reading_is_said_once_and_counted(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board, must_read=True)
    assert titles(reader, read="false") == ["机房检修通知"]
    first = reader.post(f"announcements/{id_}/read").json()["read_at"]
    assert first is not None
    assert reader.post(f"announcements/{id_}/read").json()["read_at"] == first
    assert AnnouncementReceipt.objects.count() == 1
    assert titles(reader, read="false") == []
    held = writer.get(f"announcement-desk/{id_}").json()
    assert (held["read"], held["readers"]) == (1, User.objects.filter(active=True).count())
    assert {row["username"] for row in readers_of(writer, id_, unread="true")} == {"writer", "reviewer"}
    assert [row["username"] for row in readers_of(writer, id_, unread="false")] == ["reader"]


def test_what_was_corrected_is_to_be_read_again(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board, must_read=True)
    reader.post(f"announcements/{id_}/read")
    down = reviewer.post(f"announcements/{id_}/withdraw", {"reason": "日期有误"}).json()
    writer.patch(f"announcements/{id_}", {"version": down["version"], "body": "<p>周日断电。</p>"})
    writer.post(f"announcements/{id_}/submit")
    reviewer.post(f"announcements/{id_}/approve")
    assert titles(reader, read="false") == ["机房检修通知"]
    assert writer.get(f"announcement-desk/{id_}").json()["read"] == 0
    assert reader.post(f"announcements/{id_}/read").json()["read_at"] is not None
    confirmed = AuditRecord.objects.filter(action="announcement.confirmed", target_id=id_).order_by("seq")
    assert [row.changes["round"]["new"] for row in confirmed] == [1, 2]


def test_who_has_not_read_is_a_file_too(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board)
    Role.objects.filter(key="writer").update(permissions=["announcement:read", "announcement:write", "list:export"])
    answer = writer.get(f"announcement-desk/{id_}/readers", unread="true", format="csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "姓名,用户名,单位,阅读时间"
    assert len(text.splitlines()) == 4


def test_those_who_have_not_read_are_reminded_once_a_day(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board, must_read=True)
    work_off()
    assert Notification.objects.get(user__username="reader").level == "warning"
    reviewer.post(f"announcements/{id_}/read")
    assert writer.post(f"announcements/{id_}/remind").json() == {"people": 2}
    assert writer.post(f"announcements/{id_}/remind").json() == {"people": 0}
    assert Notification.objects.filter(title="请阅读：机房检修通知", user__username="reader").count() == 1


def test_pinned_ones_come_first(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    first = published(writer, reviewer, board, title="旧")
    published(writer, reviewer, board, title="新")
    assert titles(reader) == ["新", "旧"]
    assert reviewer.post(f"announcements/{first}/pin", {"pinned": True}).status_code == 200
    assert titles(reader) == ["旧", "新"]


def test_boards_are_made_by_whoever_may(api: Api, writer: Api, district: Organisation) -> None:
    assert writer.post("announcement-boards", {"key": "x", "title": "x"}).status_code == 403
    narrow = {"key": "rules", "title": "制度", "everyone": False}
    assert api.post("announcement-boards", narrow).json()["errors"][0]["path"] == "/everyone"
    made = api.post("announcement-boards", {**narrow, "organisations": [str(district.id)]}).json()
    assert (made["readers"], made["organisations"][0]["name"]) == (1, "武侯区数据局")
    assert api.post("announcement-boards", {"key": "rules", "title": "制度"}).json()["code"] == "duplicate_key"
    change = {"version": made["version"], "retired": True}
    assert api.patch(f"announcement-boards/{made['id']}", change).json()["retired"] is True
    assert api.patch(f"announcement-boards/{made['id']}", change).status_code == 412
    assert [board["key"] for board in writer.get("boards").json()] == []


def test_what_is_published_is_found_under_the_boards_new_name(
    api: Api, writer: Api, reviewer: Api, reader: Api, board: Board
) -> None:
    published(writer, reviewer, board)
    assert api.patch(f"announcement-boards/{board.id}", {"version": 1, "title": "办事指南"}).status_code == 200
    assert [hit["subtitle"] for hit in reader.get("search", q="检修").json()] == ["办事指南"]
    assert reader.get("search", q="通知公告").json() == []


def test_an_author_writes_on_boards_they_read_only(writer: Api, board: Board) -> None:
    narrowed(board, unit=Organisation.objects.create(code="far", name="远方"))
    refused = writer.post("announcements", {"board_id": str(board.id), "title": "题"})
    assert refused.json()["errors"][0]["path"] == "/board_id"


def test_the_moment_of_reading_is_told(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board)
    assert reader.get(f"announcements/{id_}").json()["read_at"] is None, "opening alone says nothing"
    before = utc_now().isoformat()[:16]
    reader.post(f"announcements/{id_}/read")
    assert reader.get(f"announcements/{id_}").json()["read_at"][:13] >= before[:13]

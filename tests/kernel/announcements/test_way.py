"""The way of an announcement: written, reviewed by another, published in time, taken down."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Api, make_user
from tests.kernel.announcements.conftest import REVIEWER, WRITER, draft, published, state, titles, work_off
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import Announcement, AuditRecord, Board, Notification, Organisation, Role, ScheduledTask

pytestmark = pytest.mark.django_db


def notes(username: str) -> list[str]:
    return list(
        Notification.objects.filter(user__username=username).order_by("created_at").values_list("title", flat=True)
    )


def test_it_is_published_once_another_person_approved(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = draft(writer, board)
    assert reviewer.post(f"announcements/{id_}/approve").json()["code"] == "wrong_state"
    assert writer.post(f"announcements/{id_}/submit").json()["state"] == "in_review"
    assert notes("reviewer") == ["公告待审核：机房检修通知"]
    assert titles(reader) == []
    assert reader.get(f"announcements/{id_}").status_code == 404
    answer = reviewer.post(f"announcements/{id_}/approve").json()
    assert (answer["state"], answer["reviewer_name"]) == ("published", "审核")
    assert titles(reader) == ["机房检修通知"]
    work_off()
    assert notes("reader") == ["机房检修通知"]
    assert "公告已通过审核：机房检修通知" in notes("writer")
    actions = AuditRecord.objects.filter(target_id=id_).order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["announcement.created", "announcement.submitted", "announcement.approved"]


def test_whoever_writes_or_reviews_needs_no_right_to_look_at_the_others(
    writer: Api, reviewer: Api, board: Board
) -> None:
    Role.objects.filter(key="writer").update(permissions=["announcement:write"])
    Role.objects.filter(key="reviewer").update(permissions=["announcement:review"])
    published(writer, reviewer, board)
    assert Announcement.objects.get().state == "published"


def test_nobody_approves_what_they_wrote_or_changed(board: Board, reviewer: Api, district: Organisation) -> None:
    both = Role.objects.create(key="both", title="编审", permissions=[*WRITER, *REVIEWER])
    author, editor = (Api(make_user(name, name, district, [both], "below")) for name in ("author", "editor"))
    id_ = draft(author, board)
    version = editor.get(f"announcement-desk/{id_}").json()["version"]
    assert editor.patch(f"announcements/{id_}", {"version": version, "title": "改过"}).status_code == 200
    author.post(f"announcements/{id_}/submit")
    for api in (author, editor):
        assert api.get(f"announcement-desk/{id_}").json()["may_review"] is False
        refused = api.post(f"announcements/{id_}/approve")
        assert (refused.status_code, refused.json()["code"]) == (403, "own_announcement")
    assert reviewer.get(f"announcement-desk/{id_}").json()["may_review"] is True
    assert reviewer.post(f"announcements/{id_}/approve").status_code == 200


def test_a_rejected_one_comes_back_with_the_reason(writer: Api, reviewer: Api, board: Board) -> None:
    id_ = draft(writer, board)
    writer.post(f"announcements/{id_}/submit")
    assert reviewer.post(f"announcements/{id_}/reject", {"reason": "  "}).status_code == 422
    assert reviewer.post(f"announcements/{id_}/reject", {"reason": "日期有误"}).json()["state"] == "draft"
    held = writer.get(f"announcement-desk/{id_}").json()
    assert held["remark"] == "日期有误"
    assert notes("writer") == ["公告被退回：机房检修通知"]
    assert writer.patch(f"announcements/{id_}", {"version": held["version"], "body": "<p>周日</p>"}).status_code == 200
    assert writer.post(f"announcements/{id_}/submit").json()["remark"] == ""


def test_only_a_draft_can_be_changed(writer: Api, reviewer: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board)
    version = writer.get(f"announcement-desk/{id_}").json()["version"]
    change = {"version": version, "title": "悄悄改"}
    assert writer.patch(f"announcements/{id_}", change).json()["code"] == "not_a_draft"
    assert writer.delete(f"announcements/{id_}").json()["code"] == "was_published"
    down = writer.send("POST", f"announcements/{id_}/withdraw", {"reason": "有误"}).json()
    change["version"] = down["version"]
    assert writer.patch(f"announcements/{id_}", change).json()["state"] == "draft"
    assert writer.patch(f"announcements/{id_}", change).status_code == 412, "somebody saved first"


def test_it_is_published_when_its_time_comes(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    at = utc_now() + timedelta(hours=2)
    id_ = published(writer, reviewer, board, publish_at=at.isoformat())
    assert state(writer, id_) == "scheduled"
    assert ScheduledTask.objects.get(key=id_).due_at == at
    work_off(timedelta(hours=1))
    assert titles(reader) == []
    work_off(timedelta(hours=3))
    assert titles(reader) == ["机房检修通知"]
    assert notes("reader") == ["机房检修通知"]


def test_what_was_recalled_is_not_published(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    at = utc_now() + timedelta(hours=2)
    id_ = published(writer, reviewer, board, publish_at=at.isoformat())
    assert writer.post(f"announcements/{id_}/recall").json()["state"] == "draft"
    assert not ScheduledTask.objects.filter(key=id_).exists()
    work_off(timedelta(hours=3))
    assert titles(reader) == []


def test_it_goes_when_its_time_is_over(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board, expires_at=(utc_now() + timedelta(days=1)).isoformat())
    work_off(timedelta(hours=23))
    assert titles(reader) == ["机房检修通知"]
    Announcement.objects.filter(id=id_).update(expires_at=utc_now())
    assert titles(reader) == [], "also while the worker is late"
    work_off(timedelta(hours=25))
    assert state(writer, id_) == "expired"
    assert reader.get("search", q="机房检修").json() == []


def test_it_is_down_at_once_and_says_why(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board)
    assert [hit["href"] for hit in reader.get("search", q="断电").json()] == [f"/announcements/{id_}"]
    assert reviewer.post(f"announcements/{id_}/withdraw", {"reason": "内容有误"}).json()["state"] == "withdrawn"
    assert (titles(reader), reader.get("search", q="断电").json()) == ([], [])
    work_off()
    assert notes("reader") == [], "nobody is told of what is down again"
    assert AuditRecord.objects.filter(action="announcement.withdrawn", target_id=id_).exists()


def test_published_again_is_told_again(writer: Api, reviewer: Api, reader: Api, board: Board) -> None:
    id_ = published(writer, reviewer, board)
    work_off()
    down = reviewer.post(f"announcements/{id_}/withdraw", {"reason": "有误"}).json()
    writer.patch(f"announcements/{id_}", {"version": down["version"], "title": "更正"})
    writer.post(f"announcements/{id_}/submit")
    reviewer.post(f"announcements/{id_}/approve")
    work_off()
    assert notes("reader") == ["机房检修通知", "更正"]


def test_a_board_without_review(writer: Api, reader: Api, board: Board) -> None:
    id_ = draft(writer, board)
    assert writer.get(f"announcement-desk/{id_}").json()["needs_review"] is True
    Board.objects.update(reviewed=False)
    assert writer.get(f"announcement-desk/{id_}").json()["needs_review"] is False
    assert writer.post(f"announcements/{id_}/submit").json()["state"] == "published"
    assert titles(reader) == ["机房检修通知"]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"title": " "}, "/title"),
        ({"title": "字" * 201}, "/title"),
        ({"body": "x" * 200_001}, "/body"),
        ({"board_id": "01890000-0000-7000-8000-000000000000"}, "/board_id"),
        ({"publish_at": "2027-01-02T00:00:00Z", "expires_at": "2027-01-01T00:00:00Z"}, "/expires_at"),
        ({"publish_at": "2027-01-02T00:00:00"}, "/publish_at"),
        ({"publish_at": "9999-12-31T23:59:59-23:59"}, "/publish_at"),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, "/expires_at"),
    ],
)
def test_what_breaks_a_rule_is_refused(writer: Api, board: Board, fields: dict[str, Any], path: str) -> None:
    refused = writer.post("announcements", {"board_id": str(board.id), "title": "题", **fields})
    assert refused.status_code == 422, refused.content
    assert path in [error["path"] for error in refused.json()["errors"]]
    assert not Announcement.objects.exists()


def test_an_empty_or_late_one_is_not_handed_in(writer: Api, board: Board) -> None:
    empty = draft(writer, board, body="<p> <br></p>")
    assert writer.post(f"announcements/{empty}/submit").json()["code"] == "empty_announcement"
    late = draft(writer, board, expires_at=(utc_now() - timedelta(minutes=1)).isoformat())
    assert writer.post(f"announcements/{late}/submit").json()["code"] == "expired"
    assert writer.delete(f"announcements/{empty}").status_code == 204


def test_another_units_drafts_do_not_exist(
    writer: Api, reviewer: Api, board: Board, organisation: Organisation
) -> None:
    id_ = draft(writer, board)
    other = Organisation.objects.create(code="fin", name="财政局", parent=organisation)
    role = Role.objects.create(key="all", title="全", permissions=[*WRITER, "announcement:review"])
    stranger = Api(make_user("stranger", "外人", other, [role], "below"))
    assert stranger.get("announcement-desk").json()["total"] == 0
    for verb in ("submit", "recall", "approve", "remind"):
        assert stranger.post(f"announcements/{id_}/{verb}").status_code == 404, verb
    for verb in ("reject", "withdraw"):
        assert stranger.post(f"announcements/{id_}/{verb}", {"reason": "x"}).status_code == 404, verb
    assert stranger.get(f"announcement-desk/{id_}").status_code == 404
    assert stranger.get(f"announcements/{id_}").status_code == 404

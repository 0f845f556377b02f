"""Fixtures of announcements: a board, who writes and who reviews, and the worker's turn."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Api, make_user
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import Board, Organisation, Role, ScheduledTask, User
from tongyun.kernel.services import work

WRITER = ["announcement:read", "announcement:write"]
REVIEWER = ["announcement:read", "announcement:review"]


@pytest.fixture
def district(organisation: Organisation) -> Organisation:
    return Organisation.objects.create(code="wuhou", name="武侯区数据局", parent=organisation)


@pytest.fixture
def board(organisation: Organisation) -> Board:
    """Read by everyone, reviewed."""
    return Board.objects.create(key="news", title="通知公告", title_en="News")


@pytest.fixture
def writer(district: Organisation) -> Api:
    role = Role.objects.create(key="writer", title="宣传员", permissions=WRITER)
    return Api(make_user("writer", "文员", district, [role], "below"))


@pytest.fixture
def reviewer(district: Organisation) -> Api:
    role = Role.objects.create(key="reviewer", title="审核员", permissions=REVIEWER)
    return Api(make_user("reviewer", "审核", district, [role], "below"))


@pytest.fixture
def reader(organisation: Organisation) -> Api:
    """Somebody of another unit without any right."""
    return Api(make_user("reader", "读者", Organisation.objects.create(code="edu", name="教育局"), []))


def draft(api: Api, board: Board, **fields: Any) -> str:
    body = {"board_id": str(board.id), "title": "机房检修通知", "body": "<p>周六断电。</p>", **fields}
    answer = api.post("announcements", body)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


def published(writer: Api, reviewer: Api, board: Board, **fields: Any) -> str:
    """A draft that went all the way."""
    id_ = draft(writer, board, **fields)
    assert writer.post(f"announcements/{id_}/submit").status_code == 200
    answer = reviewer.post(f"announcements/{id_}/approve")
    assert answer.status_code == 200, answer.content
    return id_


def titles(api: Api, **query: Any) -> list[str]:
    answer = api.get("announcements", **query)
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["items"]]


def work_off(later: timedelta = timedelta()) -> None:
    """Run the tasks of announcements that are due by then, as a worker does."""
    waiting = ScheduledTask.objects.filter(handler__startswith="kernel.announcement", due_at__lte=utc_now() + later)
    waiting.update(due_at=utc_now())
    while tasks := [task for task in work.take() if task.handler.startswith("kernel.announcement")]:
        for task in tasks:
            assert work.run(task)


def state(api: Api, id_: str) -> str:
    return str(api.get(f"announcement-desk/{id_}").json()["state"])


def user(name: str) -> User:
    return User.objects.get(username=name)

"""The total of a list: always right while people could notice, and not counted again and again when it is large."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import Api, make_user
from tongyun.kernel.api.lists import totals
from tongyun.kernel.models import User
from tongyun.kernel.services.permissions.built_in import OPERATIONS, ensure_roles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    totals.totals.forget()
    yield
    totals.totals.forget()


@pytest.fixture
def people(api: Api, organisation) -> Api:
    for number in range(6):
        make_user(f"user{number}", "张三" if number % 2 else "李四", organisation, [])
    return api


def counted(api: Api, **query: str) -> tuple[int, int]:
    """The total, and how often the database had to count."""
    with CaptureQueriesContext(connection) as asked:
        total = api.get("users", **query).json()["total"]
    return total, sum("COUNT(" in each["sql"] for each in asked.captured_queries)


def test_a_small_total_is_counted_each_time(people: Api, organisation) -> None:
    total, _ = counted(people)
    make_user("one-more", "王五", organisation, [])
    assert counted(people) == (total + 1, 1)


def test_a_large_total_is_kept_for_a_moment_and_then_counted_anew(people: Api, organisation, monkeypatch) -> None:
    monkeypatch.setattr(totals, "LARGE", 3)
    total, times = counted(people)
    assert times == 1
    make_user("one-more", "王五", organisation, [])
    assert counted(people) == (total, 0)
    monkeypatch.setattr(totals.totals, "seconds", 0.0)
    assert counted(people) == (total + 1, 1)


def test_each_filter_and_each_scope_has_a_total_of_its_own(people: Api, organisation, monkeypatch) -> None:
    monkeypatch.setattr(totals, "LARGE", 1)
    modest = Api(make_user("modest", "王五", organisation, [ensure_roles()[OPERATIONS]], scope="own"))
    everybody = User.objects.count()
    assert [counted(people)[0], counted(people, q="张三")[0], counted(people)[0]] == [everybody, 3, everybody]
    assert counted(modest)[0] == 1

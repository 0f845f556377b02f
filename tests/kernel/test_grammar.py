"""The list grammar over a real list: people."""

import base64
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Api, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(api: Api, organisation) -> Api:
    for number in range(25):
        make_user(f"user{number:02d}", "张三" if number % 2 else "李四", organisation, [])
    return api


def test_cursors_walk_the_whole_list_once(people: Api) -> None:
    seen, cursor = [], None
    while True:
        answer = people.get("users", limit=7, **({"cursor": cursor} if cursor else {})).json()
        assert answer["total"] == 26
        seen += [row["username"] for row in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == sorted(seen)
    assert len(set(seen)) == 26


def test_descending_order_walks_back(people: Api) -> None:
    first = people.get("users", limit=3, sort="-username").json()
    second = people.get("users", limit=3, sort="-username", cursor=first["next"]).json()
    names = [row["username"] for row in first["items"] + second["items"]]
    assert names == sorted(names, reverse=True)
    assert len(set(names)) == 6


def test_search_needs_every_word(people: Api) -> None:
    assert people.get("users", q="张三 user01").json()["total"] == 1
    assert people.get("users", q="张三 user02").json()["total"] == 0


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"colour": "red"}, "colour"),
        ({"active__like": "1"}, "active__like"),
        ({"active": "perhaps"}, "active"),
        ({"sort": "password"}, "sort"),
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "１２"}, "limit"),
        ({"cursor": "不是"}, "cursor"),
        ({"cursor": base64.urlsafe_b64encode(json.dumps([{"a": 1}, "x"]).encode()).decode()}, "cursor"),
    ],
)
def test_what_is_not_understood_is_named(api: Api, query: dict, where: str) -> None:
    answer = api.get("users", **query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == where


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=12), value=st.text(max_size=30))
def test_no_query_crashes(api: Api, name: str, value: str) -> None:
    assert api.get("users", **{name: value}).status_code in (200, 422)
    assert api.get("users", q=value, cursor=value).status_code in (200, 422)

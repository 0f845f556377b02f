"""The list grammar over a real list: people."""

import base64
import json
from datetime import datetime

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Api, make_user
from tongyun.kernel.api.grammar import Filter, Listing, page
from tongyun.kernel.models import Notification, User

pytestmark = pytest.mark.django_db

SOME_ID = "01890000-0000-7000-8000-000000000000"


def cursor(value: object, key: str) -> str:
    """A cursor as somebody might forge it."""
    return base64.urlsafe_b64encode(json.dumps([value, key]).encode()).decode().rstrip("=")


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
        ({"sort": "--username"}, "sort"),
        ({"active__gte": "true"}, "active__gte"),
        ({"active__": "true"}, "active__"),
        ({"active__in": ",".join(["true"] * 201)}, "active__in"),
        ({"cursor": cursor({"a": 1}, "x")}, "cursor"),
        ({"cursor": cursor("admin", "not-a-uuid")}, "cursor"),
        ({"cursor": cursor("a\x00", SOME_ID)}, "cursor"),
        ({"cursor": cursor("\ud800", SOME_ID)}, "cursor"),
        ({"sort": "created_at", "cursor": cursor("admin", SOME_ID)}, "cursor"),
        ({"sort": "created_at", "cursor": cursor("0001-01-01T00:00:00", SOME_ID)}, "cursor"),
    ],
)
def test_what_is_not_understood_is_named(api: Api, query: dict, where: str) -> None:
    refused(api.get("users", **query), where)


@pytest.mark.parametrize(
    ("path", "query", "where"),
    [
        ("audit", {"sort": "seq", "cursor": cursor(float("nan"), SOME_ID)}, "cursor"),
        ("audit", {"sort": "seq", "cursor": cursor(float("inf"), SOME_ID)}, "cursor"),
        ("audit", {"sort": "seq", "cursor": cursor(10**30, SOME_ID)}, "cursor"),
        ("audit", {"sort": "at", "cursor": cursor("yesterday", SOME_ID)}, "cursor"),
        ("notifications", {"unread__in": "true"}, "unread__in"),
        ("notifications", {"unread": "null"}, "unread"),
        ("tickets", {"opened_at__gte": "0001-01-01T00:00:00"}, "opened_at__gte"),
        ("tickets", {"level__in": "9" * 30}, "level__in"),
        ("tickets", {"level__gte": "nan"}, "level__gte"),
    ],
)
def test_values_that_no_database_takes_are_refused(api: Api, auditor: User, path: str, query: dict, where: str) -> None:
    refused((Api(auditor) if path == "audit" else api).get(path, **query), where)


def test_a_moment_without_a_zone_is_meant_in_china(api: Api) -> None:
    made = api.get("session").json()["user"]["id"]
    Notification.objects.create(user_id=made, title="早", dedupe="a", created_at="2026-11-20T16:30:00Z")
    listing = Listing(filters={"at": Filter("created_at", datetime)}, sorts={"at": "created_at"}, default_sort="at")
    for moment, found in (("2026-11-21", 1), ("2026-11-21T01:00:00", 0), ("2026-11-20T16:00:00Z", 1)):
        request = RequestFactory().get("/", {"at__gte": moment})
        assert page(request, Notification.objects.all(), listing, list)["total"] == found


def refused(answer, where: str) -> None:
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == where


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=12), value=st.text(max_size=30))
def test_no_query_crashes(api: Api, name: str, value: str) -> None:
    assert api.get("users", **{name: value}).status_code in (200, 422)
    assert api.get("users", q=value, cursor=value).status_code in (200, 422)

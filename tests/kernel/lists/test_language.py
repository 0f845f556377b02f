"""The filter and sort language over real lists: operators, missing values, several sort keys."""

import pytest

from tests.conftest import Api, make_user
from tongyun.kernel.models import Organisation, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(api: Api, organisation: Organisation, as_admin: User) -> Api:
    other = Organisation.objects.create(code="edu", name="市教育局")
    for number, (name, unit) in enumerate([("张伟", organisation), ("李娜", other), ("Wang", None), ("赵敏", None)]):
        make_user(f"u{number}", name, unit, [])
    return api


def names(api: Api, **query: object) -> list[str]:
    answer = api.get("users", **query)
    assert answer.status_code == 200, answer.content
    return [row["username"] for row in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"name__contains": "wan"}, ["u2"]),
        ({"name__starts": "李"}, ["u1"]),
        ({"name__not": "张伟"}, ["admin", "u1", "u2", "u3"]),
        ({"name__not_in": "张伟,李娜"}, ["admin", "u2", "u3"]),
        ({"organisation__null": "true"}, ["u2", "u3"]),
        ({"organisation__null": "false"}, ["admin", "u0", "u1"]),
        ({"organisation": "null"}, ["u2", "u3"]),
        ({"organisation__not": "null"}, ["admin", "u0", "u1"]),
    ],
)
def test_operators(people: Api, query: dict, found: list[str]) -> None:
    assert names(people, **query) == found


def test_none_stands_among_values(people: Api) -> None:
    unit = Organisation.objects.get(code="edu").id
    assert names(people, organisation__in=f"{unit},null") == ["u1", "u2", "u3"]
    assert names(people, organisation__not_in=f"{unit},null") == ["admin", "u0"]


def test_bounds_leave_out_the_bound_itself(api: Api, auditor: User) -> None:
    api = Api(auditor)
    seqs = [row["seq"] for row in api.get("audit", sort="seq").json()["items"]]
    assert len(seqs) > 0
    middle = seqs[len(seqs) // 2]
    assert [row["seq"] for row in api.get("audit", sort="seq", seq__gt=middle).json()["items"]] == [
        seq for seq in seqs if seq > middle
    ]
    assert [row["seq"] for row in api.get("audit", sort="seq", seq__lt=middle).json()["items"]] == [
        seq for seq in seqs if seq < middle
    ]


@pytest.mark.parametrize("sort", ["organisation", "-organisation", "organisation,-username", "-organisation,username"])
def test_rows_without_a_value_come_last_and_each_row_once(people: Api, sort: str) -> None:
    seen, cursor = [], ""
    while True:
        answer = people.get("users", sort=sort, limit=2, **({"cursor": cursor} if cursor else {})).json()
        seen += [(row["organisation"] or {}).get("name") for row in answer["items"]]
        if answer["next"] is None:
            break
        cursor = answer["next"]
    assert len(seen) == 5
    assert seen[3:] == [None, None]
    assert seen[:3] == sorted(seen[:3], reverse=sort.startswith("-"))


def test_a_second_key_orders_what_the_first_leaves_equal(people: Api) -> None:
    assert names(people, sort="organisation,-username")[-2:] == ["u3", "u2"]
    assert names(people, sort="organisation,username")[-2:] == ["u2", "u3"]


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "username,username,username,username"},
        {"sort": "username,password"},
        {"organisation__null": "perhaps"},
        {"organisation__contains": "a"},
        {"name__gt": "a"},
    ],
)
def test_what_is_not_in_the_language_is_refused(people: Api, query: dict) -> None:
    assert people.get("users", **query).status_code == 422

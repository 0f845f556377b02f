"""Bodies that no route should see, and versions of records."""

import pytest

from tests.conftest import Api
from tongyun.kernel.contracts import Conflict, new_id
from tongyun.kernel.services.bulk import bulk

pytestmark = pytest.mark.django_db


def raw(api: Api, body: bytes, path: str = "session", method: str = "PATCH"):
    return api.client.generic(method, f"/api/v1/{path}", body, content_type="application/json", headers=api.headers)


@pytest.mark.parametrize(
    "body",
    [
        b'{"locale": "zh-CN\\u0000"}',
        b'{"locale": "\\ud800"}',
        b'{"locale": NaN}',
        b'{"locale": "\xff\xfe"}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b"",
        b"locale",
        b'{"locale": 1' + b"0" * 5000 + b"}",
    ],
)
def test_what_cannot_be_read_is_a_bad_request(api: Api, body: bytes) -> None:
    answer = raw(api, body)
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("lists", "status"), [(99, 422), (100, 400), (600, 400), (900, 400)])
def test_a_body_has_a_hundred_levels_at_most(api: Api, lists: int, status: int) -> None:
    assert raw(api, b'{"locale": ' + b"[" * lists + b'"\\u00e4"' + b"]" * lists + b"}").status_code == status


def test_ten_megabytes_of_json_are_too_many(api: Api) -> None:
    assert raw(api, b'{"locale": "' + b"a" * (10 << 20) + b'"}').status_code == 413


def test_fields_that_nobody_asked_for_are_named(api: Api) -> None:
    answer = api.patch("session", {"locale": "zh-CN", "permissions": ["*"], "user": {"id": 1}})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_fields")
    assert [field["path"] for field in answer.json()["errors"]] == ["/permissions", "/user"]


def test_unknown_fields_tell_nothing_to_strangers(anonymous: Api) -> None:
    assert anonymous.patch("session", {"evil": 1}).status_code == 401


def test_each_row_of_a_bulk_action_stands_for_itself(db: None) -> None:
    good, bad = new_id(), new_id()

    def act(row: object) -> None:
        if row == bad:
            raise Conflict("late", "太晚了。")

    results = bulk([good, bad, good], act)
    assert [(row.id, row.ok, row.code, row.message) for row in results] == [
        (good, True, "", ""),
        (bad, False, "late", "太晚了。"),
    ]

"""What stands before every route: hosts, texts, and one form of refusal."""

import pytest

from tests.conftest import Api

pytestmark = pytest.mark.django_db


def refused(answer, status: int, code: str) -> None:
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert answer.json()["request_id"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_only_the_allowed_hosts_are_answered(settings, anonymous: Api) -> None:
    settings.ALLOWED_HOSTS = ["ops.example.gov.cn", "127.0.0.1"]
    for host in ("ops.example.gov.cn", "ops.example.gov.cn:8443", "127.0.0.1:8000"):
        assert anonymous.client.get("/api/v1/setup", headers={"Host": host}).status_code == 200
    for host in ("evil.example", "ops.example.gov.cn:x", ""):
        refused(anonymous.client.get("/api/v1/setup", headers={"Host": host}), 400, "bad_host")


def test_a_nul_is_refused_wherever_it_comes(api: Api) -> None:
    refused(api.get("users", q="\x00"), 422, "bad_text")
    refused(api.get("item-types/a%00"), 422, "bad_text")
    subscription = {"name": "a\x00", "url": "http://127.0.0.1/", "topics": ["item.changed"]}
    refused(api.post("subscriptions", subscription), 400, "bad_request")
    named = {**subscription, "name": "a\\u0000"}
    assert api.post("subscriptions", named).status_code == 201, "a backslash and five letters are no NUL"


@pytest.mark.parametrize("path", ["session", "agent/work"])
def test_a_wrong_method_is_a_problem_too(api: Api, path: str) -> None:
    answer = api.send("PUT", path)
    refused(answer, 405, "method_not_allowed")
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize("body", ["{", b"\xff", "[" * 100_000, '{"username": ' + "9" * 5000 + "}"])
def test_a_body_that_cannot_be_read_is_said_in_words(anonymous: Api, body: str | bytes) -> None:
    answer = anonymous.client.generic("POST", "/api/v1/session", body, content_type="application/json")
    refused(answer, 400, "bad_request")
    assert "JSON" in answer.json()["detail"]

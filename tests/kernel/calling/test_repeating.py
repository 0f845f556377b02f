"""A POST that is sent twice with one Idempotency-Key happens once."""

from datetime import timedelta

import pytest

from tests.conftest import Api
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import ApiToken, KeptAnswer, Organisation

pytestmark = pytest.mark.django_db

BODY = {"kind": "user", "name": "对接"}


def send(api: Api, key: str, body: dict, path: str = "tokens"):
    return api.send("POST", path, body, **{"Idempotency-Key": key})


def test_the_second_time_only_the_answer_is_given_again(api: Api) -> None:
    first, second = send(api, "k1", BODY), send(api, "k1", BODY)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert ApiToken.objects.count() == 1


def test_what_is_kept_tells_no_secret_to_a_reader_of_the_table(api: Api) -> None:
    value = send(api, "k1", BODY).json()["token"]
    assert value not in KeptAnswer.objects.get().body


def test_a_key_used_for_another_request_is_refused(api: Api) -> None:
    send(api, "k1", BODY)
    for answer in (send(api, "k1", {**BODY, "name": "别的"}), send(api, "k1", {"ids": None}, "notifications/read")):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert ApiToken.objects.count() == 1


def test_another_caller_has_keys_of_their_own(api: Api, security_officer) -> None:
    send(api, "k1", BODY)
    assert send(Api(security_officer), "k1", BODY).status_code == 200
    assert ApiToken.objects.count() == 2


def test_after_a_refusal_the_key_is_free(api: Api) -> None:
    assert send(api, "k1", {**BODY, "name": ""}).status_code == 422
    assert send(api, "k1", BODY).status_code == 200
    assert KeptAnswer.objects.count() == 1


def test_a_key_ends_after_a_day(api: Api) -> None:
    send(api, "k1", BODY)
    KeptAnswer.objects.update(expires_at=utc_now() - timedelta(seconds=1))
    assert "Idempotency-Replayed" not in send(api, "k1", BODY)
    assert ApiToken.objects.count() == 2


def test_a_crash_keeps_neither_the_change_nor_the_key(api: Api, monkeypatch) -> None:
    monkeypatch.setattr("tongyun.kernel.api.tokens.utc_now", None)
    monkeypatch.setattr("tongyun.kernel.services.tokens.ApiToken.save", lambda row: 1 / 0)
    assert send(api, "k1", BODY).status_code == 500
    assert KeptAnswer.objects.count() == 0
    assert ApiToken.objects.count() == 0


def test_a_stranger_gets_no_answer_that_was_kept(api: Api) -> None:
    send(api, "k1", BODY)
    assert send(Api(), "k1", BODY).status_code == 401


@pytest.mark.parametrize("key", ["k" * 201, "密"])
def test_a_key_that_cannot_be_kept_is_refused(api: Api, key: str) -> None:
    assert send(api, key.encode().decode("latin-1"), BODY).status_code == 422
    assert Organisation.objects.count() == 1

"""How often one may call, in one process and over several."""

import pytest

from tests.conftest import Api
from tongyun.kernel.contracts import TooManyRequests
from tongyun.kernel.contracts.callers import ApiLimits
from tongyun.kernel.models import CallCount
from tongyun.kernel.services.calling import limits

pytestmark = pytest.mark.django_db

MINUTE = 60_000_000.0


@pytest.fixture
def strict(monkeypatch) -> None:
    for place in ("tongyun.kernel.api.security.policy", "tongyun.kernel.api.door.policy"):
        monkeypatch.setattr(place, lambda kind: ApiLimits(user=6, token=3, address=4))


def test_beyond_the_limit_one_is_told_when_to_come_again(api: Api, strict: None) -> None:
    answers = [api.get("session") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 6 + [429] * 2
    told = answers[-1]
    assert told["Content-Type"] == "application/problem+json"
    assert 1 <= int(told["Retry-After"]) <= 61


def test_strangers_are_counted_by_address(api: Api, anonymous: Api, strict: None) -> None:
    assert [anonymous.get("session").status_code for _ in range(6)] == [401] * 4 + [429] * 2
    assert anonymous.get("health").status_code == 429
    assert api.get("session").status_code == 200, "whoever is signed in is counted as a person"


def test_a_new_minute_starts_anew() -> None:
    for _ in range(3):
        limits.admit("user:a", 3, MINUTE)
    with pytest.raises(TooManyRequests):
        limits.admit("user:a", 3, MINUTE + 59)
    limits.admit("user:a", 3, MINUTE + 60)


def test_processes_count_together(monkeypatch) -> None:
    window = int(MINUTE // limits.WINDOW_S)
    CallCount.objects.create(window=window, caller="user:a", process="another", calls=80)
    let_in = 0
    with pytest.raises(TooManyRequests):
        for _ in range(100):
            limits.admit("user:a", 100, MINUTE)
            let_in += 1
    assert 20 <= let_in <= 25, "to within a twentieth of the limit"
    mine = CallCount.objects.exclude(process="another").get()
    assert mine.calls >= 20


def test_a_person_at_work_is_never_written_down() -> None:
    for _ in range(50):
        limits.admit("user:a", 1200, MINUTE)
    assert not CallCount.objects.exists()


def test_counts_of_past_minutes_are_removed() -> None:
    CallCount.objects.create(window=1, caller="a", process="p", calls=1)
    assert limits.forget_counts(10) == 1


def test_no_limit() -> None:
    for _ in range(1000):
        limits.admit("user:a", 0, MINUTE)

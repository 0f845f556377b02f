"""What strangers, load balancers and signed-in people learn of the installation's health."""

import pytest

from tests.conftest import Api
from tongyun.kernel.api import health
from tongyun.kernel.contracts import HealthCheck, HealthState, PartHealth, Registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Registry[HealthCheck]:
    """An installation whose only parts the test names."""
    parts: Registry[HealthCheck] = Registry("health checks", key=lambda check: check.key)
    monkeypatch.setattr(health, "health_checks", parts)
    return parts


def say(parts: Registry[HealthCheck], key: str, state: HealthState) -> None:
    parts.register(HealthCheck(key, lambda: PartHealth(key, key, state, "db.internal:5432 refused", "检查 10.0.0.5")))


def test_details_are_for_those_who_signed_in(api: Api, anonymous: Api, broken: Registry[HealthCheck]) -> None:
    say(broken, "store", HealthState.DOWN)
    stranger, known = anonymous.get("health"), api.get("health")
    assert (stranger.status_code, known.status_code) == (200, 200)
    assert stranger.json()["status"] == known.json()["status"] == "degraded"
    assert stranger.json()["parts"] == [{"key": "store", "name": "store", "state": "down", "detail": "", "advice": ""}]
    assert "refused" in known.json()["parts"][0]["detail"]


def test_a_load_balancer_sees_by_the_code_that_nothing_works(anonymous: Api, broken: Registry[HealthCheck]) -> None:
    say(broken, "database", HealthState.DOWN)
    answer = anonymous.get("health")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")

"""The log of calls: complete in its statistics, a sample of what the UI reads, and no write while somebody waits."""

from datetime import timedelta

import pytest

from tests.conftest import Api
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import ApiCall, ApiHour, ApiToken
from tongyun.kernel.services import tokens
from tongyun.kernel.services.calling import log

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty(db: None) -> None:
    log.flush()
    ApiCall.objects.all().delete()
    ApiHour.objects.all().delete()


def hours() -> dict[str, ApiHour]:
    return {f"{row.method} {row.route}": row for row in ApiHour.objects.all()}


def test_statistics_are_complete_and_reads_of_the_ui_a_sample(api: Api, django_assert_num_queries) -> None:
    for _ in range(20):
        api.get("session")
    assert ApiHour.objects.count() == 0, "nothing is written while somebody waits"
    log.flush()
    assert hours()["GET /session"].calls == 20
    assert ApiCall.objects.filter(route="/session").count() <= 1
    api.get("session")
    log.flush()
    assert hours()["GET /session"].calls == 21


def test_changes_and_failures_are_all_kept_with_who_and_what(api: Api, admin) -> None:
    api.patch("session", {"locale": "zh-CN"})
    api.get("users/01890000-0000-7000-8000-000000000000")
    log.flush()
    change, missing = ApiCall.objects.order_by("at", "id")
    assert (change.method, change.route, change.status) == ("PATCH", "/session", 200)
    assert (change.actor_id, change.actor_name, change.ip) == (str(admin.id), "管理员", "127.0.0.1")
    assert change.bytes_in == len('{"locale": "zh-CN"}')
    assert change.bytes_out > 50
    assert (missing.route, missing.status) == ("/users/{user_id}", 404)
    assert hours()["GET /users/{user_id}"].refused == 1


def test_every_call_of_another_system_is_kept(as_admin) -> None:
    _, value = tokens.make_token("user", "门户", None, None)
    program = Api(token=value)
    for _ in range(3):
        program.get("session")
    log.flush()
    assert set(ApiCall.objects.values_list("token", flat=True)) == {str(ApiToken.objects.get().id)}
    assert ApiCall.objects.count() == 3


def test_the_page_shows_each_interface(api: Api) -> None:
    api.get("session")
    api.get("users/01890000-0000-7000-8000-000000000000")
    log.flush()
    rows = {row["route"]: row for row in api.get("api-calls/statistics", hours=1).json()}
    assert (rows["/session"]["calls"], rows["/session"]["error_rate"]) == (1, 0)
    assert (rows["/users/{user_id}"]["calls"], rows["/users/{user_id}"]["error_rate"]) == (1, 1)
    listed = api.get("api-calls", status__gte=400).json()["items"]
    assert [row["route"] for row in listed] == ["/users/{user_id}"]


def test_the_log_is_not_for_everybody(nobody) -> None:
    assert Api(nobody).get("api-calls").status_code == 403
    assert Api(nobody).get("api-calls/statistics").status_code == 403


def test_what_is_older_than_the_policy_is_removed() -> None:
    old = utc_now() - timedelta(days=4000)
    ApiCall.objects.create(at=old, method="GET", route="/x", status=200, ms=1)
    ApiHour.objects.create(hour=old, method="GET", route="/x", calls=1)
    assert (log.forget_calls(10), log.forget_hours(10)) == (1, 1)

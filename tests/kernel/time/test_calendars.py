"""Calendars as records: versions, who may change them, and what the page shows."""

from datetime import date

import pytest

from tests.conftest import Api
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import AuditRecord, CalendarVersion, User
from tongyun.kernel.services.calendars import business_time

pytestmark = pytest.mark.django_db


def test_an_exception_makes_a_version_and_the_past_stays(api: Api) -> None:
    rules = api.get("calendars/workdays").json()["rules"]
    before = utc_now()
    body = {"title": "工作日", "rules": {**rules, "exceptions": {"2026-11-20": {"name": "停电", "shifts": []}}}}
    assert api.send("PUT", "calendars/workdays", body, **{"If-Match": "1"}).json()["version"] == 2
    assert api.send("PUT", "calendars/workdays", body).json()["version"] == 2, "the same again changes nothing"
    assert api.send("PUT", "calendars/workdays", body, **{"If-Match": "1"}).status_code == 412
    assert not business_time("workdays").is_working_day(date(2026, 11, 20))
    assert business_time("workdays", before).is_working_day(date(2026, 11, 20))
    assert AuditRecord.objects.filter(action="calendar.changed").count() == 1
    assert CalendarVersion.objects.count() == 1


def test_a_year_shows_its_days_or_what_to_do(api: Api) -> None:
    year = api.get("calendars/workdays/years/2026").json()
    kinds = {day["day"]: (day["kind"], day["name"]) for day in year["days"]}
    assert len(kinds) == 365
    assert kinds["2026-10-01"] == ("holiday", "国庆节")
    assert kinds["2026-10-10"] == ("makeup", "国庆节")
    unknown = api.get("calendars/workdays/years/2190").json()
    assert (unknown["known"], unknown["days"]) == (False, [])
    assert "工作日历" in unknown["problem"]
    assert api.get("calendars/24x7/years/2190").json()["known"] is True


@pytest.mark.parametrize(
    "rules",
    [
        {"week": {"8": ["09:00-18:00"]}},
        {"week": {"1": ["18:00-09:00"]}},
        {"week": {"1": ["09:00-18:00"]}, "exceptions": {"2026-02-30": {"shifts": []}}},
        {"week": {"1": ["09:00-18:00"]}, "other": 1},
        {},
    ],
)
def test_rules_that_make_no_sense_are_refused(api: Api, rules: dict) -> None:
    assert api.send("PUT", "calendars/own", {"title": "自有", "rules": rules}).status_code == 422
    assert api.get("calendars/own").status_code == 404


def test_only_who_may_changes_a_calendar(nobody: User) -> None:
    stranger = Api(nobody)
    assert stranger.get("calendars").status_code == 403
    assert stranger.send("PUT", "calendars/own", {"title": "自有", "rules": {}}).status_code == 403

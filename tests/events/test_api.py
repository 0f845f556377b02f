"""Alerts and incidents over HTTP."""

from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import Api
from tests.events.conftest import SERVICE_GONE, Estate, apply_rules, look, service_up
from tongyun.events.models import Alert, Incident
from tongyun.kernel.models import AuditRecord, LiveEvent, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def firing(store: Any, estate: Estate) -> Alert:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    look(0)
    return Alert.objects.get()


def test_alerts(api: Api, firing: Alert, estate: Estate) -> None:
    answer = api.get("alerts", state="firing", severity__in="critical,major", item=str(estate.web.id)).json()
    (alert,) = answer["items"]
    assert answer["total"] == 1
    assert alert["item"] == {"id": str(estate.web.id), "name": "nginx", "type": "service"}
    assert (alert["rule"], alert["rule_title"], alert["unknown"]) == ("service-gone", "服务消失", False)
    assert alert["incident"]["number"].startswith("EVT-")
    assert api.get("alerts", incident=str(uuid4())).json()["items"] == []
    assert api.get("alerts", colour="red").status_code == 422
    assert api.get("alerts", state="burning").status_code == 422


def test_one_alert_has_an_address(api: Api, firing: Alert) -> None:
    (listed,) = api.get("alerts").json()["items"]
    assert api.get(f"alerts/{firing.id}").json() == listed
    assert api.get(f"alerts/{uuid4()}").status_code == 404


def test_open_pages_hear_of_each_change_of_an_alert(api: Api, firing: Alert, estate: Estate) -> None:
    def heard() -> set[str]:
        kinds = set(LiveEvent.objects.values_list("kind", flat=True))
        LiveEvent.objects.all().delete()
        return kinds

    assert {"alert", "incident"} <= heard()
    look(15)
    assert heard() == set(), "nothing changed"
    api.post("alerts/acknowledge", {"ids": [str(firing.id)]})
    assert {"alert", "incident"} <= heard()
    service_up(30, 1, estate.web)
    look(30)
    look(120)
    assert Alert.objects.get().state == "resolved"
    assert {"alert", "incident"} <= heard()


def test_acknowledge_answers_row_by_row(api: Api, firing: Alert) -> None:
    stranger = uuid4()
    body = {"ids": [str(firing.id), str(stranger), str(firing.id)], "note": "在查"}
    results = api.post("alerts/acknowledge", body).json()["results"]
    assert [(row["id"], row["ok"], row["code"]) for row in results] == [
        (str(firing.id), True, ""),
        (str(stranger), False, "no_alert"),
    ]
    again = api.post("alerts/acknowledge", {"ids": [str(firing.id)]}).json()["results"]
    assert again[0]["code"] == "acknowledged"
    (alert,) = api.get("alerts").json()["items"]
    assert alert["acknowledged_by"] == "管理员"
    detail = api.get(f"incidents/{firing.incident_id}").json()
    assert detail["timeline"][-1]["text"].endswith("（在查）")
    assert AuditRecord.objects.filter(action="alert.acknowledged").count() == 1


def test_incidents(api: Api, firing: Alert, estate: Estate) -> None:
    (row,) = api.get("incidents", state="open").json()["items"]
    assert row["item"]["name"] == "nginx"
    detail = api.get(f"incidents/{row['id']}").json()
    assert [alert["id"] for alert in detail["alerts"]] == [str(firing.id)]
    assert [entry["kind"] for entry in detail["timeline"]] == ["opened", "alert_fired"]
    assert detail["remedies"][0]["item_id"] == str(estate.web.id)
    assert api.get(f"incidents/{uuid4()}").status_code == 404


def test_rules_and_search(api: Api, firing: Alert) -> None:
    (rule,) = api.get("rules").json()["items"]
    assert (rule["expr"], rule["last_error"]) == ("service_up == 0", "")
    hits = api.get("search", q=Incident.objects.get().number).json()
    assert ("incident", "nginx 已停止：端口 80") in [(hit["kind"], hit["title"]) for hit in hits]


def test_only_those_who_may(firing: Alert, nobody: User, anonymous: Api) -> None:
    stranger = Api(nobody)
    for path in ("alerts", "incidents", f"incidents/{firing.incident_id}", "rules"):
        assert stranger.get(path).status_code == 403
        assert anonymous.get(path).status_code == 401
    assert stranger.post("alerts/acknowledge", {"ids": [str(firing.id)]}).status_code == 403

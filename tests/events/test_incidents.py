"""Which alerts make one incident."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.events.conftest import (
    HOST_SILENT,
    SERVICE_GONE,
    START,
    Estate,
    apply_rules,
    health,
    look,
    measured,
    service_up,
    told,
)
from tongyun.events import facade
from tongyun.events.models import Alert, Incident
from tongyun.events.services.acknowledgement import acknowledge
from tongyun.inventory.models import Item
from tongyun.kernel.facade import acting_as, system_actor
from tongyun.kernel.models import SearchDocument

pytestmark = pytest.mark.django_db


def agent_up(seconds: float, value: float, estate: Estate) -> None:
    measured("agent_up", seconds, value, estate.host, agent="a")


def test_a_host_takes_over_the_incident_of_its_service(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE, HOST_SILENT)
    service_up(0, 0, estate.web)
    look(0)
    agent_up(60, 0, estate)
    look(60)
    incident = Incident.objects.get()
    assert incident.item_id == estate.host.id
    assert incident.title == "web-01 失联"
    assert Alert.objects.filter(incident=incident).count() == 2
    assert SearchDocument.objects.get(kind="incident").title == "web-01 失联", "found by what it is called now"
    (updated,) = told("incident.updated")
    assert updated["item_id"] == str(estate.host.id)
    assert not updated["reopened"]
    assert [remedy["item_id"] for remedy in updated["remedies"]] == [str(estate.web.id)]


@pytest.mark.parametrize("site_first", [False, True])
def test_a_remedy_offered_by_two_rules_stands_once_and_starts_by_itself_if_one_says_so(
    store: Any, estate: Estate, site_first: bool
) -> None:
    site = {**SERVICE_GONE, "key": "site", "remedies": [{**SERVICE_GONE["remedies"][0], "auto": True}]}
    service_up(0, 0, estate.web)
    for second, content in enumerate((site, SERVICE_GONE) if site_first else (SERVICE_GONE, site)):
        apply_rules(content, file=content["key"])
        look(second)
    incident = Incident.objects.get()
    assert Alert.objects.filter(incident=incident).count() == 2
    [remedy] = incident.remedies
    assert remedy["auto"]


def test_services_of_a_silent_host_join_its_incident(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE, HOST_SILENT)
    agent_up(0, 0, estate)
    look(0)
    service_up(5, 0, estate.web)
    service_up(5, 0, estate.database)
    look(5)
    incident = Incident.objects.get()
    assert incident.item_id == estate.host.id
    assert Alert.objects.filter(incident=incident).count() == 3
    assert [remedy["key"] for remedy in incident.remedies] == ["restart", "restart-2"]


def test_two_services_of_one_host_are_two_causes_until_the_host_says_otherwise(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    service_up(0, 0, estate.database)
    look(0)
    assert Incident.objects.count() == 2


def test_an_old_incident_takes_in_nothing_more(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE, HOST_SILENT)
    service_up(0, 0, estate.web)
    look(0)
    agent_up(601, 0, estate)
    look(601)
    assert Incident.objects.count() == 2


def test_failing_again_within_two_minutes_opens_the_incident_again(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    for seconds, value in ((0, 0), (20, 1), (80, 0)):
        service_up(seconds, value, estate.web)
        look(seconds)
    incident = Incident.objects.get()
    assert (incident.state, incident.resolved_at) == ("open", None)
    assert [alert.state for alert in Alert.objects.order_by("started_at")] == ["resolved", "firing"]
    assert told("incident.updated")[0]["reopened"]
    kinds = list(incident.entries.order_by("at", "id").values_list("kind", flat=True))
    assert kinds == ["opened", "alert_fired", "alert_resolved", "resolved", "reopened", "alert_fired"]


def test_failing_again_later_is_another_incident(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    for seconds, value in ((0, 0), (20, 1), (141, 0)):
        service_up(seconds, value, estate.web)
        look(seconds)
    assert [incident.state for incident in Incident.objects.order_by("opened_at")] == ["resolved", "open"]


def test_an_incident_waits_for_its_last_alert(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE, HOST_SILENT)
    agent_up(0, 0, estate)
    look(0)
    service_up(5, 0, estate.web)
    look(5)
    agent_up(20, 1, estate)
    look(20)
    assert Incident.objects.get().state == "open"
    service_up(30, 1, estate.web)
    look(30)
    view = facade.incident_view(Incident.objects.get().id)
    assert view.state == "resolved"
    assert {alert.state for alert in view.alerts} == {"resolved"}
    assert view.timeline[-1].kind == "resolved"
    assert len(told("incident.resolved")) == 1


def test_a_long_summary_and_a_long_note_fit_into_the_timeline(store: Any, estate: Estate) -> None:
    apply_rules({**SERVICE_GONE, "summary": "{labels.why}"})
    measured("service_up", 0, 0, estate.web, port="80", why="停" * 1200)
    look(0)
    alert = Alert.objects.get()
    with acting_as(system_actor("测试")):
        (result,) = acknowledge([alert.id], "查" * 500)
    assert not result.code
    assert [len(entry.text) for entry in alert.incident.entries.filter(kind="acknowledged")] == [1000]


def test_many_alerts_at_once_ask_for_their_neighbours_together(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE, HOST_SILENT)
    service_up(0, 0, estate.web)
    look(0)
    for number in range(8):
        service = Item.objects.create(type=estate.web.type, name=f"s{number}", source="agent", last_seen_at=START)
        service_up(5, 0, service)
    with CaptureQueriesContext(connection) as queries:
        look(5)
    assert Incident.objects.count() == 9
    assert len([q for q in queries if 'FROM "inventory_relation"' in q["sql"]]) == 2


def test_reads_for_the_rooms_above(store: Any, estate: Estate) -> None:
    apply_rules({**SERVICE_GONE, "severity": "major"})
    service_up(0, 0, estate.web)
    look(0)
    assert [incident.severity for incident in facade.incidents_open()] == ["major"]
    (alert,) = facade.alerts_of_item(estate.web.id)
    assert alert.rule == "service-gone"
    assert facade.open_alert_counts() == {"critical": 0, "major": 1, "minor": 0, "info": 0}
    assert health(estate.web) == ("warning", "nginx 已停止：端口 80")
    assert health(estate.database) == ("ok", "")

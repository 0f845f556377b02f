"""Rules over real samples in the real store: what fires, what is written, and what is not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.events.conftest import (
    HOST_SILENT,
    SERVICE_GONE,
    Estate,
    apply_rules,
    at,
    group,
    health,
    look,
    measured,
    service_up,
    told,
)
from tongyun.events.models import Alert, Incident, Rule, RuleState
from tongyun.events.queries import rules_health
from tongyun.events.services import condition, evaluation, ledger, rules
from tongyun.inventory.contracts import ITEM_CHANGED
from tongyun.kernel.contracts import HealthState, Task, new_id
from tongyun.kernel.facade import publish
from tongyun.kernel.models import AuditRecord, ScheduledTask
from tongyun.kernel.services import work
from tongyun.telemetry.services import storage

pytestmark = pytest.mark.django_db


def test_a_service_that_went_away_is_seen_at_once(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 1, estate.web)
    look(1)
    assert not Alert.objects.exists()
    service_up(15, 0, estate.web)
    look(15)
    alert = Alert.objects.get()
    assert (alert.state, alert.item_id, alert.value) == ("firing", estate.web.id, 0)
    assert alert.summary == "nginx 已停止：端口 80"
    incident = Incident.objects.get()
    assert alert.incident_id == incident.id
    (opened,) = told("incident.opened")
    assert opened["incident_id"] == str(incident.id)
    assert opened["item_id"] == str(estate.web.id)
    assert opened["contract_level"] == 1
    assert opened["remedies"][0]["job"] == "restart-service"
    assert opened["remedies"][0]["item_id"] == str(estate.web.id)
    assert len(told("alert.fired")) == 1
    assert [entry.kind for entry in incident.entries.order_by("at", "id")] == ["opened", "alert_fired"]
    assert AuditRecord.objects.filter(action="incident.opened", actor_name="规则引擎").count() == 1


def test_recovery_resolves_alert_and_incident(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    look(0)
    service_up(20, 1, estate.web)
    look(20)
    alert, incident = Alert.objects.get(), Incident.objects.get()
    assert (alert.state, alert.resolved_at, alert.open_key) == ("resolved", at(20), str(alert.id))
    assert (incident.state, incident.resolved_at) == ("resolved", at(20))
    assert told("incident.resolved") == [{"incident_id": str(incident.id), "resolved_at": at(20).isoformat()}]
    assert len(told("alert.resolved")) == 1


def test_silence_is_not_recovery(store: Any, estate: Estate) -> None:
    """The agent dies with the service down: ten minutes later the last sample is out of reach."""
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    look(0)
    look(600)
    alert = Alert.objects.get()
    assert (alert.state, alert.unknown) == ("firing", True)
    assert Incident.objects.get().state == "open"
    assert health(estate.web)[0] == "unknown"
    service_up(700, 0, estate.web)
    look(700)
    alert.refresh_from_db()
    assert (alert.state, alert.unknown) == ("firing", False)
    kinds = list(Incident.objects.get().entries.order_by("at", "id").values_list("kind", flat=True))
    assert kinds == ["opened", "alert_fired", "data_lost", "data_back"]


def test_silence_is_recovery_where_the_rule_says_so(store: Any, estate: Estate) -> None:
    apply_rules({**SERVICE_GONE, "no_data": "resolve"})
    service_up(0, 0, estate.web)
    look(0)
    look(600)
    assert Alert.objects.get().state == "resolved"


def test_silence_alerts_where_the_rule_says_so(store: Any, estate: Estate) -> None:
    apply_rules({**SERVICE_GONE, "no_data": "alert", "for_s": 60})
    service_up(0, 1, estate.web)
    look(0)
    look(400)
    assert Alert.objects.get().state == "pending"
    look(470)
    alert = Alert.objects.get()
    assert (alert.state, alert.unknown, alert.value, alert.item_id) == ("firing", True, None, estate.web.id)


def test_pending_survives_a_restart_and_lapses_without_trace(store: Any, estate: Estate) -> None:
    apply_rules({**SERVICE_GONE, "for_s": 30})
    service_up(0, 0, estate.web)
    look(0)
    assert Alert.objects.get().state == "pending"
    assert not told("alert.fired")
    look(30)
    assert Alert.objects.get().state == "firing"
    service_up(40, 1, estate.web)
    service_up(40, 0, estate.database)
    look(40)
    service_up(50, 1, estate.database)
    look(50)
    assert [alert.item_id for alert in Alert.objects.all()] == [estate.web.id]


def test_comparison_with_an_expression_and_without_any(store: Any, estate: Estate) -> None:
    """`a < b` needs its left side looked at apart; `absent()` cannot tell missing data from recovery."""
    free = {**SERVICE_GONE, "key": "free", "expr": "disk_free < disk_size * 0.1", "opens_incident": False}
    gone = {**SERVICE_GONE, "key": "gone", "expr": "absent(heartbeat)", "opens_incident": False}
    apply_rules(free, gone)
    measured("disk_free", 0, 5, estate.host)
    measured("disk_size", 0, 100, estate.host)
    look(0)
    assert set(Alert.objects.values_list("rule__key", "state")) == {("free", "firing"), ("gone", "firing")}
    measured("heartbeat", 10, 1, estate.host)
    look(10)
    assert set(Alert.objects.values_list("rule__key", "state")) == {("free", "firing"), ("gone", "resolved")}
    look(600)
    assert Alert.objects.get(rule__key="free").unknown


def test_an_idle_turn_writes_nothing_and_asks_little(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE, HOST_SILENT)
    for item in (estate.web, estate.database):
        service_up(0, 1, item)
    service_up(0, 0, estate.web)
    look(1)
    key = rules.group_key(5, "test", "test")
    task = Task(new_id(), rules.EVALUATE, key, {}, at(0), 1)
    service_up(0, 0, estate.web)
    with CaptureQueriesContext(connection) as queries:
        evaluation.evaluate(list(rules.rules_of_group(task.key)), at(2))
    assert len(queries) == 2
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_store_down_keeps_every_state(store: Any, estate: Estate, settings: Any) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    look(0)
    before = list(Alert.objects.values())
    from_here = settings.TONGYUN
    settings.TONGYUN = _unreachable(from_here)
    _forget_clients()
    look(20)
    assert list(Alert.objects.values()) == before
    state = RuleState.objects.get()
    assert state.last_error
    assert state.failing_since == at(20)
    assert rules_health().state == HealthState.DEGRADED
    assert health(estate.database)[0] == "unknown"
    settings.TONGYUN = from_here
    _forget_clients()
    look(25)
    state.refresh_from_db()
    assert (state.last_error, state.failing_since) == ("", None)
    assert rules_health().state == HealthState.OK


def test_two_workers_with_the_same_turn_in_hand(store: Any, estate: Estate) -> None:
    """Both read the store before either wrote; the second finds the work done under the gate."""
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    (first,), (second,) = group(), group()
    readings = [condition.Look(at(0)).read(rule.id, rule.expr) for rule in (first, second)]
    ledger.write([(first, readings[0])])
    ledger.write([(second, readings[1])])
    assert Alert.objects.count() == Incident.objects.count() == 1
    assert len(told("alert.fired")) == len(told("incident.opened")) == 1


def test_a_reading_that_comes_late_does_not_undo_a_newer_one(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    (rule,) = group()
    stalled = condition.Look(at(0)).read(rule.id, rule.expr)
    look(0)
    service_up(15, 1, estate.web)
    look(15)
    ledger.write([(rule, stalled)])
    assert Alert.objects.get().state == "resolved"


def test_the_worker_runs_the_group_again_and_again(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    task = ScheduledTask.objects.get(handler=rules.EVALUATE)
    assert task.every_s == 5
    (leased,) = [entry for entry in work.take() if entry.handler == rules.EVALUATE]
    assert work.run(leased)
    task.refresh_from_db()
    assert task.due_at > leased.due_at
    rules.retire("test", "test")
    ScheduledTask.objects.filter(id=task.id).update(due_at=at(0))
    (leased,) = [entry for entry in work.take() if entry.handler == rules.EVALUATE]
    work.run(leased)
    assert not ScheduledTask.objects.filter(handler=rules.EVALUATE).exists()


def test_a_rule_that_goes_takes_its_alerts_along(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    look(0)
    apply_rules(HOST_SILENT)
    assert Alert.objects.get().state == "resolved"
    assert Incident.objects.get().state == "resolved"
    assert not Rule.objects.get(key="service-gone").enabled


def test_a_rule_that_asks_something_else_starts_anew(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    look(0)
    apply_rules({**SERVICE_GONE, "title": "改名"})
    assert Alert.objects.get().state == "firing"
    apply_rules({**SERVICE_GONE, "expr": "max by (ci) (service_up) == 0"})
    assert Alert.objects.get().state == "resolved"


def test_alert_history_reaches_the_store(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    look(0)
    for task in work.take():
        if task.handler == "telemetry.alert_history":
            assert work.run(task)
    rows = store.query("SELECT rule, state, ci FROM tongyun.alert_history").result_rows
    assert [tuple(map(str, row)) for row in rows] == [("test/service-gone", "firing", str(estate.web.id))]


def test_an_item_out_of_service_has_no_alerts(store: Any, estate: Estate) -> None:
    apply_rules(SERVICE_GONE)
    service_up(0, 0, estate.web)
    look(0)
    payload = {"item": str(estate.web.id), "kind": "lifecycle", "lifecycle": "retired"}
    with transaction.atomic():
        publish(ITEM_CHANGED, payload)
    for task in work.take():
        if task.handler == "events.item_retired":
            assert work.run(task)
    assert Alert.objects.get().state == "resolved"
    assert timedelta(0) < Incident.objects.get().resolved_at - at(0)


def test_labels_that_name_no_item_are_still_an_alert(store: Any, estate: Estate) -> None:
    apply_rules({**SERVICE_GONE, "expr": "queue_length > 10"})
    estate.web.id = "not-a-uuid"
    measured("queue_length", 0, 11, estate.web)
    look(0)
    alert = Alert.objects.get()
    assert (alert.state, alert.item_id, alert.value) == ("firing", None, 11)


def _unreachable(given: Any) -> Any:
    return replace(given, clickhouse_url="http://127.0.0.1:9/tongyun")


def _forget_clients() -> None:
    for function in (storage.client, storage.writer, storage.promql):
        function.cache_clear()

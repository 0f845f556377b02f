"""An agent's report: what lands in the store and the inventory, and what is refused whole."""

import gzip
import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Api
from tongyun.inventory.models import Item, ReviewCase
from tongyun.kernel.services.access import issue_token
from tongyun.telemetry.models import Agent
from tongyun.telemetry.services.clock import agreed_skew

pytestmark = pytest.mark.django_db

HOST = {
    "machine_id": "m-1",
    "hostname": "web-01",
    "os": "Debian",
    "os_version": "12",
    "cpu_cores": 2,
    "memory_bytes": 1 << 30,
}
NGINX = {
    "process": "nginx",
    "exe": "/usr/sbin/nginx",
    "cmdline": ["nginx"],
    "pid": 9,
    "ports": [{"proto": "tcp", "address": "0.0.0.0", "port": 80}],
}


@pytest.fixture
def agent() -> Api:
    return Api(token=issue_token("agent", "测试"))


@pytest.fixture(autouse=True)
def _hosts_pack(hosts_pack: None) -> None:
    """Types and signatures come from the pack that ships."""


def report(
    *, at: float | None = None, sent_at: float | None = None, services: list[Any] | None = None, **more: Any
) -> dict[str, Any]:
    at = time.time() if at is None else at
    return {
        "agent": {"version": "0.1.0", "id": "m-1", "interval_s": 15},
        "sent_at": at if sent_at is None else sent_at,
        "seq": 1,
        "samples": [
            ["node_load1", {}, int(at * 1000), 0.5],
            ["service_processes", {"service": "nginx", "port": "80"}, int(at * 1000), 2],
        ],
        "host": HOST,
        "services": [NGINX] if services is None else services,
        **more,
    }


def rows(store: Any, name: str) -> list[tuple[Any, ...]]:
    query = """
        SELECT s.labels['ci'], toUnixTimestamp64Milli(v.ts), v.value FROM tongyun.samples AS v FINAL
        JOIN tongyun.series AS s FINAL ON s.id = v.id WHERE s.name = {name:String} ORDER BY v.ts
    """
    return list(store.query(query, parameters={"name": name}).result_rows)


def test_a_report_becomes_items_and_samples(agent: Api, store: Any) -> None:
    answer = agent.post("agent/report", report())
    assert answer.status_code == 200, answer.content
    host, service = Item.objects.get(name="web-01"), Item.objects.get(type__key="nginx")
    assert [row[0] for row in rows(store, "node_load1")] == [str(host.id)]
    assert [(row[0], row[2]) for row in rows(store, "service_processes")] == [(str(service.id), 2.0)]
    assert [(row[0], row[2]) for row in rows(store, "service_up")] == [(str(service.id), 1.0)]


def test_a_service_that_is_gone_is_down_at_once(agent: Api, store: Any) -> None:
    agent.post("agent/report", report(at=time.time() - 15))
    agent.post("agent/report", report(services=[]))
    assert [row[2] for row in rows(store, "service_up")] == [1.0, 0.0]


def test_the_same_report_twice_counts_once(agent: Api, store: Any) -> None:
    body = report()
    assert agent.post("agent/report", body).status_code == 200
    assert agent.post("agent/report", {**body, "sent_at": body["sent_at"] + 1}).status_code == 200
    assert len(rows(store, "node_load1")) == 1
    assert Item.objects.filter(type__key="nginx").count() == 1


def test_a_clock_two_hours_off_is_corrected_by_the_same_difference_each_time(agent: Api, store: Any) -> None:
    wrong = time.time() + 7200
    body = report(at=wrong)
    assert agent.post("agent/report", body).status_code == 200
    assert agent.post("agent/report", {**body, "sent_at": wrong + 2}).status_code == 200
    [(_, ts_ms, _)] = rows(store, "node_load1")
    assert abs(ts_ms / 1000 - time.time()) < 10
    assert 7190 < Agent.objects.get().clock_skew_s < 7210


@pytest.mark.parametrize(
    ("kept", "measured", "agreed"), [(0, 3, 0), (0, -4.9, 0), (0, 60, 60), (60, 63, 60), (60, 1, 0), (60, -90, -90)]
)
def test_the_agreed_difference(kept: float, measured: float, agreed: float) -> None:
    assert agreed_skew(kept, measured) == agreed


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"samples": [["bad name", {}, 1, 1.0]]}, "/samples/0/0"),
        ({"samples": [["ok", {"__name__": "x"}, 1, 1.0]]}, "/samples/0/1"),
        ({"samples": [["ok", {"0a": "x"}, 1, 1.0]]}, "/samples/0/1"),
        ({"samples": [["ok", {}, -5, 1.0]]}, "/samples/0/2"),
        ({"samples": [["ok", {}, 1000, 1.0]]}, "/samples/0"),
        ({"sent_at": "yesterday"}, "/sent_at"),
        ({"colour": "red"}, "/colour"),
        (
            {"services": [{**NGINX, "ports": [{"proto": "tcp", "address": "::", "port": 70000}]}]},
            "/services/0/ports/0/port",
        ),
    ],
)
def test_a_report_with_an_error_is_refused_whole(agent: Api, store: Any, change: dict[str, Any], path: str) -> None:
    answer = agent.post("agent/report", {**report(), **change})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"].startswith(path)
    assert rows(store, "node_load1") == []
    assert not Item.objects.filter(name="web-01").exists()


def test_compressed_reports_are_read_and_broken_ones_refused(agent: Api, store: Any) -> None:
    def send(data: bytes, encoding: str) -> Any:
        headers = {**agent.headers, "Content-Encoding": encoding}
        return agent.client.post("/api/v1/agent/report", data, content_type="application/json", headers=headers)

    packed = gzip.compress(json.dumps(report()).encode())
    assert send(packed, "gzip").status_code == 200
    assert send(packed[:-20], "gzip").status_code == 422
    assert send(b"{}", "br").status_code == 422
    bomb = gzip.compress(b" " * (64 << 20))
    assert send(bomb, "gzip").status_code == 413


def test_without_a_store_nothing_is_acknowledged(agent: Api, settings: Any) -> None:
    assert agent.post("agent/report", report()).status_code == 503


@pytest.mark.parametrize("token", ["", "nonsense", "tya_" + "x" * 43])
def test_a_wrong_token_is_refused(db: None, token: str) -> None:
    answer = Api(token=token or "x").post("agent/report", report())
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["agent", "samples", "host", "services", "sent_at", "x"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_no_body_crashes_the_intake(agent: Api, body: Any) -> None:
    assert agent.post("agent/report", body).status_code in (400, 422)


def test_a_wrong_clock_is_a_line_in_health(agent: Api, store: Any, api: Api) -> None:
    agent.post("agent/report", report(at=time.time() + 7200))
    [part] = [part for part in api.get("health").json()["parts"] if part["key"] == "agent"]
    assert part["state"] == "degraded"
    assert "时钟" in part["detail"]
    assert "NTP" in part["advice"]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("sent_at", float("nan")),
        ("agent", {"version": "0.1.0", "id": "m-1", "interval_s": float("nan")}),
        ("agent", {"version": "0.1.0", "id": "m\x001", "interval_s": 15}),
        ("agent", {"version": "0\x00", "id": "m-1", "interval_s": 15}),
        ("services", [{**NGINX, "started_at": "2026-01-01T00:00:00"}]),
        ("host", {**HOST, "boot_at": "2026-01-01T00:00:00"}),
    ],
)
def test_values_that_would_harm_later_are_refused(agent: Api, store: Any, part: str, value: Any) -> None:
    answer = agent.post("agent/report", {**report(), part: value})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"].startswith(f"/{part}")


def test_an_agent_without_a_host_cannot_speak_for_an_item(agent: Api, store: Any) -> None:
    body = report(host=None)
    body["samples"][0][1] = {"ci": "someone-else"}
    answer = agent.post("agent/report", body)
    assert answer.json()["want_host"] is True
    assert [row[0] for row in rows(store, "node_load1")] == [""]


def test_a_machine_that_fits_two_items_waits_for_a_person_who_is_asked(agent: Api, store: Any, api: Api) -> None:
    for name, mac in (("甲", "02:00:00:00:00:01"), ("乙", "02:00:00:00:00:02")):
        attributes = {"hostname": "web-01", "macs": [mac]}
        assert api.post("items", {"type": "host", "name": name, "attributes": attributes}).status_code == 201
    both = {**HOST, "macs": ["02:00:00:00:00:01", "02:00:00:00:00:02"]}
    answer = agent.post("agent/report", report(host=both))
    assert (answer.status_code, answer.json()["code"]) == (409, "identity_review")
    assert ReviewCase.objects.get().reason == "ambiguous"
    assert rows(store, "node_load1") == []
    assert Agent.objects.get().host is None


def test_gzip_that_is_damaged_inside_is_refused(agent: Api, store: Any) -> None:
    packed = bytearray(gzip.compress(json.dumps(report()).encode()))
    packed[30] ^= 0xFF
    headers = {**agent.headers, "Content-Encoding": "gzip"}
    answer = agent.client.post("/api/v1/agent/report", bytes(packed), content_type="application/json", headers=headers)
    assert answer.status_code == 422


def test_a_report_out_of_turn_shows_recovery_and_adds_no_counters(agent: Api, store: Any) -> None:
    now = time.time()
    agent.post("agent/report", report(at=now - 30, sent_at=now))
    agent.post("agent/report", report(at=now - 15, sent_at=now, services=[]))
    short = {
        **report(at=now - 10),
        "samples": [["node_time_seconds", {}, int((now - 10) * 1000), now - 10]],
        "host": None,
    }
    assert agent.post("agent/report", {**short, "sent_at": now}).status_code == 200
    assert agent.post("agent/report", {**short, "sent_at": now + 1}).status_code == 200
    shown = [(row[1], row[2]) for row in rows(store, "service_up")]
    assert shown == [(int((now - s) * 1000), up) for s, up in ((30, 1.0), (15, 0.0), (10, 1.0))]
    assert len(rows(store, "service_processes")) == 2


def test_services_that_the_agent_could_not_look_at_are_neither_up_nor_down(agent: Api, store: Any) -> None:
    agent.post("agent/report", report(at=time.time() - 15))
    blind = {**report(), "services": None}
    assert agent.post("agent/report", blind).status_code == 200
    assert [row[2] for row in rows(store, "service_up")] == [1.0]

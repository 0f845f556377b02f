"""The API of tickets as the UI calls it: shapes, permissions, problems, paging, and what it costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import Api
from tests.process.conftest import make_incident, to_do
from tongyun.events.models import Alert, Incident, Rule
from tongyun.kernel.models import User
from tongyun.process.models import Ticket

#: A record that does not exist; fixed, so that parallel workers collect the same tests.
NO_ONE = "01890000-0000-7000-8000-000000000000"

OpenFor = Callable[..., Ticket]


def test_a_ticket_is_shown_whole(ticket_for: OpenFor, incident: Incident, as_wang: Api) -> None:
    ticket = ticket_for(incident)
    shown = as_wang.get(f"tickets/{ticket.id}").json()

    assert shown["number"] == ticket.number
    assert (shown["state"], shown["level"], shown["level_title"], shown["step"]) == ("open", 2, "二级", "受理定级")
    assert shown["incident"] == {
        "id": str(incident.id),
        "number": incident.number,
        "title": "nginx 已停止",
        "severity": "critical",
        "state": "open",
    }
    response, solve = shown["clocks"]
    assert (response["key"], response["title"], response["target_s"], response["state"]) == (
        "response",
        "响应",
        1800,
        "running",
    )
    assert 299 < response["elapsed_s"] < 400
    assert set(response["intervals"][0]) == {"from", "to", "counted", "reason"}
    assert solve["target_s"] == 7200
    (task,) = shown["tasks"]
    assert (task["key"], task["title"], task["candidates"], task["can_act"]) == ("triage", "受理定级", "duty", True)
    assert (task["candidates_title"], task["candidates_title_en"]) == ("值班人员", "Engineers on duty")
    assert task["form"]["properties"]["level"]["title"] == "故障级别"
    assert [line["kind"] for line in shown["timeline"]] == ["opened"]
    assert shown["remedies"] == []


def test_a_ticket_is_handled_through_the_api(ticket_for: OpenFor, incident: Incident, as_wang: Api, as_li: Api) -> None:
    ticket = ticket_for(incident)
    path = f"tickets/{ticket.id}"

    def task() -> str:
        return str(as_wang.get(path).json()["tasks"][0]["id"])

    claimed = as_wang.post(f"{path}/tasks/{task()}/claim")
    assert claimed.json()["assignee"]["name"] == "王工"
    refused = as_li.post(f"{path}/tasks/{task()}/complete", {"data": {"level": 1}})
    assert refused.status_code == 409
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "task_claimed"
    assert as_li.get(path).json()["tasks"][0]["can_act"] is False

    wrong = as_wang.post(f"{path}/tasks/{task()}/complete", {"data": {"level": "一", "secret": 1}})
    assert wrong.status_code == 422
    assert {error["path"] for error in wrong.json()["errors"]} == {"/level", "/secret"}

    for answers in ({"level": 1}, {"solution": "重启"}, {"passed": True}, {"rating": 5}):
        done = as_wang.post(f"{path}/tasks/{task()}/complete", {"data": answers})
        assert done.status_code == 200, done.content
    assert (done.json()["state"], done.json()["rating"], done.json()["tasks"]) == ("closed", 5, [])
    answered = [(row["key"], row["data"], row["done_by"]["name"]) for row in done.json()["done"]]
    assert answered[:2] == [("triage", {"level": 1}, "王工"), ("handle", {"solution": "重启"}, "王工")]
    assert done.json()["done"][0]["form"]["properties"]["level"]["title"] == "故障级别"
    assert as_wang.post(f"{path}/comments", {"text": "归档"}).json()["timeline"][-1]["text"] == "归档"


def test_going_back_and_handing_on_through_the_api(
    ticket_for: OpenFor, incident: Incident, as_wang: Api, as_li: Api, li: User
) -> None:
    ticket = ticket_for(incident)
    path = f"tickets/{ticket.id}"
    as_wang.post(f"{path}/tasks/{to_do(ticket.id).id}/complete", {"data": {"level": 2}})
    assert as_wang.get(path).json()["earlier_steps"] == [{"key": "triage", "title": "受理定级"}]

    back = as_wang.post(f"{path}/return", {"step": "triage", "reason": "定级有误"})
    assert back.json()["step"] == "受理定级"
    handed = as_wang.post(f"{path}/tasks/{to_do(ticket.id).id}/transfer", {"user": str(li.id), "reason": "值班交接"})
    assert handed.json()["tasks"][0]["assignee"]["name"] == "李工"
    assert as_li.get(path).json()["tasks"][0]["can_act"] is True


def test_a_ticket_can_be_opened_by_hand(desk: None, as_wang: Api) -> None:
    kinds = as_wang.get("ticket-kinds").json()
    assert [(kind["key"], kind["title"], len(kind["levels"])) for kind in kinds] == [("incident", "故障处理", 3)]

    made = as_wang.post("tickets", {"title": "打印服务不可用", "level": 3, "summary": "三楼打印机无响应"})
    assert made.status_code == 201, made.content
    assert made.json()["timeline"][0]["text"] == "三楼打印机无响应"
    for body, code in (
        ({"title": "  ", "level": 3}, "no_title"),
        ({"title": "x", "level": 8}, "unknown_level"),
        ({"title": "x", "item": NO_ONE}, "no_item"),
    ):
        assert as_wang.post("tickets", body).json()["code"] == code
    assert as_wang.post("tickets", {"title": "x", "kind": "nothing"}).json()["code"] == "no_process"
    assert Ticket.objects.count() == 1


def test_the_inbox_holds_what_waits_for_me_by_due_time(ticket_for: OpenFor, as_wang: Api, as_li: Api) -> None:
    calm, urgent = ticket_for(make_incident(level=3)), ticket_for(make_incident(level=1))

    inbox = as_wang.get("inbox").json()
    assert [row["ticket"]["id"] for row in inbox["items"]] == [str(urgent.id), str(calm.id)]
    assert inbox["total"] == 2
    as_wang.post(f"tickets/{urgent.id}/tasks/{to_do(urgent.id).id}/claim")
    assert [row["ticket"]["id"] for row in as_li.get("inbox").json()["items"]] == [str(calm.id)]
    assert as_wang.get("inbox").json()["items"][0]["assignee"]["name"] == "王工"
    first = as_wang.get("inbox", limit=1).json()
    second = as_wang.get("inbox", limit=1, cursor=first["next"]).json()
    assert [row["ticket"]["id"] for row in second["items"]] == [str(calm.id)]
    assert second["next"] is None


def test_lists_are_filtered_by_the_database(ticket_for: OpenFor, as_wang: Api, as_li: Api) -> None:
    one, two = ticket_for(make_incident(level=1)), ticket_for(make_incident(level=2))
    as_wang.post(f"tickets/{one.id}/tasks/{to_do(one.id).id}/claim")

    def found(api: Api, **query: Any) -> set[str]:
        return {row["number"] for row in api.get("tickets", **query).json()["items"]}

    assert found(as_wang) == {one.number, two.number}
    assert found(as_wang, level=1) == {one.number}
    assert found(as_wang, level__in="2,3") == {two.number}
    assert found(as_wang, state="closed") == set()
    assert found(as_wang, incident=str(two.incident_id)) == {two.number}
    assert found(as_li, mine="true") == {two.number}
    assert found(as_wang, q=one.number) == {one.number}
    assert found(as_wang, opened_at__gte=(one.opened_at + timedelta(days=1)).isoformat()) == set()
    assert as_wang.get("tickets", colour="red").status_code == 422
    assert as_wang.get("tickets", level="one").status_code == 422


def test_the_diagram_shows_where_the_process_stands(ticket_for: OpenFor, incident: Incident, as_wang: Api) -> None:
    ticket = ticket_for(incident)
    as_wang.post(f"tickets/{ticket.id}/tasks/{to_do(ticket.id).id}/complete", {"data": {"level": 2}})

    diagram = as_wang.get(f"tickets/{ticket.id}/diagram").json()
    assert diagram["done"] == ["reported", "triage"]
    assert diagram["current"] == ["handle"]
    assert "bpmndi:BPMNDiagram" in diagram["bpmn"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "tickets"),
        ("POST", "tickets"),
        ("GET", "inbox"),
        ("GET", "ticket-kinds"),
        ("GET", f"tickets/{NO_ONE}"),
        ("GET", f"tickets/{NO_ONE}/diagram"),
        ("POST", f"tickets/{NO_ONE}/comments"),
        ("POST", f"tickets/{NO_ONE}/return"),
        ("POST", f"tickets/{NO_ONE}/remedies/restart"),
        ("POST", f"tickets/{NO_ONE}/tasks/{NO_ONE}/claim"),
        ("POST", f"tickets/{NO_ONE}/tasks/{NO_ONE}/complete"),
        ("POST", f"tickets/{NO_ONE}/tasks/{NO_ONE}/transfer"),
    ],
)
def test_strangers_and_people_without_the_permission_are_refused(
    method: str, path: str, anonymous: Api, nobody: User
) -> None:
    assert anonymous.send(method, path, {}).status_code == 401
    assert Api(nobody).send(method, path, {}).status_code == 403


def test_what_does_not_exist_is_not_found(desk: None, as_wang: Api) -> None:
    gone = uuid4()

    assert as_wang.get(f"tickets/{gone}").json()["code"] == "no_ticket"
    assert as_wang.get(f"tickets/{gone}/diagram").status_code == 404
    assert as_wang.post(f"tickets/{gone}/comments", {"text": "x"}).status_code == 404
    assert as_wang.post(f"tickets/{gone}/tasks/{gone}/claim").status_code == 404
    assert as_wang.get("tickets/not-an-id").status_code == 404


def test_a_list_costs_the_same_however_long_it_is(ticket_for: OpenFor, as_wang: Api) -> None:
    ticket_for(make_incident())

    def cost(path: str) -> int:
        # Policies and limits are kept for seconds: whether they are read again must not depend on the machine's load.
        as_wang.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert as_wang.get(path).status_code == 200
        return len(queries)

    before = {path: cost(path) for path in ("tickets", "inbox", "tickets?mine=true")}
    for _ in range(5):
        ticket_for(make_incident())

    assert {path: cost(path) for path in before} == before
    assert max(before.values()) <= 12


def test_a_ticket_costs_the_same_however_much_happened(ticket_for: OpenFor, incident: Incident, as_wang: Api) -> None:
    ticket = ticket_for(incident)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_wang.get(f"tickets/{ticket.id}").status_code == 200
        return len(queries)

    cost()
    before = cost()
    for number in range(5):
        as_wang.post(f"tickets/{ticket.id}/comments", {"text": f"第 {number} 条"})

    assert cost() == before <= 12


def test_alerts_and_incidents_tell_who_has_their_ticket(
    ticket_for: OpenFor, incident: Incident, wang: User, as_wang: Api, api: Api, django_assert_max_num_queries: Any
) -> None:
    ticket = ticket_for(incident)
    rule = Rule.objects.create(pack="test", key="down", title="停止", title_en="Down", expr="up", digest="1")
    for number in range(20):
        Alert.objects.create(
            rule=rule,
            incident=incident if number else None,
            fingerprint=str(number),
            open_key=str(number),
            severity="critical",
            state="firing",
            started_at=incident.opened_at - timedelta(seconds=number),
        )
    (task,) = as_wang.get(f"tickets/{ticket.id}").json()["tasks"]

    about = {"id": str(ticket.id), "number": ticket.number, "state": "open"}
    group = {"title": "值班人员", "title_en": "Engineers on duty"}
    with django_assert_max_num_queries(12):
        rows = api.get("alerts").json()["items"]
    assert rows[0]["ticket"] is None
    assert [row["ticket"] for row in rows[1:]] == [{**about, "assignee": None, "waiting_for": group}] * 19

    as_wang.post(f"tickets/{ticket.id}/tasks/{task['id']}/claim")
    held = {**about, "assignee": {"id": str(wang.id), "name": "王工"}, "waiting_for": None}
    assert api.get("alerts").json()["items"][1]["ticket"] == held
    assert api.get("incidents").json()["items"][0]["ticket"] == held

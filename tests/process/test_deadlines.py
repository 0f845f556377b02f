"""Deadlines on real time: incidents that began in the past are near, at or over their service level now."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.process.conftest import acting, make_incident, to_do, work_off
from tongyun.kernel.models import Notification, OutboxMessage, ScheduledTask, User
from tongyun.process import facade
from tongyun.process.models import Ticket
from tongyun.process.models.work import NEVER

OpenFor = Callable[..., Ticket]
NEAR = timedelta(seconds=30)


def alarms(ticket: Ticket) -> dict[str, datetime]:
    rows = ScheduledTask.objects.filter(handler="process.sla", key__startswith=str(ticket.id))
    return {row.payload["clock"]: row.due_at for row in rows}


def told(ticket: Ticket, kind: str) -> list[str]:
    return [line.data["clock"] for line in ticket.events.filter(kind=kind).order_by("seq")]


def test_a_fresh_ticket_waits_for_the_warnings(ticket_for: OpenFor) -> None:
    incident = make_incident(minutes_ago=5, level=2)
    ticket = ticket_for(incident)

    due = alarms(ticket)
    assert abs(due["response"] - (incident.opened_at + timedelta(minutes=24))) < NEAR
    assert abs(due["solve"] - (incident.opened_at + timedelta(minutes=96))) < NEAR
    row = to_do(ticket.id)
    assert row.due_at is not None
    assert abs(row.due_at - (incident.opened_at + timedelta(minutes=30))) < NEAR
    assert told(ticket, "sla.warning") == []


def test_a_warning_comes_once_and_then_the_breach_is_awaited(ticket_for: OpenFor, wang: User) -> None:
    incident = make_incident(minutes_ago=25, level=2)
    ticket = ticket_for(incident)

    assert told(ticket, "sla.warning") == ["response"]
    assert told(ticket, "sla.breached") == []
    assert abs(alarms(ticket)["response"] - (incident.opened_at + timedelta(minutes=30))) < NEAR
    message = Notification.objects.get(user=wang, dedupe__startswith="sla:")
    assert message.title == f"响应时限还剩约 5 分钟：{ticket.number}"
    assert OutboxMessage.objects.get(topic="ticket.sla.warning").payload["clock"] == "response"
    work_off()
    assert told(ticket, "sla.warning") == ["response"]


def test_a_breach_comes_once_and_ends_the_alarms_of_that_clock(ticket_for: OpenFor, wang: User) -> None:
    ticket = ticket_for(make_incident(minutes_ago=31, level=2))
    work_off()

    assert told(ticket, "sla.breached") == ["response"]
    assert "response" not in alarms(ticket)
    assert OutboxMessage.objects.filter(topic="ticket.sla.breached").count() == 1
    assert Notification.objects.filter(user=wang, level="critical", title__startswith="响应已超时").count() == 1
    clock = facade.ticket_view(ticket.id).clock("response")
    assert clock is not None
    assert (str(clock.state), clock.met_at) == ("breached", None)


def test_completing_a_step_sets_the_next_due_time_and_the_end_removes_all(ticket_for: OpenFor, wang: User) -> None:
    incident = make_incident(minutes_ago=1, level=1)
    ticket = ticket_for(incident)
    with acting(wang):
        facade.complete_work_item(ticket.id, to_do(ticket.id).id, {"level": 1})
        assert set(alarms(ticket)) == {"solve"}
        due = to_do(ticket.id).due_at
        assert due is not None
        assert abs(due - (incident.opened_at + timedelta(hours=1))) < NEAR
        facade.complete_work_item(ticket.id, to_do(ticket.id).id, {"solution": "重启"})
        assert alarms(ticket) == {}
        assert (to_do(ticket.id).due_at, to_do(ticket.id).urgent_at) == (None, NEVER)


def test_a_lower_level_moves_the_alarms_and_a_higher_one_may_breach_at_once(ticket_for: OpenFor, wang: User) -> None:
    incident = make_incident(minutes_ago=20, level=3)
    ticket = ticket_for(incident)
    assert told(ticket, "sla.warning") == []
    with acting(wang):
        facade.complete_work_item(ticket.id, to_do(ticket.id).id, {"level": 1})

    view = facade.ticket_view(ticket.id)
    response, solve = view.clock("response"), view.clock("solve")
    assert response is not None
    assert solve is not None
    # 20 minutes were in time for level 3 and are late for level 1, which triage has found (CD-A-L1).
    assert (str(response.state), response.target) == ("breached", 720)
    assert (str(solve.state), solve.target) == ("running", 3600)
    assert abs(alarms(ticket)["solve"] - (incident.opened_at + timedelta(minutes=48))) < NEAR


@pytest.mark.parametrize("answers", [{"level": 2}, {"level": 3, "opinion": "误报"}])
def test_closed_tickets_have_no_alarms(ticket_for: OpenFor, wang: User, answers: dict[str, Any]) -> None:
    ticket = ticket_for(make_incident(minutes_ago=1))
    with acting(wang):
        for step in (answers, {"solution": "x"}, {"passed": True}, {"rating": 4}):
            facade.complete_work_item(ticket.id, to_do(ticket.id).id, step)

    assert alarms(ticket) == {}
    assert Ticket.objects.get().closed_at <= datetime.now(UTC)

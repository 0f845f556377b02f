"""Remedies: started by a click or by the rule itself, once at a time, and their end stands in the ticket."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tests.conftest import Api
from tests.jobs.conftest import Estate, apply_job, finish
from tests.process.conftest import acting, announcement, make_incident, work_off
from tongyun.events.models import Incident
from tongyun.jobs.models import Run
from tongyun.jobs.services.retrying import retry
from tongyun.kernel.contracts import Conflict, NotFound
from tongyun.kernel.facade import publish
from tongyun.kernel.models import User
from tongyun.process import facade
from tongyun.process.models import Ticket, TicketRemedy
from tongyun.telemetry.contracts import agent_work

OpenFor = Callable[..., Ticket]


def offer(place: Estate, **changes: Any) -> dict[str, Any]:
    return {
        "key": "restart",
        "title": "重启 nginx",
        "title_en": "Restart nginx",
        "job": "echo",
        "params": {"word": "hi"},
        "item_id": str(place.web.id),
        "auto": False,
        **changes,
    }


def opened(ticket_for: OpenFor, place: Estate, **changes: Any) -> Ticket:
    apply_job()
    incident = make_incident()
    incident.item = place.web
    incident.save()
    return ticket_for(incident, remedies=[offer(place, **changes)])


def lines(ticket: Ticket) -> list[str]:
    return [line.text for line in ticket.events.filter(kind__startswith="remedy").order_by("seq")]


def let_the_agent_finish(place: Estate, exit_code: int = 0) -> None:
    (work,) = agent_work.get().take(place.agent)
    finish(place.agent, work, exit_code)
    work_off()


def test_a_click_starts_the_job_on_the_item_and_its_end_is_written_down(
    ticket_for: OpenFor,
    estate: Estate,
    as_wang: Api,
) -> None:
    ticket = opened(ticket_for, estate)
    path = f"tickets/{ticket.id}"
    assert as_wang.get(path).json()["remedies"] == [
        {"key": "restart", "title": "重启 nginx", "title_en": "Restart nginx", "auto": False, "run": None}
    ]

    started = as_wang.post(f"{path}/remedies/restart")
    assert started.status_code == 200, started.content
    run = Run.objects.get()
    assert started.json() == {"run": {"id": str(run.id), "state": "queued"}}
    assert (run.source_kind, run.source_id, run.requested_by_name) == ("ticket", str(ticket.id), "王工")
    assert as_wang.post(f"{path}/remedies/restart").json()["code"] == "remedy_running"

    let_the_agent_finish(estate)
    assert as_wang.get(path).json()["remedies"][0]["run"]["state"] == "succeeded"
    assert lines(ticket) == ["启动“重启 nginx”", "“重启 nginx”成功"]


def test_a_failed_remedy_may_be_started_again(ticket_for: OpenFor, estate: Estate, wang: User) -> None:
    ticket = opened(ticket_for, estate)
    with acting(wang):
        facade.start_remedy(ticket.id, "restart")
    let_the_agent_finish(estate, exit_code=1)
    with acting(wang):
        facade.start_remedy(ticket.id, "restart")
        with pytest.raises(Conflict):
            facade.start_remedy(ticket.id, "restart")
        with pytest.raises(NotFound):
            facade.start_remedy(ticket.id, "reboot")

    assert Run.objects.count() == 2
    assert lines(ticket) == ["启动“重启 nginx”", "“重启 nginx”失败", "启动“重启 nginx”"]


def test_a_remedy_that_is_retried_is_not_started_beside_itself(ticket_for: OpenFor, estate: Estate, wang: User) -> None:
    ticket = opened(ticket_for, estate)
    with acting(wang):
        facade.start_remedy(ticket.id, "restart")
        let_the_agent_finish(estate, exit_code=1)
        retry(Run.objects.get().id)
        agent_work.get().take(estate.agent)
        work_off()
        assert TicketRemedy.objects.get().run_state == "running"
        with pytest.raises(Conflict):
            facade.start_remedy(ticket.id, "restart")


def test_an_automatic_remedy_starts_once_however_often_the_incident_is_announced(
    ticket_for: OpenFor,
    estate: Estate,
    wang: User,
) -> None:
    ticket = opened(ticket_for, estate, auto=True)
    incident = Incident.objects.get()
    for topic in ("incident.opened", "incident.updated"):
        with transaction.atomic():
            publish(topic, announcement(incident, remedies=[offer(estate, auto=True)]))
        work_off()

    assert Run.objects.get().requested_by_name == "自动处置"
    assert TicketRemedy.objects.get().run_id == Run.objects.get().id
    let_the_agent_finish(estate)
    assert lines(ticket) == ["启动“重启 nginx”", "“重启 nginx”成功"]


def test_a_remedy_that_comes_with_a_later_alert_is_added(
    ticket_for: OpenFor,
    estate: Estate,
) -> None:
    ticket = opened(ticket_for, estate)
    more = [offer(estate), offer(estate, key="clean", title="清理磁盘", auto=True)]
    with transaction.atomic():
        publish("incident.updated", announcement(Incident.objects.get(), remedies=more))
    work_off()

    assert [row.key for row in TicketRemedy.objects.filter(ticket=ticket).order_by("id")] == ["restart", "clean"]
    assert lines(ticket) == ["启动“清理磁盘”"]


def test_leave_to_start_by_itself_may_come_with_a_later_alert_but_starts_nothing_twice(
    ticket_for: OpenFor,
    estate: Estate,
) -> None:
    ticket = opened(ticket_for, estate)
    assert not Run.objects.exists()
    for _ in range(2):
        with transaction.atomic():
            publish("incident.updated", announcement(Incident.objects.get(), remedies=[offer(estate, auto=True)]))
        work_off()

    assert Run.objects.get().requested_by_name == "自动处置"
    assert lines(ticket) == ["启动“重启 nginx”"]


def test_a_job_that_cannot_start_is_noted_and_the_ticket_opens_all_the_same(
    ticket_for: OpenFor,
    estate: Estate,
    wang: User,
) -> None:
    ticket = opened(ticket_for, estate, job="nothing", auto=True)

    assert ticket.state == "open"
    (line,) = lines(ticket)
    assert line.startswith("“重启 nginx”未能启动")
    with acting(wang), pytest.raises(NotFound):
        facade.start_remedy(ticket.id, "restart")
    assert lines(ticket) == [line]

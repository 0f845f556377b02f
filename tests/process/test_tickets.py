"""Tickets: opened once an incident, moved by people, closed with a rating, and everything written down."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.conftest import Api, make_user
from tests.process.conftest import acting, announcement, make_incident, to_do, work_off
from tongyun.events.contracts import ticket_desk
from tongyun.events.models import Incident
from tongyun.kernel.contracts import Conflict, Forbidden, Invalid, NotFound
from tongyun.kernel.facade import acting_as, publish, system_actor
from tongyun.kernel.models import (
    AuditRecord,
    Notification,
    Organisation,
    OutboxMessage,
    Role,
    ScheduledTask,
    SearchDocument,
    User,
)
from tongyun.kernel.services import audit as audit_chain
from tongyun.process import facade
from tongyun.process.errors import LogIsAppendOnlyError
from tongyun.process.models import FormDefinition, ProcessInstance, Ticket, TicketEvent, WorkItem

OpenFor = Callable[..., Ticket]
ANSWERS: dict[str, dict[str, Any]] = {
    "triage": {"level": 1, "category": "中间件", "opinion": "进程退出"},
    "handle": {"solution": "重启服务，恢复正常"},
    "verify": {"passed": True},
    "close": {"rating": 5, "remark": "处理及时"},
}


def complete(ticket: Ticket, step: str, **changes: Any) -> Ticket:
    return facade.complete_work_item(ticket.id, to_do(ticket.id, step).id, {**ANSWERS[step], **changes})


def kinds(ticket: Ticket) -> list[str]:
    return list(ticket.events.order_by("seq").values_list("kind", flat=True))


def topics() -> list[str]:
    return list(OutboxMessage.objects.order_by("created_at", "id").values_list("topic", flat=True))


def test_an_incident_opens_one_ticket_however_often_it_is_announced(desk: None, incident: Incident) -> None:
    for _ in range(3):
        with transaction.atomic():
            publish("incident.opened", announcement(incident))
        work_off()

    ticket = Ticket.objects.get()
    assert ticket.incident_id == incident.id
    assert ticket.level == 2
    assert ticket.step == "受理定级"
    assert ticket.number.startswith("GD-")
    assert WorkItem.objects.count() == 1
    assert topics().count("ticket.opened") == 1


def test_a_second_ticket_for_an_incident_is_refused_by_the_database(ticket_for: OpenFor, incident: Incident) -> None:
    ticket = ticket_for(incident)

    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        Ticket.objects.create(
            number="X",
            kind="incident",
            title="x",
            level=1,
            incident=incident,
            opened_at=ticket.opened_at,
            instance=ProcessInstance.objects.create(definition=ticket.instance.definition, state=b"", state_format=1),
        )


def test_a_ticket_goes_from_triage_to_its_rating(ticket_for: OpenFor, incident: Incident, wang: User) -> None:
    ticket = ticket_for(incident)
    with acting(wang):
        for step in ("triage", "handle", "verify", "close"):
            complete(ticket, step)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.level, ticket.rating, ticket.step) == ("closed", 1, 5, "")
    assert ticket.resolved_at is not None
    assert ticket.closed_at is not None
    assert ticket.assignee_id == wang.id
    assert ticket.instance.finished
    assert not WorkItem.objects.filter(state="open").exists()
    assert kinds(ticket) == [
        "opened",
        "level.changed",
        "step.completed",
        "step.completed",
        "resolved",
        "step.completed",
        "step.completed",
        "closed",
    ]
    assert ticket.data["steps"]["handle"] == ANSWERS["handle"]
    assert {"ticket.opened", "ticket.step", "ticket.resolved", "ticket.closed"} <= set(topics())
    assert AuditRecord.objects.filter(action="ticket.complete", actor_name="王工").count() == 4
    assert audit_chain.verify_all() == []


def test_both_clocks_start_with_the_incident_and_are_met_by_the_right_steps(
    ticket_for: OpenFor, incident: Incident, wang: User
) -> None:
    ticket = ticket_for(incident)
    view = facade.ticket_view(ticket.id)
    assert {clock.key: (clock.target, str(clock.state)) for clock in view.clocks} == {
        "response": (1800, "running"),
        "solve": (7200, "running"),
    }
    assert all(clock.started_at == incident.opened_at for clock in view.clocks)

    with acting(wang):
        complete(ticket, "triage")
        view = facade.ticket_view(ticket.id)
        assert {clock.key: str(clock.state) for clock in view.clocks} == {"response": "met", "solve": "running"}
        # Level 1 from now on: 0.2 h to respond, 1 h to solve.
        assert [clock.target for clock in view.clocks] == [720, 3600]
        complete(ticket, "handle")
        view = facade.ticket_view(ticket.id)
        assert {clock.key: str(clock.state) for clock in view.clocks} == {"response": "met", "solve": "met"}


def test_a_failed_verification_reopens_the_solve_clock(ticket_for: OpenFor, incident: Incident, wang: User) -> None:
    ticket = ticket_for(incident)
    with acting(wang):
        complete(ticket, "triage")
        complete(ticket, "handle")
        complete(ticket, "verify", passed=False, remark="页面仍报 502")

    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolved_at, ticket.step) == ("open", None, "处理")
    solve = facade.ticket_view(ticket.id).clock("solve")
    assert solve is not None
    assert (str(solve.state), solve.met_at) == ("running", None)
    assert [each.reason for each in solve.intervals] == ["", "resolved", ""]


def test_of_two_people_on_one_task_the_second_gets_a_clear_answer(
    ticket_for: OpenFor, incident: Incident, wang: User, li: User
) -> None:
    ticket = ticket_for(incident)
    row = to_do(ticket.id)
    with acting(wang):
        facade.complete_work_item(ticket.id, row.id, ANSWERS["triage"])
    with acting(li), pytest.raises(Conflict) as conflict:
        facade.complete_work_item(ticket.id, row.id, ANSWERS["triage"])

    assert conflict.value.code == "task_done"
    assert "王工" in conflict.value.detail
    assert kinds(ticket).count("step.completed") == 1


def test_who_sees_only_own_tickets_finds_one_once_it_is_theirs(
    ticket_for: OpenFor, incident: Incident, wang: User, organisation: Organisation, handler_role: Role
) -> None:
    ticket = ticket_for(incident)
    sun = make_user("sun", "孙工", organisation, [handler_role], "own")
    api = Api(sun)
    assert api.get("search", q=ticket.number).json() == []
    row = to_do(ticket.id)
    with acting(wang):
        facade.claim(ticket.id, row.id)
        facade.transfer(ticket.id, row.id, sun.id, "交接")
    assert [hit["id"] for hit in api.get("search", q=ticket.number).json()] == [str(ticket.id)]


def test_a_ticket_that_a_step_renames_is_found_by_its_new_title(
    ticket_for: OpenFor, incident: Incident, wang: User
) -> None:
    ticket = ticket_for(incident)
    row = to_do(ticket.id)
    assert row.form is not None
    title = {"type": "string", "x-sets": "ticket.title"}
    schema = {**row.form.schema, "properties": {**row.form.schema["properties"], "title": title}}
    FormDefinition.objects.filter(id=row.form_id).update(schema=schema)
    with acting(wang):
        facade.complete_work_item(ticket.id, row.id, {**ANSWERS["triage"], "title": "门户网站证书过期"})
    assert SearchDocument.objects.get(kind="ticket").title == "门户网站证书过期"


def test_a_claimed_task_is_nobody_elses(ticket_for: OpenFor, incident: Incident, wang: User, li: User) -> None:
    ticket = ticket_for(incident)
    row = to_do(ticket.id)
    with acting(wang):
        facade.claim(ticket.id, row.id)
        facade.claim(ticket.id, row.id)
    with acting(li):
        with pytest.raises(Conflict) as conflict:
            facade.claim(ticket.id, row.id)
        assert conflict.value.code == "task_claimed"
        with pytest.raises(Conflict):
            facade.complete_work_item(ticket.id, row.id, ANSWERS["triage"])

    assert kinds(ticket).count("claimed") == 1


def test_a_task_can_be_handed_on(ticket_for: OpenFor, incident: Incident, wang: User, li: User, nobody: User) -> None:
    ticket = ticket_for(incident)
    row = to_do(ticket.id)
    with acting(wang):
        facade.transfer(ticket.id, row.id, li.id, "数据库问题")
        with pytest.raises(Conflict):
            facade.complete_work_item(ticket.id, row.id, ANSWERS["triage"])
        with pytest.raises(Conflict):
            facade.transfer(ticket.id, row.id, wang.id, "要回来")
    with acting(li):
        complete(ticket, "triage")

    assert Notification.objects.filter(user=li, title__startswith="转办给您").count() == 1


def test_whoever_may_not_handle_tickets_is_refused(ticket_for: OpenFor, incident: Incident, nobody: User) -> None:
    ticket = ticket_for(incident)
    with acting(nobody):
        for verb in (
            lambda: complete(ticket, "triage"),
            lambda: facade.comment(ticket.id, "看看"),
            lambda: facade.return_to_step(ticket.id, "triage", "重来"),
            lambda: facade.open_ticket(facade.NewTicket("incident", "x", 1)),
            lambda: facade.start_remedy(ticket.id, "restart"),
        ):
            with pytest.raises(Forbidden):
                verb()


def test_fields_that_the_form_does_not_own_are_refused_and_nothing_is_written(
    ticket_for: OpenFor, incident: Incident, wang: User
) -> None:
    ticket = ticket_for(incident)
    with acting(wang), pytest.raises(Invalid) as invalid:
        complete(ticket, "triage", level=9, rating=5, state="closed")

    assert {field.path: field.message for field in invalid.value.fields} == {
        "/rating": "表单没有这个字段",
        "/state": "表单没有这个字段",
        "/level": "不在可选范围内",
    }
    ticket.refresh_from_db()
    assert (ticket.level, ticket.step) == (2, "受理定级")
    assert kinds(ticket) == ["opened"]


def test_a_missing_answer_is_named_in_chinese(ticket_for: OpenFor, incident: Incident, wang: User) -> None:
    ticket = ticket_for(incident)
    with acting(wang):
        complete(ticket, "triage")
        with pytest.raises(Invalid) as invalid:
            complete(ticket, "handle", solution="")
        assert [(field.path, field.message) for field in invalid.value.fields] == [("/solution", "不能为空")]
        complete(ticket, "handle")
        with pytest.raises(Invalid) as invalid:
            complete(ticket, "verify", passed=False)
        assert [(field.path, field.message) for field in invalid.value.fields] == [("/remark", "必填")]


def test_returning_reopens_what_was_resolved(ticket_for: OpenFor, incident: Incident, wang: User) -> None:
    ticket = ticket_for(incident)
    with acting(wang):
        complete(ticket, "triage")
        complete(ticket, "handle")
        facade.return_to_step(ticket.id, "handle", "处理说明不完整")

        ticket.refresh_from_db()
        assert (ticket.state, ticket.step) == ("open", "处理")
        assert kinds(ticket)[-2:] == ["returned", "reopened"]
        with pytest.raises(Conflict) as conflict:
            facade.return_to_step(ticket.id, "close", "越级")
        assert conflict.value.code == "move_not_passed"
        with pytest.raises(Invalid):
            facade.return_to_step(ticket.id, "triage", "  ")
        complete(ticket, "handle")
        complete(ticket, "verify")


def test_a_closed_ticket_takes_comments_and_nothing_else(ticket_for: OpenFor, incident: Incident, wang: User) -> None:
    ticket = ticket_for(incident)
    with acting(wang):
        for step in ANSWERS:
            complete(ticket, step)
        facade.comment(ticket.id, "补充：已归档")
        with pytest.raises(Conflict):
            facade.return_to_step(ticket.id, "handle", "再看看")
        with pytest.raises(Conflict):
            facade.start_remedy(ticket.id, "restart")

    assert kinds(ticket)[-1] == "commented"


def test_the_log_is_append_only(ticket_for: OpenFor, incident: Incident) -> None:
    line = TicketEvent.objects.get(ticket=ticket_for(incident))

    line.text = "改写历史"
    with pytest.raises(LogIsAppendOnlyError):
        line.save()
    with pytest.raises(LogIsAppendOnlyError):
        line.delete()


def test_duty_is_told_once_about_each_to_do(ticket_for: OpenFor, incident: Incident, wang: User, li: User) -> None:
    ticket = ticket_for(incident)

    assert Notification.objects.filter(user=wang, category="ticket").count() == 1
    told = Notification.objects.get(user=li)
    assert told.title == f"待办：受理定级 {ticket.number}"
    assert told.href == f"/tickets/{ticket.id}"
    with acting(wang):
        complete(ticket, "triage")
    # The next step stays with 王工, who does not need to be told what he just caused.
    assert to_do(ticket.id).assignee_id == wang.id
    assert Notification.objects.filter(category="ticket").count() == 2


def test_recovery_of_the_incident_shows_on_the_ticket_once(ticket_for: OpenFor, incident: Incident, wang: User) -> None:
    ticket = ticket_for(incident)
    for _ in range(2):
        with transaction.atomic():
            publish("incident.resolved", {"incident_id": str(incident.id), "resolved_at": "2026-11-21T08:00:00+00:00"})
        work_off()

    ticket.refresh_from_db()
    assert ticket.recovered_at is not None
    assert ticket.recovered_at.isoformat() == "2026-11-21T08:00:00+00:00"
    assert kinds(ticket) == ["opened", "incident.recovered"]
    assert Notification.objects.filter(user=wang, title__startswith="告警已全部恢复").count() == 1


def test_a_recovery_that_overtakes_the_opening_is_not_lost(ticket_for: OpenFor, incident: Incident, wang: User) -> None:
    with transaction.atomic():
        publish("incident.resolved", {"incident_id": str(incident.id), "resolved_at": "2026-11-21T08:00:00+00:00"})
    with pytest.raises(AssertionError, match="TooEarlyError"):
        work_off()
    assert not Ticket.objects.exists()
    with transaction.atomic():
        publish("incident.opened", announcement(incident))
    work_off()
    ScheduledTask.objects.filter(handler="process.incident.resolved").update(due_at="2026-11-21T00:00:00Z")
    work_off()
    assert Ticket.objects.get().recovered_at is not None


def test_news_that_is_retried_late_does_not_undo_newer_news(ticket_for: OpenFor, incident: Incident) -> None:
    ticket, about = ticket_for(incident), {"incident_id": str(incident.id)}
    hours = iter(range(8, 20))

    def handled_in(order: list[int]) -> tuple[str | None, list[str]]:
        written, hour = ticket.events.count(), next(hours)
        news: list[tuple[str, dict[str, Any]]] = [
            ("incident.resolved", {**about, "resolved_at": f"2026-11-21T{hour:02}:00:00Z"}),
            ("incident.updated", announcement(incident, reopened=True)),
            ("incident.resolved", {**about, "resolved_at": f"2026-11-21T{hour:02}:03:00Z"}),
        ]
        with transaction.atomic():
            messages = [publish(topic, payload) for topic, payload in news[: len(order)]]
        later = ScheduledTask.objects.filter(message__in=messages)
        later.update(due_at="2999-01-01T00:00:00Z")
        for number in order:
            later.filter(message=messages[number]).update(due_at="2026-11-21T00:00:00Z")
            work_off()
        ticket.refresh_from_db()
        return ticket.recovered_at.strftime("%M") if ticket.recovered_at else None, kinds(ticket)[written:]

    last, recovered, recurred = "03", "incident.recovered", "incident.recurred"
    assert handled_in([0, 1]) == (None, [recovered, recurred])
    assert handled_in([1, 0]) == (None, [recurred])
    assert handled_in([0, 1, 2]) == (last, [recovered, recurred, recovered])
    assert handled_in([1, 2, 0]) == (last, [recurred, recovered])
    assert handled_in([0, 2, 1]) == (last, [recovered, recovered, recurred])
    assert handled_in([2, 1, 0]) == (last, [recovered, recurred])


def test_a_worse_incident_raises_the_level_until_a_person_has_set_it(
    ticket_for: OpenFor, incident: Incident, wang: User
) -> None:
    ticket = ticket_for(incident)

    def updated(**changes: Any) -> None:
        with transaction.atomic():
            publish("incident.updated", announcement(incident, **changes))
        work_off()
        ticket.refresh_from_db()

    updated(contract_level=1)
    assert ticket.level == 1
    with acting(wang):
        complete(ticket, "triage", level=3)
    updated(contract_level=1)
    assert ticket.level == 3
    assert kinds(ticket).count("incident.updated") == 2


def test_a_closed_ticket_starts_over_when_its_incident_comes_back(
    ticket_for: OpenFor, incident: Incident, wang: User
) -> None:
    ticket = ticket_for(incident)
    with acting(wang):
        for step in ANSWERS:
            complete(ticket, step)
    with transaction.atomic():
        publish("incident.updated", announcement(incident, reopened=True))
    work_off()

    ticket.refresh_from_db()
    assert (ticket.state, ticket.step, ticket.rating, ticket.closed_at) == ("open", "受理定级", None, None)
    solve = facade.ticket_view(ticket.id).clock("solve")
    assert solve is not None
    assert str(solve.state) == "running"
    with acting(wang):
        for step in ANSWERS:
            complete(ticket, step)
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert kinds(ticket).count("closed") == 2


def test_the_desk_answers_events(ticket_for: OpenFor, incident: Incident) -> None:
    ticket = ticket_for(incident)
    other = make_incident()

    answer = ticket_desk.get().ticket_of([incident.id, other.id])
    assert {key: (ref.number, ref.state) for key, ref in answer.items()} == {incident.id: (ticket.number, "open")}


def test_the_desk_says_who_has_it_now(
    ticket_for: OpenFor, incident: Incident, wang: User, django_assert_num_queries: Any
) -> None:
    ticket, other = ticket_for(incident), make_incident()
    ticket_for(other)

    def holder() -> tuple[str | None, str | None]:
        with django_assert_num_queries(2):
            found = ticket_desk.get().ticket_of([incident.id, other.id])
        ref = found[incident.id]
        return ref.assignee.name if ref.assignee else None, ref.waiting_for.title_en if ref.waiting_for else None

    waiting = (None, "Engineers on duty")
    assert holder() == waiting
    seen = []
    with acting(wang):
        facade.claim(ticket.id, to_do(ticket.id).id)
        seen.append(holder())
        for step in ANSWERS:
            complete(ticket, step)
            seen.append(holder())
    # Triaged by Wang, handled by Wang; then anybody on duty verifies and closes; Wang had it last.
    assert seen == [("王工", None), ("王工", None), waiting, waiting, ("王工", None)]


def test_an_incident_without_a_process_waits_for_its_pack(db: None, incident: Incident) -> None:
    with acting_as(system_actor("测试")), pytest.raises(Conflict) as conflict:
        facade.open_ticket(facade.NewTicket("incident", "x", 1, incident_id=incident.id))
    assert conflict.value.code == "no_process"


def test_unknown_levels_items_and_tickets_are_refused(desk: None, wang: User, incident: Incident) -> None:
    with acting(wang):
        with pytest.raises(Invalid) as invalid:
            facade.open_ticket(facade.NewTicket("incident", "x", 7))
        assert invalid.value.code == "unknown_level"
        with pytest.raises(Invalid) as invalid:
            facade.open_ticket(facade.NewTicket("incident", "x", 1, item_id=incident.id))
        assert invalid.value.code == "no_item"
        with pytest.raises(NotFound):
            facade.comment(UUID(int=0), "x")
    assert not Ticket.objects.exists()


def test_tickets_of_a_period_cost_two_queries(ticket_for: OpenFor, django_assert_num_queries: Any) -> None:
    made = [ticket_for(make_incident(minutes_ago=n)) for n in (3, 2, 1)]

    with django_assert_num_queries(2):
        views = facade.tickets_between(made[0].opened_at, made[2].opened_at, "incident")
    assert [view.id for view in views] == [made[0].id, made[1].id]
    with django_assert_num_queries(2):
        assert len(facade.open_tickets("incident")) == 3
    assert all(view.clocks and view.events for view in views)

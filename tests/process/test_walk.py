"""Random walks of two people over tickets, with every verb and with news from below: nothing is lost or doubled."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from tests.process.conftest import acting, announcement, make_incident, work_off
from tongyun.events.models import Incident
from tongyun.kernel.contracts import Conflict, Forbidden
from tongyun.kernel.facade import publish
from tongyun.kernel.models import User
from tongyun.kernel.services import audit as audit_chain
from tongyun.process import facade
from tongyun.process.models import Ticket, WorkItem
from tongyun.process.services.motion import machine_of

OpenFor = Callable[..., Ticket]


@pytest.mark.parametrize("seed", range(8))
def test_a_walk_keeps_ticket_process_and_to_dos_in_line(seed: int, ticket_for: OpenFor, wang: User, li: User) -> None:
    chance = random.Random(seed)
    incident = make_incident()
    ticket = ticket_for(incident)
    for _ in range(25):
        _step(chance, ticket, incident, chance.choice([wang, li]), [wang, li])
        _check(ticket)

    assert audit_chain.verify_all() == []


def _step(chance: random.Random, ticket: Ticket, incident: Incident, person: User, people: list[User]) -> None:
    verb = chance.choice(["complete"] * 4 + ["claim", "transfer", "return", "comment", "updated", "recovered", "again"])
    rows = list(WorkItem.objects.filter(ticket=ticket))
    try:
        match verb:
            case "complete" | "claim" | "transfer":
                with acting(person):
                    _act(chance, verb, ticket, chance.choice(rows), chance.choice(people))
            case "return":
                with acting(person):
                    step = chance.choice(["triage", "handle", "verify", "close"])
                    facade.return_to_step(ticket.id, step, "再来一次")
            case "comment":
                with acting(person):
                    facade.comment(ticket.id, "记录")
            case _:
                _news(verb, incident)
    except (Conflict, Forbidden):
        # Too late, somebody else's, or unsound: refused with an answer, and nothing has changed.
        pass


def _act(chance: random.Random, verb: str, ticket: Ticket, row: WorkItem, other: User) -> None:
    if verb == "claim":
        facade.claim(ticket.id, row.id)
    elif verb == "transfer":
        facade.transfer(ticket.id, row.id, other.id, "换班")
    else:
        passed = chance.random() < 0.6
        answers: dict[str, dict[str, Any]] = {
            "triage": {"level": chance.choice([1, 2, 3])},
            "handle": {"solution": "重启"},
            "verify": {"passed": passed, "remark": "看过了"},
            "close": {"rating": 4},
        }
        facade.complete_work_item(ticket.id, row.id, answers[row.key])


def _news(verb: str, incident: Incident) -> None:
    payloads: dict[str, tuple[str, dict[str, Any]]] = {
        "updated": ("incident.updated", announcement(incident)),
        "again": ("incident.updated", announcement(incident, reopened=True)),
        "recovered": (
            "incident.resolved",
            {"incident_id": str(incident.id), "resolved_at": incident.opened_at.isoformat()},
        ),
    }
    topic, payload = payloads[verb]
    with transaction.atomic():
        publish(topic, payload)
    work_off()


def _check(ticket: Ticket) -> None:
    ticket = Ticket.objects.select_related("instance__definition", "policy").get(id=ticket.id)
    machine = machine_of(ticket)
    rows = WorkItem.objects.filter(ticket=ticket, state="open")
    assert sorted(row.task_id for row in rows) == sorted(task.id for task in machine.open_tasks)
    # The incident process has one token until its end.
    assert len(rows) == (0 if machine.finished else 1)
    assert machine.finished is (ticket.state == "closed") is ticket.instance.finished
    assert list(ticket.events.order_by("seq").values_list("seq", flat=True)) == list(range(1, ticket.log_length + 1))
    kinds = list(ticket.events.order_by("seq").values_list("kind", flat=True))
    assert kinds.count("resolved") - kinds.count("reopened") == (0 if ticket.state == "open" else 1)
    solve = facade.ticket_view(ticket.id).clock("solve")
    assert solve is not None
    assert (solve.met_at is None) is (ticket.state == "open")

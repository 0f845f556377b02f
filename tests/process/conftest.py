"""Fixtures of process: the service desk pack deployed, people on duty, incidents as events announces them."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from django.db import transaction

from tests.conftest import Api, make_user
from tests.jobs.conftest import estate  # noqa: F401 - a fixture, for whoever starts jobs from tickets
from tongyun.events.models import Incident
from tongyun.kernel.contracts import Actor, PackFile, new_id
from tongyun.kernel.facade import acting_as, pack_kinds, publish, system_actor
from tongyun.kernel.models import Organisation, Role, ScheduledTask, User
from tongyun.kernel.services import work
from tongyun.process.models import Ticket, WorkItem

PACK = Path(__file__).parents[2] / "packs" / "service-desk"
SUFFIXES = {"forms": ".schema.json", "service_levels": ".yaml", "processes": ".bpmn"}


def pack_file(path: Path, kind: str, pack: str = "service-desk") -> PackFile:
    """A file as the pack engine reads it."""
    text = path.read_text("utf-8")
    content: Any = text
    if path.suffix == ".json":
        content = json.loads(text)
    elif path.suffix == ".yaml":
        content = yaml.safe_load(text)
    return PackFile(pack, kind, path.name.removesuffix(SUFFIXES[kind]), f"{kind}/{path.name}", content, text)


def pack_files() -> list[PackFile]:
    """All content of the service desk, in the order of deployment."""
    return [pack_file(path, kind) for kind in SUFFIXES for path in sorted((PACK / kind).iterdir())]


@pytest.fixture(autouse=True)
def nobody_in_particular() -> Iterator[None]:
    """Whoever called the API in another test of this thread does not act in this one."""
    with acting_as(system_actor("统运")):
        yield


@pytest.fixture
def desk(db: None) -> None:
    """The service desk pack is deployed."""
    for file in pack_files():
        kind = pack_kinds.get(file.kind)
        assert kind is not None
        kind.apply(file)


@pytest.fixture
def handler_role(db: None) -> Role:
    """May read, create and handle tickets, and is on duty."""
    permissions = ["ticket:read", "ticket:create", "ticket:handle", "duty:receive", "job:run"]
    return Role.objects.create(key="handler", title="值班工程师", permissions=permissions)


@pytest.fixture
def wang(organisation: Organisation, handler_role: Role) -> User:
    """An engineer on duty."""
    return make_user("wang", "王工", organisation, [handler_role])


@pytest.fixture
def li(organisation: Organisation, handler_role: Role) -> User:
    """Another engineer on duty."""
    return make_user("li", "李工", organisation, [handler_role])


@pytest.fixture
def as_wang(wang: User) -> Api:
    """The API as 王工 calls it."""
    return Api(wang)


@pytest.fixture
def as_li(li: User) -> Api:
    """The API as 李工 calls it."""
    return Api(li)


@pytest.fixture
def incident(db: None) -> Incident:
    """An incident of five minutes ago."""
    return make_incident()


def make_incident(minutes_ago: float = 5, level: int = 2) -> Incident:
    """An incident as events keeps it."""
    return Incident.objects.create(
        number=f"EVT-{new_id()}",
        title="nginx 已停止",
        severity="critical",
        contract_level=level,
        opened_at=datetime.now(UTC) - timedelta(minutes=minutes_ago),
    )


def announcement(incident: Incident, **changes: Any) -> dict[str, Any]:
    """What events publishes about an incident."""
    return {
        "incident_id": str(incident.id),
        "number": incident.number,
        "title": incident.title,
        "severity": incident.severity,
        "state": incident.state,
        "item_id": str(incident.item_id) if incident.item_id else None,
        "rule": "service-down",
        "summary": "nginx 已停止 30 秒",
        "remedies": [],
        "contract_level": incident.contract_level,
        "opened_at": incident.opened_at.isoformat(),
        **changes,
    }


def acting(user: User) -> Any:
    """The user acts in the test's own code."""
    return acting_as(Actor("user", str(user.id), user.name, "127.0.0.1", "test"))


def work_off() -> int:
    """Run this room's tasks that are due, as a worker does; returns how many were done."""
    done = 0
    while tasks := work.take():
        for task in tasks:
            if task.handler.startswith("process."):
                # A worker acts for the platform, whoever called the API before in this test.
                with acting_as(system_actor("统运")):
                    assert work.run(task), ScheduledTask.objects.get(id=task.id).error
                done += 1
    return done


@pytest.fixture
def ticket_for(desk: None) -> Callable[[Incident], Ticket]:
    """Opens the ticket of an incident by the outbox, as in production."""

    def open_for(incident: Incident, **changes: Any) -> Ticket:
        with transaction.atomic():
            publish("incident.opened", announcement(incident, **changes))
        work_off()
        return Ticket.objects.get(incident=incident)

    return open_for


def to_do(ticket_id: UUID | str, key: str = "") -> WorkItem:
    """The one open to-do of a ticket."""
    rows = WorkItem.objects.filter(ticket_id=ticket_id, state=WorkItem.State.OPEN)
    return rows.get(key=key) if key else rows.get()

"""At the same moment, on separate connections: of two people or two deliveries exactly one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from tests.conftest import make_user
from tests.process.conftest import acting, announcement, make_incident, pack_files, to_do
from tongyun.kernel.contracts import Conflict, Message, new_id, utc_now
from tongyun.kernel.facade import pack_kinds
from tongyun.kernel.models import Organisation, Role
from tongyun.process import facade
from tongyun.process.models import Ticket, TicketEvent
from tongyun.process.services.incidents import on_opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def deployed(transactional_db: None) -> None:
    for file in pack_files():
        kind = pack_kinds.get(file.kind)
        assert kind is not None
        kind.apply(file)


def both(one: Callable[[], Any], other: Callable[[], Any]) -> list[Any]:
    """Run two things at once, each on its own connection; returns their results or errors."""
    start = Barrier(2)

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - the error is the result that the test looks at
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, [one, other]))


def test_two_people_complete_one_task_at_once() -> None:
    role = Role.objects.create(key="h", title="h", permissions=["ticket:handle", "duty:receive"])
    unit = Organisation.objects.create(code="u", name="u")
    people = [make_user(name, name, unit, [role]) for name in ("wang", "li")]
    on_opened(message(announcement(make_incident())))
    ticket = Ticket.objects.get()
    row = to_do(ticket.id)

    def complete(number: int) -> Any:
        with acting(people[number]):
            return facade.complete_work_item(ticket.id, row.id, {"level": number + 1})

    results = both(lambda: complete(0), lambda: complete(1))

    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Ticket"]
    assert next(result.code for result in results if isinstance(result, Conflict)) == "task_done"
    assert TicketEvent.objects.filter(kind="step.completed").count() == 1
    assert to_do(ticket.id).key == "handle"


def test_two_deliveries_of_one_incident_open_one_ticket() -> None:
    announced = message(announcement(make_incident()))

    def deliver() -> None:
        with transaction.atomic():
            on_opened(announced)

    results = both(deliver, deliver)

    # The one that comes second finds the ticket, or is stopped by the unique key and will be delivered again.
    assert None in results
    assert Ticket.objects.count() == 1
    deliver()
    assert Ticket.objects.count() == 1


def message(payload: dict[str, Any]) -> Message:
    return Message(new_id(), "incident.opened", payload, utc_now())

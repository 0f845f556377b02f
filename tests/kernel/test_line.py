"""Who waits for SQLite's one lock gets it in the order of coming, and gives it back however the transaction ends."""

import time
from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from tongyun.kernel.database.sqlite3.line import Line
from tongyun.kernel.models import AuditHead

AMPLE_S = 60.0


def started(work: Callable[[], None]) -> Thread:
    thread = Thread(target=work)
    thread.start()
    return thread


def test_first_come_first_served() -> None:
    line = Line()
    served: list[int] = []
    mine = line.join(AMPLE_S)
    assert mine is not None

    def waiter(number: int) -> None:
        place = line.join(AMPLE_S)
        assert place is not None
        served.append(number)
        line.leave(place)

    threads = []
    for number in range(20):
        threads.append(started(lambda number=number: waiter(number)))  # type: ignore[misc]
        while len(line) < number + 2:
            time.sleep(0.001)
    line.leave(mine)
    for thread in threads:
        thread.join()
    assert served == list(range(20))


def test_who_loses_patience_is_not_in_the_way_of_the_next() -> None:
    line = Line()
    mine = line.join(AMPLE_S)
    assert mine is not None
    assert line.join(0.01) is None
    line.leave(mine)
    assert line.join(AMPLE_S) is not None


@pytest.mark.django_db(transaction=True)
def test_a_transaction_gives_its_turn_back_however_it_ends() -> None:
    got_through: list[str] = []

    def writes(name: str) -> None:
        with transaction.atomic():
            AuditHead.objects.create(stream=name)
        got_through.append(name)
        connection.close()

    def fails() -> None:
        raise ZeroDivisionError

    for name, ending in (("commits", lambda: None), ("fails", fails), ("loses its connection", connection.close)):
        try:
            with transaction.atomic():
                ending()
        except ZeroDivisionError:
            pass
        started(lambda name=name: writes(name)).join()  # type: ignore[misc]
    assert got_through == ["commits", "fails", "loses its connection"]

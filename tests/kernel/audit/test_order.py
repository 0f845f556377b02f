"""Two transactions that write two chains in opposite order both come through, and both chains hold."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from tongyun.kernel.contracts import Ref
from tongyun.kernel.models import AuditRecord
from tongyun.kernel.services.audit import audit, verify

STREAMS = ("east", "west")


@pytest.mark.django_db(transaction=True)
def test_chains_written_in_opposite_order_do_not_wait_in_a_circle() -> None:
    for stream in STREAMS:
        with transaction.atomic():
            audit("x.begun", Ref("x", "0"), stream=stream)
    # SQLite lets one writer in at a time, so there the two cannot stand beside each other.
    both_wrote_one = Barrier(2 if connection.features.has_select_for_update else 1)
    came_through: list[str] = []

    def write(first: str, second: str) -> None:
        try:
            with transaction.atomic():
                audit("x.changed", Ref("x", first), stream=first)
                both_wrote_one.wait(60)
                audit("x.changed", Ref("x", first), stream=second)
            came_through.append(first)
        finally:
            connection.close()

    threads = [Thread(target=write, args=order) for order in (STREAMS, STREAMS[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came_through) == list(STREAMS)
    for stream in STREAMS:
        assert verify(stream) == []
        assert AuditRecord.objects.filter(stream=stream).count() == 3


@pytest.mark.django_db(transaction=True)
def test_what_a_savepoint_took_back_is_not_written_at_the_end() -> None:
    with transaction.atomic():
        audit("x.kept", Ref("x", "1"), stream="east")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            audit("x.lost", Ref("x", "2"), stream="east")
            raise ZeroDivisionError
    assert list(AuditRecord.objects.values_list("action", flat=True)) == ["x.kept"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_within_a_transaction_leaves_nothing_to_the_next() -> None:
    with transaction.atomic():
        audit("x.lost", Ref("x", "1"), stream="east")
        connection.close()
        audit("x.lost_too", Ref("x", "1"), stream="east")
    with transaction.atomic():
        audit("x.kept", Ref("x", "2"), stream="east")
    assert list(AuditRecord.objects.values_list("action", flat=True)) == ["x.kept"]


@pytest.mark.django_db(transaction=True)
def test_a_link_that_cannot_be_written_takes_the_change_with_it() -> None:
    def full(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            raise OperationalError("disk full")
        return execute(sql, *rest)

    with transaction.atomic():
        audit("x.begun", Ref("x", "0"), stream="east")
    with pytest.raises(OperationalError), connection.execute_wrapper(full), transaction.atomic():
        AuditRecord.objects.update(actor_name="another")
        audit("x.changed", Ref("x", "1"), stream="east")
    assert not AuditRecord.objects.filter(actor_name="another").exists()
    assert verify("east") == []

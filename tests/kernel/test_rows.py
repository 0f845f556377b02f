"""Rows that go past the ORM are kept as the ORM would keep them, few or many."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tongyun.kernel.contracts import new_id
from tongyun.kernel.models import OutboxMessage, ScheduledTask
from tongyun.kernel.services.rows import FEW, Rows

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 21, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
NAMES = ("id", "topic", "payload", "created_at")
PAYLOADS: list[Any] = [
    {"name": "市局“一号”\\\n\t'x'", "n": 1.5, "deep": [None, True, {"": "é😀"}]},
    {},
    [],
    "文",
]
MESSAGES = Rows(OutboxMessage, *NAMES)
TASKS = Rows(ScheduledTask, "handler", "key", "message", "due_at")


@pytest.mark.parametrize("count", [1, FEW, FEW + 1, 300])
def test_they_are_kept_as_the_orm_keeps_them(count: int) -> None:
    rows = [(new_id(), f"话题 {n}\\N", PAYLOADS[n % len(PAYLOADS)], AT + timedelta(seconds=n)) for n in range(count)]
    MESSAGES.add(rows)
    kept = list(OutboxMessage.objects.order_by("id").values_list(*NAMES))
    OutboxMessage.objects.all().delete()
    OutboxMessage.objects.bulk_create(OutboxMessage(**dict(zip(NAMES, row, strict=True))) for row in rows)
    assert kept == list(OutboxMessage.objects.order_by("id").values_list(*NAMES))
    assert kept == [(*row[:3], row[3].astimezone(UTC)) for row in rows]


@pytest.mark.parametrize("count", [2, FEW + 5])
def test_what_is_not_told_has_the_models_default(count: int) -> None:
    MESSAGES.add([(new_id(), "a", {}, AT)])
    message = OutboxMessage.objects.get()
    TASKS.add((f"h{n}", "k", message.id if n % 2 else None, AT) for n in range(count))
    found = list(ScheduledTask.objects.order_by("id"))
    assert len({task.id for task in found}) == count
    assert {task.message_id for task in found} == {message.id, None}
    for task in found:
        assert (task.payload, task.attempts, task.dead, task.lease_until, task.lease_token) == ({}, 0, False, None, "")
    assert found[0].created_at >= message.created_at


@pytest.mark.parametrize("count", [2, FEW + 5])
def test_a_row_that_the_database_refuses_takes_all_of_its_call_along(count: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        TASKS.add([("same", "k", None, AT), *((f"h{n}", "k", None, AT) for n in range(count)), ("same", "k", None, AT)])
    assert not ScheduledTask.objects.exists()
    TASKS.add([("same", "k", None, AT)])
    assert ScheduledTask.objects.count() == 1, "the connection goes on"


def test_rows_are_renewed_in_one_statement() -> None:
    rows = [(new_id(), "old", {"n": n}, AT) for n in range(30)]
    MESSAGES.add(rows)
    newer = [(row[0], f"new {n}", PAYLOADS[n % len(PAYLOADS)], AT + timedelta(days=n)) for n, row in enumerate(rows)]
    with CaptureQueriesContext(connection) as asked:
        MESSAGES.renew(newer[1:])
    assert len(asked) == 1
    found = {row[0]: row for row in OutboxMessage.objects.values_list(*NAMES)}
    assert found == {row[0]: row for row in [rows[0], *newer[1:]]}


def test_what_a_table_demands_must_be_told() -> None:
    with pytest.raises(TypeError, match="do not tell topic"):
        Rows(OutboxMessage, "payload").add([({},)])

"""`among` finds what `in` finds, by one parameter for all values."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongyun.kernel.contracts import new_id
from tongyun.kernel.models import OutboxMessage

pytestmark = pytest.mark.django_db

TOPICS = ["a", "b'\"\\", "库，{x}", "NULL", "", "c"]


@pytest.fixture
def messages() -> list[OutboxMessage]:
    return OutboxMessage.objects.bulk_create(OutboxMessage(topic=topic, payload={}) for topic in TOPICS)


@pytest.mark.parametrize("topics", [[], TOPICS[:1], TOPICS[1:5], [*TOPICS, *(f"none {n}" for n in range(2_000))]])
def test_texts_are_found_as_by_in(messages: list[OutboxMessage], topics: list[str]) -> None:
    expected = {message.topic for message in messages if message.topic in topics}
    assert set(OutboxMessage.objects.filter(topic__among=topics).values_list("topic", flat=True)) == expected
    left = set(OutboxMessage.objects.exclude(topic__among=topics).values_list("topic", flat=True))
    assert left == set(TOPICS) - expected


@pytest.mark.parametrize("kind", [list, set, tuple])
def test_ids_are_found_as_by_in(messages: list[OutboxMessage], kind: Any) -> None:
    wanted = [message.id for message in messages[::2]]
    with CaptureQueriesContext(connection) as asked:
        found = set(OutboxMessage.objects.filter(id__among=kind([*wanted, new_id()])).values_list("id", flat=True))
    assert (found, len(asked)) == (set(wanted), 1)
    assert not OutboxMessage.objects.filter(id__among=kind([])).exists()

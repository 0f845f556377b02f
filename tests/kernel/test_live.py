"""Open pages hear what is for them, once, whichever process they hang on, and no more than they may."""

import asyncio
from uuid import uuid4

import pytest

from tests.conftest import Api
from tongyun.kernel.contracts import LiveTopic
from tongyun.kernel.models import LiveEvent, User
from tongyun.kernel.services.live import live_topics, publish_live
from tongyun.kernel.services.live_hub import Hint, LiveHub, Tape
from tongyun.kernel.services.notify import notify


@pytest.mark.django_db
def test_a_hint_is_read_once_also_when_its_transaction_ended_late() -> None:
    publish_live("notification", users=[uuid4()])
    tape = Tape()
    assert tape.read() == [], "what was there before is no news"
    late = LiveEvent.objects.create(kind="late")
    LiveEvent.objects.filter(id=late.id).delete()
    LiveEvent.objects.create(id=late.id + 1, kind="early")
    assert [hint.kind for hint in tape.read()] == ["early"]
    LiveEvent.objects.create(id=late.id, kind="late")
    assert [hint.kind for hint in tape.read()] == ["late"]
    assert tape.read() == []


@pytest.mark.django_db
def test_a_topic_that_nobody_declared_is_a_mistake() -> None:
    with pytest.raises(LookupError):
        publish_live("x", topic="nothing")


@pytest.mark.django_db
def test_telling_people_hints_to_those_who_want_to_hear(nobody: User, admin: User) -> None:
    notify([nobody.id, admin.id], "待办")
    [event] = LiveEvent.objects.all()
    assert (event.kind, set(event.users)) == ("notification", {str(nobody.id), str(admin.id)})


@pytest.mark.django_db
def test_a_stranger_hears_nothing(anonymous: Api) -> None:
    assert anonymous.get("live").status_code == 401


@pytest.mark.django_db
def test_topics_of_the_rooms_are_declared_with_permissions() -> None:
    known = {topic.key: topic for topic in live_topics}
    assert known["alerts"] == LiveTopic("alerts", "alert:read")
    assert known["incidents"] == LiveTopic("incidents", "incident:read")
    assert known["tickets"] == LiveTopic("tickets", "ticket:read")
    assert known["runs"] == LiveTopic("runs", "job:read")


def hint(kind: str, *users: str, topic: str = "") -> Hint:
    return Hint(kind, {}, frozenset(users), topic)


def test_a_page_hears_its_own_and_its_topics_and_many_hints_are_one() -> None:
    batches = [[hint("notification", "wang"), hint("notification", "wang"), hint("ticket", topic="tickets")]]

    async def read() -> list[Hint]:
        return batches.pop() if batches else []

    async def story() -> tuple[list[bytes], list[bytes]]:
        hub = LiveHub(read)
        async with asyncio.timeout(60):
            mine, others = await asyncio.gather(
                collect(hub.stream("wang", frozenset({"tickets"}), 2.5)), collect(hub.stream("li", frozenset(), 2.5))
            )
        return mine, others

    mine, others = asyncio.run(story())
    told = b"".join(mine)
    assert b'event: notification\ndata: {"count": 2}' in told
    assert b"event: ticket\n" in told
    assert b"event: hello" in others[0]
    assert b"notification" not in b"".join(others)


def test_all_streams_end_when_the_process_stops() -> None:
    async def read() -> list[Hint]:
        return []

    async def story() -> None:
        hub = LiveHub(read)
        streams = [asyncio.create_task(collect(hub.stream(str(number), frozenset(), 3600))) for number in range(5)]
        await asyncio.sleep(0.2)
        hub.close()
        async with asyncio.timeout(60):
            await asyncio.gather(*streams)

    asyncio.run(story())


async def collect(stream: object) -> list[bytes]:
    return [piece async for piece in stream]  # type: ignore[attr-defined]

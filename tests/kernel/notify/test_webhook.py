"""Notifications: each person once, the webhook once, and its address nowhere."""

from dataclasses import replace
from typing import Any

import pytest

from servers.server import free_port
from tests.conftest import make_user
from tests.receiver import Receiver
from tongyun.kernel.models import Notification, Organisation, ScheduledTask, User
from tongyun.kernel.services import work
from tongyun.kernel.services.notify import notify

pytestmark = pytest.mark.django_db


def drain() -> None:
    for task in work.take():
        work.run(task)


def hook(settings: Any, url: str) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, notify_webhook=url)


@pytest.fixture
def people(organisation: Organisation) -> list[User]:
    return [make_user(name, name, organisation, []) for name in ("wang", "li")]


def test_whoever_is_told_later_hears_it_and_the_webhook_does_not_again(settings: Any, people: list[User]) -> None:
    wang, li = people
    with Receiver() as receiver:
        hook(settings, receiver.address)
        assert notify([wang.id], "待办", dedupe="work:1") == 1
        drain()
        assert notify([wang.id, li.id], "待办", dedupe="work:1") == 1
        drain()
    assert Notification.objects.count() == 2
    [delivery] = receiver.got
    assert delivery.content["dedupe"] == "work:1"


@pytest.mark.parametrize("answer", [None, 302, 404, 500])
def test_what_was_not_taken_is_tried_again_and_the_address_is_told_nobody(
    settings: Any, people: list[User], caplog: pytest.LogCaptureFixture, answer: int | None
) -> None:
    with Receiver() as receiver:
        receiver.answer = answer or 200
        hook(settings, f"{receiver.address if answer else f'http://127.0.0.1:{free_port()}'}/?token=5ecret")
        notify([people[0].id], "待办", dedupe="work:1")
        drain()
    task = ScheduledTask.objects.get(handler="kernel.webhook")
    assert (str(answer) if answer else "ConnectError") in task.error
    assert not task.dead
    assert "5ecret" not in task.error + caplog.text


def test_an_address_that_is_none_fails_without_naming_it(settings: Any, people: list[User]) -> None:
    hook(settings, "ht!tp://[5ecret")
    notify([people[0].id], "待办", dedupe="work:1")
    drain()
    assert "5ecret" not in ScheduledTask.objects.get(handler="kernel.webhook").error

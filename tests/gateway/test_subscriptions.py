"""Webhooks to other systems: signed, retried, removed; against a real receiver."""

import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.conftest import Api
from tests.receiver import Receiver
from tongyun.gateway.models import Subscription
from tongyun.kernel.models import AuditRecord, ScheduledTask
from tongyun.kernel.services import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


def drain() -> None:
    while tasks := work.take():
        for task in tasks:
            work.run(task)


def say(topic: str) -> None:
    with transaction.atomic():
        work.publish(topic, {"incident_id": "1", "title": "nginx 停止"})


def test_a_fact_arrives_signed(api: Api, receiver: Receiver) -> None:
    made = api.post(
        "subscriptions", {"name": "值班大屏", "url": receiver.address, "topics": ["incident.opened"]}
    ).json()
    say("incident.opened")
    say("ticket.closed")
    drain()
    [delivery] = receiver.got
    assert delivery.content["data"]["title"] == "nginx 停止"
    stamp, signature = (part.split("=")[1] for part in delivery.headers["X-Tongyun-Signature"].split(","))
    expected = hmac.new(made["secret"].encode(), f"{stamp}.".encode() + delivery.body, hashlib.sha256).hexdigest()
    assert signature == expected
    assert "secret" not in json.dumps(api.get("subscriptions").json())


def test_a_refusal_is_tried_again_and_shown(api: Api, receiver: Receiver) -> None:
    api.post("subscriptions", {"name": "a", "url": receiver.address, "topics": ["incident.opened"]})
    receiver.answer = 500
    say("incident.opened")
    drain()
    assert "500" in api.get("subscriptions").json()["items"][0]["last_error"]
    receiver.answer = 200
    ScheduledTask.objects.filter(handler="gateway.deliver").update(due_at="2026-01-01T00:00:00Z")
    drain()
    first, second = (delivery.headers["Idempotency-Key"] for delivery in receiver.got)
    assert first == second
    assert api.get("subscriptions").json()["items"][0]["last_error"] == ""


@pytest.mark.parametrize(
    "change",
    [
        {"url": "file:///etc/passwd"},
        {"url": "http://"},
        {"url": "http://["},
        {"url": "http://a:99999/"},
        {"url": "http://a:b/"},
        {"topics": []},
        {"topics": ["user.password"]},
    ],
)
def test_nonsense_is_refused(api: Api, change: dict) -> None:
    answer = api.post(
        "subscriptions", {"name": "a", "url": "http://127.0.0.1/", "topics": ["incident.opened"], **change}
    )
    assert answer.status_code == 422
    assert not Subscription.objects.exists()


def test_a_removed_subscription_hears_nothing_more(api: Api, receiver: Receiver) -> None:
    made = api.post("subscriptions", {"name": "a", "url": receiver.address, "topics": ["incident.opened"]}).json()
    say("incident.opened")
    assert api.delete(f"subscriptions/{made['subscription']['id']}").status_code == 204
    drain()
    assert receiver.got == []
    actions = list(
        AuditRecord.objects.filter(target_kind="subscription").order_by("seq").values_list("action", flat=True)
    )
    assert actions == ["subscription.created", "subscription.removed"]

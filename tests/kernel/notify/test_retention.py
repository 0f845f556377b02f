"""What has done its work is removed when it is old, in batches, and nothing else."""

from datetime import timedelta

import pytest
from django.db import transaction

from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import LiveEvent, Notification, OutboxMessage, Session, User
from tongyun.kernel.services import work
from tongyun.kernel.services.notify import notify
from tongyun.kernel.services.retention import purge_all
from tongyun.kernel.services.signin.sessions import sign_in

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=400)


def test_old_messages_hints_sessions_and_heard_facts_go(wang: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "subscriptions", type(work.subscriptions)("s", key=lambda entry: entry.name))
    for number in range(25):
        notify([wang.id], f"旧 {number}")
    Notification.objects.update(created_at=utc_now() - LONG_AGO, routed=True)
    LiveEvent.objects.update(at=utc_now() - LONG_AGO)
    notify([wang.id], "新")
    with transaction.atomic():
        for topic in ("old", "new", "unheard"):
            if topic == "unheard":
                work.subscribe("unheard", "listener", lambda message: None)
            work.publish(topic, {})
    OutboxMessage.objects.exclude(topic="new").update(created_at=utc_now() - LONG_AGO)
    sign_in("wang", "Correct-Horse-9", "127.0.0.1", "x")
    Session.objects.update(expires_at=utc_now() - LONG_AGO)
    sign_in("wang", "Correct-Horse-9", "127.0.0.1", "x")
    removed = purge_all(batch=10)
    assert {key: count for key, count in removed.items() if count} == {
        "live": 25,
        "notifications": 25,
        "outbox": 1,
        "sessions": 1,
    }
    assert list(Notification.objects.values_list("title", flat=True)) == ["新"]
    assert set(OutboxMessage.objects.values_list("topic", flat=True)) == {"new", "unheard"}
    assert Session.objects.count() == 1


def test_a_message_that_nobody_routed_yet_stays(wang: User) -> None:
    notify([wang.id], "旧")
    Notification.objects.update(created_at=utc_now() - LONG_AGO)
    purge_all()
    assert Notification.objects.count() == 1

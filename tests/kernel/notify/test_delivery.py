"""What becomes of a message: routed once, sent once, folded when there are many, kept while a channel is down."""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from servers.server import free_port
from tests.conftest import Api
from tests.receiver import Receiver
from tongyun.kernel.contracts import utc_now
from tongyun.kernel.models import Channel, Delivery, Notification, User
from tongyun.kernel.services.notify import channels, notify, routing
from tongyun.kernel.services.notify.preferences import save_preference

from .conftest import deliver, sms_settings, states

pytestmark = pytest.mark.django_db


def later(seconds: float) -> None:
    """Time passes: everything is as if it had happened earlier."""
    by = timedelta(seconds=seconds)
    Delivery.objects.update(next_at=F("next_at") - by, finished_at=F("finished_at") - by)
    Channel.objects.update(retry_at=F("retry_at") - by)


def test_a_critical_message_goes_out_by_sms_signed_as_configured(sms: Channel, gateway: Receiver, wang: User) -> None:
    notify([wang.id], "redis 已停止", "端口 6379 无人监听", level="critical", category="alert")
    assert deliver() == 1
    [got] = gateway.got
    assert got.content["mobile"] == "13800000001"
    assert "redis 已停止" in got.content["content"]
    signed = f"13800000001{got.content['content']}".encode()
    assert got.content["sign"] == hmac.new(b"5ecret", signed, hashlib.sha256).hexdigest()
    assert got.content["app"] == ["5ecret"]
    row = Delivery.objects.get()
    assert (row.state, row.tries, got.headers["Idempotency-Key"]) == ("sent", 1, str(row.id))
    assert deliver() == 0


def test_what_is_not_urgent_enough_for_sms_stays_inside(sms: Channel, wang: User) -> None:
    notify([wang.id], "待办", level="warning", category="ticket")
    deliver()
    assert not Delivery.objects.exists()
    assert Notification.objects.get().routed


def test_routing_again_after_a_crash_makes_no_second_delivery(sms: Channel, wang: User) -> None:
    notify([wang.id], "紧急", level="critical")
    routing.route()
    Notification.objects.update(routed=False)
    routing.route()
    assert Delivery.objects.count() == 1


def test_a_group_hears_a_message_once_however_many_are_told(
    robot: Channel, gateway: Receiver, wang: User, li: User
) -> None:
    gateway.body = b'{"errcode": 0}'
    notify([wang.id], "故障", level="warning", dedupe="incident:1")
    deliver()
    notify([wang.id, li.id], "故障", level="warning", dedupe="incident:1")
    notify([li.id], "小事", level="info")
    deliver()
    [got] = gateway.got
    assert got.content["msgtype"] == "markdown"


def test_many_at_once_become_a_few_and_a_digest(sms: Channel, gateway: Receiver, wang: User) -> None:
    for number in range(3):
        notify([wang.id], f"第 {number} 条", level="critical")
    deliver()
    assert len(gateway.got) == 3
    for number in range(50):
        notify([wang.id], f"又第 {number} 条", level="critical")
    deliver()
    assert len(gateway.got) == 4, "critical ones do not wait, but go together"
    assert "另有 40 条" in gateway.got[-1].content["content"]
    assert states() == ["sent"] * 53


def test_beyond_the_burst_the_rest_waits_for_the_end_of_the_window(sms: Channel, gateway: Receiver, wang: User) -> None:
    save_preference(wang, {"rules": {"ticket": {str(sms.id): "warning"}}})
    for number in range(5):
        notify([wang.id], f"待办 {number}", level="warning", category="ticket")
        deliver()
    assert len(gateway.got) == 3
    assert set(Delivery.objects.filter(state="waiting").values_list("held", flat=True)) == {"digest"}
    later(121)
    deliver()
    assert len(gateway.got) == 5, "two that waited are still few enough to be read one by one"
    assert states() == ["sent"] * 5


def test_a_digest_that_failed_comes_again_as_the_same_message(sms: Channel, gateway: Receiver, wang: User) -> None:
    gateway.answer = 500
    for number in range(10):
        notify([wang.id], f"第 {number} 条", level="critical")
    deliver()
    gateway.answer = 200
    notify([wang.id], "后来的", level="critical")
    later(11)
    deliver()
    assert len({got.headers["Idempotency-Key"] for got in gateway.got[:2]}) == 1
    assert gateway.got[0].content["content"] == gateway.got[1].content["content"]
    assert states() == ["sent"] * 11


def test_a_message_whose_sender_died_goes_out_again_under_the_same_key(
    sms: Channel, gateway: Receiver, wang: User
) -> None:
    notify([wang.id], "紧急", level="critical")
    deliver()
    row = Delivery.objects.get()
    Delivery.objects.update(state="sending", lease_token="00000000.1.1.x", lease_until=utc_now())
    deliver()
    assert [got.headers["Idempotency-Key"] for got in gateway.got] == [str(row.id)] * 2
    assert states() == ["sent"]


def test_what_another_worker_sends_is_left_to_it(sms: Channel, gateway: Receiver, wang: User) -> None:
    notify([wang.id], "紧急", level="critical")
    routing.route()
    Delivery.objects.update(state="sending", lease_token="x", lease_until=utc_now() + timedelta(minutes=1))
    assert deliver() == 0
    assert gateway.got == []


def test_a_failure_is_tried_again_with_growing_waits_and_then_given_up(
    sms: Channel, gateway: Receiver, wang: User
) -> None:
    gateway.answer = 503
    notify([wang.id], "紧急", level="critical")
    deliver()
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.error) == ("waiting", 1, "网关返回 503")
    assert row.next_at > utc_now() + timedelta(seconds=8)
    for _ in range(30):
        later(2000)
        deliver()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("failed", 8)
    assert len(gateway.got) == 8


def test_a_refused_number_is_not_tried_again_and_does_not_count_against_the_channel(
    gateway: Receiver, as_admin: User, wang: User
) -> None:
    more = {"success_path": "result.code", "success_values": ["0"], "refused_values": ["1005"]}
    channel = channels.create_channel("sms", sms_settings(gateway.address, **more))
    gateway.body = b'{"result": {"code": 1005}}'
    notify([wang.id], "紧急", level="critical")
    deliver()
    row = Delivery.objects.get()
    assert (row.state, row.tries) == ("failed", 1)
    assert "1005" in row.error
    channel.refresh_from_db()
    assert channel.failures == 0
    gateway.body = b'{"result": {"code": 0}}'
    channels.send_again(row.id)
    deliver()
    assert states() == ["sent"]
    assert gateway.got[1].headers["Idempotency-Key"] == f"{row.id}.1", "a message of its own, not a repetition"


def test_the_circuit_opens_is_told_once_probes_with_one_message_and_loses_nothing(
    robot: Channel, gateway: Receiver, admin: User, wang: User
) -> None:
    gateway.answer = 500
    for number in range(20):
        notify([wang.id], f"故障 {number}", level="warning")
    for _ in range(5):
        later(700)
        deliver()
    robot.refresh_from_db()
    assert robot.opened_at is not None
    tried = len(gateway.got)
    assert deliver() == 0
    told = Notification.objects.filter(user=admin, title__startswith="通知渠道熔断")
    assert told.count() == 1
    later(700)
    deliver()
    assert len(gateway.got) == tried + 1, "one probe"
    assert told.count() == 1
    gateway.answer, gateway.body = 200, b'{"errcode": 0}'
    for _ in range(20):
        later(2000)
        deliver()
    robot.refresh_from_db()
    assert robot.opened_at is None
    assert Notification.objects.filter(user=admin, title__startswith="通知渠道已恢复").count() == 1
    assert set(states()) == {"sent"}
    assert Delivery.objects.filter(title__startswith="故障").count() == 20


def test_quiet_hours_hold_back_what_is_not_critical(sms: Channel, gateway: Receiver, wang: User) -> None:
    quiet = {"on": True, "from": "00:00", "to": "00:00", "through": "critical"}
    save_preference(wang, {"rules": {"ticket": {str(sms.id): "info"}}, "quiet": quiet})
    notify([wang.id], "待办", level="warning", category="ticket")
    notify([wang.id], "紧急", level="critical", category="ticket")
    deliver()
    assert [row.held for row in Delivery.objects.filter(state="waiting")] == ["quiet"]
    assert len(gateway.got) == 1
    later(86_400)
    deliver()
    assert len(gateway.got) == 2


def test_undisturbed_means_nothing_leaves_until_then(sms: Channel, gateway: Receiver, wang: User) -> None:
    until = (utc_now() + timedelta(hours=1)).isoformat()
    quiet = {"on": False, "through": "off"}
    save_preference(wang, {"undisturbed_until": until, "quiet": quiet})
    notify([wang.id], "紧急", level="critical")
    deliver()
    assert gateway.got == []


def test_the_persons_choice_goes_before_the_administrators(sms: Channel, as_admin: User, wang: User, li: User) -> None:
    save_preference(None, {"rules": {"alert": {"inapp": "off", str(sms.id): "info"}}})
    save_preference(wang, {"rules": {"alert": {"inapp": "info", str(sms.id): "off"}}})
    notify([wang.id, li.id], "警报", level="info", category="alert")
    deliver()
    assert [row.user_id for row in Delivery.objects.all()] == [li.id]
    assert len(Api(wang).get("notifications").json()["items"]) == 1
    assert Api(li).get("notifications").json()["items"] == []


def test_a_person_without_a_number_is_skipped_with_the_reason(sms: Channel, gateway: Receiver, wang: User) -> None:
    User.objects.filter(id=wang.id).update(phone="")
    notify([wang.id], "紧急", level="critical")
    deliver()
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("skipped", "没有登记手机号")


def test_what_waited_too_long_is_written_off(sms: Channel, gateway: Receiver, wang: User) -> None:
    notify([wang.id], "紧急", level="critical")
    routing.route()
    Delivery.objects.update(created_at=utc_now() - timedelta(hours=25))
    deliver()
    assert (states(), gateway.got) == (["failed"], [])


def test_a_channel_takes_so_many_a_minute(robot: Channel, gateway: Receiver, wang: User) -> None:
    gateway.body = b'{"errcode": 0}'
    Channel.objects.update(per_minute=2)
    for number in range(3):
        notify([wang.id], f"故障 {number}", level="critical")
        deliver()
    assert len(gateway.got) == 2
    later(61)
    deliver()
    assert len(gateway.got) == 3


@pytest.mark.parametrize("kind", ["sms", "dingtalk"])
def test_an_unreachable_receiver_is_named_nowhere(
    kind: str, as_admin: User, wang: User, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"http://127.0.0.1:{free_port()}/?token=5ecret"
    entered = sms_settings(address) if kind == "sms" else channels.ChannelChange("群", settings={"url": address})
    channels.create_channel(kind, entered)
    notify([wang.id], "紧急", level="critical")
    deliver()
    row = Delivery.objects.get()
    assert "ConnectError" in row.error
    assert "5ecret" not in row.error + Channel.objects.get().last_error + caplog.text


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"]
)
def test_the_machine_itself_is_out_of_reach_unless_the_site_says_so(
    host: str, settings: Any, as_admin: User, wang: User
) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, notify_reach=())
    channels.create_channel("sms", sms_settings(f"http://{host}:1"))
    notify([wang.id], "紧急", level="critical")
    deliver()
    row = Delivery.objects.get()
    assert row.state == "failed"
    assert "TONGYUN_NOTIFY_REACH" in row.error

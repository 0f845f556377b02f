"""Channels are made, changed and tried by who may; their secrets are seen by nobody."""

import json
from typing import Any

import pytest

from tests.conftest import Api
from tests.receiver import Receiver
from tongyun.kernel.models import AuditRecord, Channel, Delivery, User

from .conftest import deliver

pytestmark = pytest.mark.django_db

ROBOT = {
    "kind": "dingtalk",
    "name": "运维群",
    "settings": {"url": "https://robot.example/send?token=5ecret", "secret": "SEC1"},
}


def make(api: Api, **changes: Any) -> Any:
    return api.post("channels", {**ROBOT, **changes})


def test_a_secret_is_sealed_and_shown_to_nobody(api: Api) -> None:
    made = make(api)
    assert made.status_code == 200, made.content
    row = Channel.objects.get()
    assert "5ecret" not in row.secrets + json.dumps(row.settings)
    shown = api.get("channels").content.decode() + api.get(f"channels/{row.id}").content.decode()
    assert "5ecret" not in shown
    assert "SEC1" not in shown
    told = json.dumps(list(AuditRecord.objects.values_list("delta", flat=True)))
    assert "5ecret" not in told
    assert "SEC1" not in told


def test_a_secret_given_back_as_it_was_shown_stays(api: Api, settings: Any) -> None:
    made = make(api).json()
    with Receiver() as receiver:
        receiver.body = b'{"errcode": 0}'
        body = {"name": "新名", "settings": {**made["settings"], "url": f"{receiver.address}/send"}}
        changed = api.send("PUT", f"channels/{made['id']}", {**body, "version": made["version"]})
        assert changed.status_code == 200, changed.content
        tested = api.post(f"channels/{made['id']}/test")
        assert tested.status_code == 200, tested.content
        deliver()
        assert "sign=" in receiver.got[0].path
    assert api.get(f"deliveries/{tested.json()['id']}").json()["state"] == "sent"
    stale = api.send("PUT", f"channels/{made['id']}", {**body, "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


@pytest.mark.parametrize(
    ("kind", "entered", "path"),
    [
        ("dingtalk", {}, "/settings/"),
        ("dingtalk", {"url": "ftp://x"}, "/settings/url"),
        ("dingtalk", {"url": "https://x", "more": 1}, "/settings/"),
        ("sms", {"url": "https://x", "encoding": "json", "body": "[1]"}, "/settings/body"),
        ("sms", {"url": "https://x", "encoding": "json", "body": '{"a": "{{ a.__class__ }}"}'}, "/settings/body"),
        ("sms", {"url": "https://x", "encoding": "json", "body": "{}", "headers": '{"a": 1}'}, "/settings/headers"),
        ("sms", {"url": "https://x", "encoding": "json", "body": "{}", "signed_text": "{{"}, "/settings/signed_text"),
        ("pigeon", {}, "/kind"),
    ],
)
def test_what_cannot_work_is_refused_with_its_field(api: Api, kind: str, entered: dict[str, Any], path: str) -> None:
    refused = make(api, kind=kind, settings=entered)
    assert refused.status_code == 422
    assert path in [error["path"] for error in refused.json()["errors"]]
    assert not Channel.objects.exists()


def test_a_name_is_given_once_and_a_removed_channel_leaves_its_log(api: Api, admin: User) -> None:
    first = make(api).json()
    assert make(api).status_code == 409
    delivery = api.post(f"channels/{first['id']}/test").json()
    assert api.delete(f"channels/{first['id']}").status_code == 204
    [row] = api.get("deliveries", state="skipped").json()["items"]
    assert (row["id"], row["channel_name"], row["error"]) == (delivery["id"], "运维群", "渠道已删除")
    assert api.post(f"deliveries/{row['id']}/send-again").status_code == 409


def test_a_person_without_an_address_cannot_try_the_channel(api: Api) -> None:
    settings = {"host": "mail.example", "port": 465, "security": "tls", "sender": "ops@example.gov.cn"}
    made = make(api, kind="mail", name="邮件", settings=settings)
    assert made.status_code == 200, made.content
    refused = api.post(f"channels/{made.json()['id']}/test")
    assert refused.status_code == 409
    assert "邮箱" in refused.json()["detail"]
    assert not Delivery.objects.exists()


def test_people_choose_and_the_choice_is_checked(api: Api, nobody: User) -> None:
    person = Api(nobody)
    seen = person.get("notification-preference").json()
    assert [channel["key"] for channel in seen["channels"]] == ["inapp"]
    value = {"rules": {"alert": {"inapp": "critical"}}, "quiet": {"on": True, "from": "22:00", "to": "07:00"}}
    saved = person.send("PUT", "notification-preference", {"value": value, "version": 0})
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    assert person.send("PUT", "notification-preference", {"value": value, "version": 0}).status_code == 412
    for bad in (
        {"rules": {"nothing": {"inapp": "info"}}},
        {"rules": {"alert": {"pigeon": "info"}}},
        {"rules": {"alert": {"inapp": "loud"}}},
        {"quiet": {"on": True}},
        {"quiet": {"on": True, "from": "25:00", "to": "07:00"}},
        {"undisturbed_until": "2026-11-21T10:00:00"},
        {"undisturbed_until": "9999-11-21T10:00:00Z"},
        {"more": 1},
    ):
        assert person.send("PUT", "notification-preference", {"value": bad}).status_code == 422, bad
    assert person.send("PUT", "notification-default", {"value": {}}).status_code == 403
    assert api.send("PUT", "notification-default", {"value": {"rules": {"alert": {"inapp": "off"}}}}).status_code == 200

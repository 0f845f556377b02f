"""A small office: two people, a group robot and an SMS gateway that really answer on loopback."""

import json
from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest

from tests.conftest import make_user
from tests.receiver import Receiver
from tongyun.kernel.models import Channel, Delivery, Organisation, User
from tongyun.kernel.services.notify import channels, routing, sending
from tongyun.kernel.services.notify.channels import ChannelChange

LOOPBACK = ip_network("127.0.0.0/8")


@pytest.fixture(autouse=True)
def _loopback_is_within_reach(settings: Any) -> None:
    settings.TONGYUN = replace(settings.TONGYUN, notify_reach=(LOOPBACK,), public_url="https://ops.example.gov.cn")


@pytest.fixture
def wang(organisation: Organisation) -> User:
    return reachable("wang", "王敏", organisation, "13800000001")


@pytest.fixture
def li(organisation: Organisation) -> User:
    return reachable("li", "李雷", organisation, "13800000002")


def reachable(username: str, name: str, organisation: Organisation, phone: str) -> User:
    user = make_user(username, name, organisation, [])
    user.phone, user.mail = phone, f"{username}@example.gov.cn"
    user.save()
    return user


@pytest.fixture
def gateway() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def sms(gateway: Receiver, as_admin: User) -> Channel:
    return channels.create_channel("sms", sms_settings(gateway.address))


@pytest.fixture
def robot(gateway: Receiver, as_admin: User) -> Channel:
    entered = ChannelChange("运维群", settings={"url": f"{gateway.address}/send?access_token=5ecret"}, per_minute=0)
    return channels.create_channel("dingtalk", entered)


def sms_settings(address: str, **more: Any) -> ChannelChange:
    body = {"mobile": "{{ phone }}", "content": "{{ text }}", "sign": "{{ signature }}", "app": ["{{ secret }}"]}
    settings = {
        "url": f"{address}/sms",
        "encoding": "json",
        "body": json.dumps(body),
        "signature": "hmac-sha256",
        "signed_text": "{{ phone }}{{ text }}",
        "secret": "5ecret",
        **more,
    }
    return ChannelChange("政务短信平台", settings=settings)


def deliver(turns: int = 20) -> int:
    """What the worker's postman does, without its clock."""
    while routing.route():
        pass
    sent = 0
    for _ in range(turns):
        found = sending.waiting_channels([])
        done = sum(sending.send_due(channel) for channel in found)
        if not done:
            break
        sent += done
    return sent


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))

"""Mail through a real server (Exim): encrypted, signed in, told from a repetition; what goes wrong is said plainly."""

import base64
from collections.abc import Iterator
from email.header import decode_header, make_header
from typing import Any

import pytest

from servers.mail import PASSWORD, USERNAME, Exim
from tests.kernel.notify.conftest import _loopback_is_within_reach, deliver, reachable  # noqa: F401 - a fixture
from tongyun.kernel.models import Channel, Delivery, Organisation, User
from tongyun.kernel.services.notify import channels, notify
from tongyun.kernel.services.notify.channels import ChannelChange

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture(scope="module")
def exim() -> Iterator[Exim]:
    with Exim() as server:
        yield server


@pytest.fixture
def wang(organisation: Organisation) -> User:
    return reachable("wang", "王敏", organisation, "13800000001")


def mail_channel(exim: Exim, **changes: Any) -> Channel:
    settings = {
        "host": "localhost",
        "port": exim.port,
        "security": "starttls",
        "sender": "ops@example.gov.cn",
        "sender_name": "统运",
        "username": USERNAME,
        "password": PASSWORD,
        "authority": exim.authority,
        **changes,
    }
    return channels.create_channel("mail", ChannelChange("邮件", settings=settings))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_in_chinese_under_its_own_number(
    exim: Exim, security: str, as_admin: User, wang: User, hosts_pack: None
) -> None:
    before = len(exim.queue())
    mail_channel(exim, security=security, port=exim.port if security == "starttls" else exim.tls_port)
    notify(
        [wang.id], "待办：受理定级 GD-1", "政务网站打不开\n.\n第二行", "/tickets/1", level="warning", category="ticket"
    )
    assert deliver() == 1
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("sent", "")
    queued = exim.queue()[before:]
    assert [entry.recipients for entry in queued] == [("wang@example.gov.cn",)]
    mail = queued[0].mail
    assert str(make_header(decode_header(mail["Subject"]))) == "【警告】待办：受理定级 GD-1"
    assert mail["Message-ID"] == f"<{row.id}@example.gov.cn>"
    text = base64.b64decode(str(mail.get_payload())).decode()
    assert "王敏，您好：" in text
    assert "政务网站打不开\n.\n第二行" in text
    assert "https://ops.example.gov.cn/tickets/1" in text


def test_two_hundred_mails_share_one_connection(exim: Exim, as_admin: User, organisation: Organisation) -> None:
    before = len(exim.queue())
    people = [reachable(f"user{number}", f"用户{number}", organisation, "1") for number in range(200)]
    mail_channel(exim)
    notify([person.id for person in people], "公告", level="warning")
    assert deliver() == 200
    queued = exim.queue()[before:]
    assert len({entry.recipients for entry in queued}) == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "用户名或密码被拒绝（535）"),
        ({"authority": ""}, "加密连接失败"),
        ({"security": "none", "username": ""}, "服务器"),
        ({"port": 1}, "连接失败"),
    ],
)
def test_what_is_wrong_with_the_server_is_said_and_tried_again(
    exim: Exim, changes: dict[str, Any], words: str, as_admin: User, wang: User
) -> None:
    before = len(exim.queue())
    mail_channel(exim, **changes)
    notify([wang.id], "待办", level="warning")
    deliver()
    row = Delivery.objects.get()
    assert row.state == ("failed" if changes.get("security") == "none" else "waiting")
    assert words in row.error
    assert PASSWORD not in row.error
    assert len(exim.queue()) == before


@pytest.mark.parametrize(("mailbox", "state"), [("nobody", "failed"), ("busy", "waiting"), ("汉字", "failed")])
def test_a_refused_mailbox_is_final_and_a_busy_one_is_not(
    exim: Exim, mailbox: str, state: str, as_admin: User, wang: User
) -> None:
    mail_channel(exim)
    User.objects.filter(id=wang.id).update(mail=f"{mailbox}@example.gov.cn")
    notify([wang.id], "待办", level="warning")
    deliver()
    assert Delivery.objects.get().state == state


def test_a_title_cannot_add_headers(exim: Exim, as_admin: User, wang: User) -> None:
    before = len(exim.queue())
    mail_channel(exim)
    notify([wang.id], "待办\r\nBcc: evil@example.com", level="warning")
    deliver()
    [queued] = exim.queue()[before:]
    assert queued.recipients == ("wang@example.gov.cn",)
    assert queued.mail["Bcc"] is None

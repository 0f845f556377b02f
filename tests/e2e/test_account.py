"""One’s own account in a real browser: an app, recovery codes, proof, and Chromium’s virtual security key."""

import re
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from demo.client import Client, Credentials
from demo.installation import Installation
from tests.prepared import Prepared

pytestmark = pytest.mark.browser


@dataclass
class Place:
    """An installation that is reached by a name, because passkeys are bound to one, and its administrator."""

    installation: Installation
    person: Credentials

    @property
    def url(self) -> str:
        return self.installation.settings["TONGYUN_PUBLIC_URL"]

    def let_proof_grow_old(self) -> None:
        """As if the last proof of identity were an hour ago."""
        with sqlite3.connect(self.installation.data / "tongyun.sqlite3", timeout=30) as database:
            database.execute("UPDATE kernel_session SET proved_at = datetime(proved_at, '-1 hour')")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, prepared: Prepared) -> Iterator[Place]:
    installation = prepared.installation(tmp_path_factory.mktemp("account"))
    installation.settings["TONGYUN_PUBLIC_URL"] = f"http://localhost:{installation.port}"
    with installation, Client(installation.url) as client:
        yield Place(installation, client.set_up(installation.setup_token()))


@pytest.fixture
def page(browser: Browser, place: Place) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=place.url
    )
    yield context.new_page()
    context.close()


def give_password(page: Page, place: Place) -> None:
    page.goto("/login?next=/account")
    page.get_by_label("用户名").fill(place.person.username)
    page.get_by_label("密码").fill(place.person.password)
    page.get_by_role("button", name="登录", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^账号")).click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page.get_by_label("用户名")).to_be_visible()


def plug_in_key(page: Page) -> None:
    """A security key in Chromium itself, by the protocol of its developer tools."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_person_takes_two_factors_into_use_and_signs_in_with_them(page: Page, place: Place) -> None:
    plug_in_key(page)
    give_password(page, place)
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    expect(page.get_by_text("当前", exact=True)).to_be_visible()

    # A dangerous action asks for proof, and goes on by itself once it was given.
    place.let_proof_grow_old()
    page.get_by_role("button", name="登记").first.click()
    dialog = page.get_by_role("dialog", name="请确认您的身份")
    dialog.get_by_label("密码").fill("wrong")
    dialog.get_by_role("button", name="确认").click()
    expect(dialog.get_by_role("alert")).to_contain_text("验证没有通过")
    dialog.get_by_label("密码").fill(place.person.password)
    dialog.get_by_role("button", name="确认").click()
    expect(dialog).to_be_hidden()

    expect(page.get_by_alt_text("动态口令")).to_be_visible()
    secret = page.get_by_text(re.compile("^[A-Z2-7]{32}$")).inner_text()
    page.get_by_label("6 位口令").fill(pyotp.TOTP(secret).at(int(time.time())))
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("heading", name="请保存恢复码")).to_be_visible()
    codes = page.get_by_role("listitem").filter(has_text=re.compile("^[0-9A-Z-]{19}$")).all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("button", name="已保存，继续").click()

    page.get_by_role("textbox", name="名称").fill("工牌")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("工牌")).to_be_visible()

    # The key stands in for the code, a recovery code for both.
    sign_out(page)
    give_password(page, place)
    expect(page.get_by_role("heading", name="验证第二因素")).to_be_visible()
    page.get_by_role("button", name="使用通行密钥").click()
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    sign_out(page)
    give_password(page, place)
    page.get_by_role("button", name="使用恢复码").click()
    page.get_by_label("恢复码").fill(codes[0])
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_text("剩余 9 个")).to_be_visible()


def test_the_pages_fit_a_phone(page: Page, place: Place) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    give_password(page, place)
    expect(page.get_by_role("heading", name="验证第二因素")).to_be_visible()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0

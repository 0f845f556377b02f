"""A running installation with a small estate of real servers, and a real Chromium looking at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from demo.client import Client
from demo.duty import DutyPerson
from demo.estate import Estate
from demo.installation import Installation

CHROMIUM = "/usr/bin/chromium"
#: No sandbox inside a container, and no calls home of the browser itself.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000
WIDE, PHONE = (1440, 900), (390, 844)
PASSWORD = "Sichuan-2026!"
OURS = {"X-Requested-With": "tongyun"}


@dataclass
class Platform:
    """What the browser tests play on."""

    installation: Installation
    estate: Estate
    client: Client
    duty: DutyPerson

    @property
    def url(self) -> str:
        return self.installation.url


@dataclass
class Window:
    """A browser page that remembers what went wrong in it."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a page of the platform and wait until it is quiet."""
        self.page.goto(f"{self.url}{path}")
        self.page.wait_for_load_state("networkidle")

    def resize(self, size: tuple[int, int]) -> None:
        """Make the window as wide and high as this, and wait until the page is drawn anew."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
        self.page.wait_for_load_state("networkidle")

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that PostgreSQL, which runs as another user, can pass through."""
    folder = tmp_path_factory.mktemp("e2e")
    for part in (folder, *folder.parents[:3]):
        if part.stat().st_mode & 0o055 != 0o055 and str(part).startswith("/tmp/"):
            part.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Other suites run beside: what is slow for a moment is not wrong.
        expect.set_options(timeout=PATIENCE_MS)
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def fresh(home: Path) -> Iterator[tuple[Installation, Estate]]:
    """An installation nobody has set up yet, beside its estate."""
    with Estate(home / "estate") as estate, Installation(home) as installation:
        yield installation, estate


@pytest.fixture(scope="session")
def platform(fresh: tuple[Installation, Estate], browser: Browser) -> Iterator[Platform]:
    """Set up through the browser, as the first user does, with everything discovered."""
    installation, estate = fresh
    link = f"{installation.url}/setup?token={installation.setup_token()}"
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(link)
    page.get_by_label("单位名称").fill("成都市大数据中心")
    page.get_by_label("姓名").fill("张伟")
    page.get_by_label("用户名").fill("zhangwei")
    page.get_by_label(re.compile("^密码")).fill(PASSWORD)
    page.get_by_label("再次输入密码").fill(PASSWORD)
    # Two factors have tests of their own (test_account.py); the other pages are looked at without.
    page.get_by_role("radiogroup", name="三员必须使用双因素").get_by_text("否").click()
    page.get_by_role("button", name="创建账号").click()
    page.get_by_role("button", name="进入工作台").click()
    page.get_by_role("heading", name="工作台").wait_for()
    context.close()
    with Client(installation.url) as client:
        client.post("session", {"username": "zhangwei", "password": PASSWORD})
        duty = DutyPerson(client)
        for server in estate:
            duty.find_service(server)
        for name in ("redis", "nginx"):
            duty.set_restart_command(estate[name])
        yield Platform(installation, estate, client, duty)


def window(
    browser: Browser, platform: Platform, size: tuple[int, int], *, signed_in: bool = True
) -> tuple[BrowserContext, Window]:
    """A new window of a size."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        base_url=platform.url,
    )
    if signed_in:
        person = {"username": "zhangwei", "password": PASSWORD}
        answer = context.request.post("/api/v1/session", data=person, headers=OURS)
        assert answer.ok
    page = context.new_page()
    found = Window(page, platform.url)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("console", lambda message: found.errors.append(message.text) if message.type == "error" else None)
    page.on(
        "response",
        lambda answer: found.errors.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((platform.url, "data:", "blob:")) else found.errors.append(request.url)
        ),
    )
    return context, found


def shut(context: BrowserContext) -> None:
    """Sign out and close: a person has only so many sessions, and the oldest would end."""
    context.request.delete("/api/v1/session", headers=OURS)
    context.close()


@pytest.fixture
def wide(browser: Browser, platform: Platform) -> Iterator[Window]:
    context, found = window(browser, platform, WIDE)
    yield found
    shut(context)


@pytest.fixture
def phone(browser: Browser, platform: Platform) -> Iterator[Window]:
    context, found = window(browser, platform, PHONE)
    yield found
    shut(context)


@pytest.fixture
def stranger(browser: Browser, platform: Platform) -> Iterator[Window]:
    context, found = window(browser, platform, WIDE, signed_in=False)
    yield found
    shut(context)

"""Labels as they leave the printer: the paper's size, and codes that a scanner reads and a phone follows."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from servers.server import MissingServerError
from tests.e2e.conftest import PASSWORD, PHONE, Browser, Platform, Window, shut, window

pytestmark = pytest.mark.browser

ZBAR = Path("/usr/bin/zbarimg")
#: Points of a page in a PDF: a millimetre is 72 / 25.4 of them.
MEDIA_BOX = re.compile(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]")


def scanned(picture: bytes) -> set[str]:
    """What a barcode reader finds in a picture."""
    if not ZBAR.exists():
        raise MissingServerError(f"缺少 {ZBAR}：请安装 Debian 软件包 zbar-tools（以 root 运行 make 会自动安装）")
    command = [ZBAR, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "-"]
    found = subprocess.run(command, input=picture, capture_output=True, check=True, timeout=60)
    return set(found.stdout.decode().split())


def papers(wide: Window) -> list[tuple[int, int]]:
    """The size of each page that is printed, in whole millimetres."""
    made = wide.page.pdf(prefer_css_page_size=True)
    return [(round(float(w) * 25.4 / 72), round(float(h) * 25.4 / 72)) for w, h in MEDIA_BOX.findall(made)]


def test_printed_codes_are_read_and_lead_a_phone_to_the_item(
    wide: Window, platform: Platform, browser: Browser
) -> None:
    items = platform.client.rows("items")
    wide.open("/items")
    wide.page.get_by_role("link", name="二维码标签").click()
    expect(wide.page.get_by_role("heading", name="打印二维码标签")).to_be_visible()
    expect(wide.page.get_by_text(f"{len(items)} 枚标签，1 页")).to_be_visible()
    # The address of this installation is that of the machine itself, which the page says before paper is wasted.
    expect(wide.page.get_by_text("手机可能打不开这些二维码")).to_be_visible()
    assert papers(wide) == [(210, 297)]
    wide.page.emulate_media(media="print")
    sheet = wide.page.get_by_test_id("paper")
    found: set[str] = set()
    for label in sheet.locator("[data-label]").all():
        found |= scanned(label.screenshot(scale="css"))
    assert found == {f"{platform.url}/items/{item['id']}" for item in items}
    wide.page.emulate_media(media="null")
    wide.page.get_by_label("标签纸").click()
    wide.page.get_by_title("40 × 30 mm").click()
    assert papers(wide) == [(40, 30)] * len(items)
    assert wide.errors == []

    [host] = [item for item in items if item["type"] == "host"]
    context, phone = window(browser, platform, PHONE, signed_in=False)
    phone.page.goto(next(address for address in found if host["id"] in address))
    phone.page.get_by_label("用户名").fill("zhangwei")
    phone.page.get_by_label("密码").fill(PASSWORD)
    phone.page.get_by_role("button", name="登录").click()
    expect(phone.page.get_by_role("heading", name=host["name"])).to_be_visible()
    assert phone.page.url.endswith(f"/items/{host['id']}")
    assert phone.overflow() <= 0
    shut(context)

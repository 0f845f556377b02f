"""A photograph goes up from a phone, shows, and opens; what lies about its type is refused with a reason."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Platform, Window
from tests.kernel.files.conftest import png

pytestmark = pytest.mark.browser

PICTURE = "image/png"


def test_a_photograph_goes_up_from_a_phone(phone: Window, platform: Platform) -> None:
    [host] = platform.client.rows("items", type="host")
    phone.open(f"/items/{host['id']}")
    page = phone.page
    chooser = page.get_by_label("点击添加照片或文件")
    chooser.set_input_files(
        [
            {"name": "机柜正面.png", "mimeType": PICTURE, "buffer": png(800, 600)},
            {"name": "安装程序.exe", "mimeType": PICTURE, "buffer": b"MZ"},
        ]
    )
    expect(page.get_by_role("alert")).to_have_text("不允许上传此类文件（.exe）")
    picture = page.get_by_role("button", name="机柜正面.png", exact=True)
    expect(picture).to_be_visible()
    expect(page.locator("img[src$='/thumbnail']")).to_be_visible(timeout=60_000)
    picture.click()
    shown = page.get_by_role("dialog").get_by_role("img", name="机柜正面.png")
    expect(shown).to_be_visible()
    assert shown.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]") == [800, 600]
    assert phone.overflow() <= 0
    assert phone.errors == []
    [kept] = platform.client.get("files", kind="item", record=host["id"])["items"]
    assert (kept["name"], kept["state"], kept["has_thumbnail"]) == ("机柜正面.png", "ready", True)

"""Every page in both widths: it opens, shows what it is about, fits, and nothing goes wrong in the console."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, WIDE, Platform, Window

pytestmark = pytest.mark.browser

#: Pages that no line of the menu leads to.
OWN = {"/account": "我的账号", "/admin": "系统管理"}


def test_every_page_of_the_menu_opens_and_fits(wide: Window, platform: Platform) -> None:
    def shows(path: str, title: str) -> None:
        for size in (WIDE, PHONE):
            wide.resize(size)
            expect(wide.page.get_by_role("heading", name=title).first).to_be_visible()
            assert (path, size, wide.overflow() <= 0, wide.errors) == (path, size, True, [])
        wide.resize(WIDE)

    for path, title in OWN.items():
        wide.open(path)
        shows(path, title)
    menu = wide.page.get_by_role("navigation", name="主菜单")
    seen = 0
    for group in platform.client.get("menu"):
        menu.get_by_role("link", name=group["title"], exact=True).click()
        for leaf in group["children"] or [group]:
            link = menu.locator(f"a[href='{leaf['href']}']").last
            link.click()
            expect(link).to_have_attribute("aria-current", "page")
            shows(leaf["href"], leaf["title"])
            seen += 1
    assert seen > 15


@pytest.mark.parametrize("width", ["wide", "phone"])
def test_the_item_page_tells_everything_about_a_host(
    request: pytest.FixtureRequest, platform: Platform, width: str
) -> None:
    window: Window = request.getfixturevalue(width)
    [host] = platform.client.rows("items", type="host")
    window.open(f"/items/{host['id']}")
    expect(window.page.get_by_role("heading", name=host["name"])).to_be_visible()
    expect(window.page.get_by_text(host["attributes"]["os"]).first).to_be_visible()
    for tab in ("指标", "告警", "工单", "作业", "关联关系", "变更历史"):
        window.page.get_by_role("tab", name=tab).click()
        window.page.wait_for_load_state("networkidle")
    window.page.get_by_role("tab", name="指标").click()
    window.page.locator("canvas").first.wait_for()
    assert window.overflow() <= 0
    assert window.errors == []


def test_a_stranger_is_asked_to_sign_in_and_a_wrong_password_is_told(stranger: Window) -> None:
    stranger.open("/tickets")
    page = stranger.page
    page.get_by_label("用户名").fill("zhangwei")
    page.get_by_label("密码").fill("wrong-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("用户名或密码不正确").first).to_be_visible()
    assert page.get_by_label("用户名").input_value() == "zhangwei"


def test_the_palette_finds_an_item_and_opens_it(wide: Window, platform: Platform) -> None:
    name = platform.duty.find_service(platform.estate["redis"])["name"]
    wide.open("/")
    wide.page.keyboard.press("Control+k")
    wide.page.keyboard.type("redis")
    wide.page.get_by_role("dialog").get_by_text(name).first.click()
    expect(wide.page.get_by_role("heading", name=name)).to_be_visible()


def choose_language(page: Page, name: str) -> None:
    page.locator("button").filter(has_text="张伟").click()
    entry = page.get_by_role("menuitem", name=name)
    entry.click()
    # The menu fades away; opening it again while it does would close it.
    expect(entry).to_be_hidden()


def test_language_changes_at_once(wide: Window) -> None:
    wide.open("/items")
    choose_language(wide.page, "English")
    expect(wide.page.get_by_role("heading", name="Items").first).to_be_visible()
    choose_language(wide.page, "简体中文")
    expect(wide.page.get_by_role("heading", name="资源").first).to_be_visible()


def test_an_unknown_page_says_so(wide: Window) -> None:
    wide.open("/nowhere")
    expect(wide.page.get_by_text("没有").first).to_be_visible()
    assert wide.errors == []


def test_the_list_keeps_filter_in_the_address(wide: Window, platform: Platform) -> None:
    wide.open("/items?type=redis")
    name = platform.duty.find_service(platform.estate["redis"])["name"]
    expect(wide.page.get_by_text(name).first).to_be_visible()
    wide.page.get_by_text(name).first.click()
    expect(wide.page.get_by_role("heading", name=name)).to_be_visible()
    wide.page.go_back()
    expect(wide.page.get_by_text(name).first).to_be_visible()
    assert "type=redis" in wide.page.url

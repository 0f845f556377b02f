"""A fault from the kill to the contract line, seen and handled in the browser alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Platform, Window

pytestmark = pytest.mark.browser

NOTICED_MS = 60_000
RECOVERED_MS = 60_000


def submit(page: Page, step: str) -> None:
    """Send the form of a step and wait until the process has moved on."""
    card = page.locator("section", has=page.get_by_role("heading", name=step, exact=True))
    card.first.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name=step, exact=True)).to_have_count(0, timeout=15_000)


def test_a_killed_service_is_noticed_restarted_and_settled(wide: Window, platform: Platform) -> None:
    page, server = wide.page, platform.estate["nginx"]
    wide.open("/")
    server.kill()
    line = page.get_by_text(re.compile(rf"nginx:{server.port}.*已停止"))
    expect(line.first).to_be_visible(timeout=NOTICED_MS)

    ticket = next(row for row in platform.client.rows("tickets") if str(server.port) in row["title"])
    wide.open(f"/tickets/{ticket['id']}")
    expect(page.get_by_text("合同考核")).to_be_visible()

    page.get_by_text(re.compile("^一级")).last.click()
    submit(page, "受理定级")
    page.get_by_role("button", name="执行").click()
    if page.get_by_role("dialog").count():
        page.get_by_role("dialog").get_by_role("button", name=re.compile("执行|确定")).click()
    expect(page.get_by_text(re.compile("成功")).first).to_be_visible(timeout=30_000)

    page.get_by_label("故障原因").fill("进程被强制终止")
    page.get_by_label("处理过程与结果").fill("执行重启作业，服务恢复")
    submit(page, "处理")
    expect(page.get_by_text(re.compile("恢复")).first).to_be_visible(timeout=RECOVERED_MS)
    page.get_by_text("是", exact=True).click()
    submit(page, "验证")
    page.get_by_role("radio").nth(4).click(force=True)
    submit(page, "关闭评价")

    expect(page.get_by_text("已关闭").first).to_be_visible(timeout=15_000)
    assessment = platform.client.get(f"assessments/tickets/{ticket['id']}")
    assert float(assessment["points_deducted"]) == 2.0
    assert wide.overflow() <= 0
    assert wide.errors == []

"""Photograph every page with the demo estate: 1440 and 390 pixels wide, light and dark, into a folder.

`--readme` writes only the one small picture that the README shows.
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from demo.stage import Stage, discover, folder, stage
from servers.waiting import until
from tests.e2e.conftest import ARGUMENTS, CHROMIUM, PHONE, WIDE

ROOT = Path(__file__).resolve().parents[1]
SETTLE_MS = 1500


def main() -> int:
    """Play a fault, leave it open, and photograph."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=ROOT / ".cache" / "screenshots")
    options.add_argument("--readme", action="store_true")
    chosen = options.parse_args()
    with folder() as home, stage(home) as play, sync_playwright() as playwright:
        discover(play)
        break_something(play)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        if chosen.readme:
            photograph(browser, play, ROOT / "docs" / "images", WIDE, "light", {"workbench": "/"})
        else:
            for size in (WIDE, PHONE):
                for scheme in ("light", "dark"):
                    photograph(browser, play, chosen.out / f"{size[0]}-{scheme}", size, scheme, addresses(play))
        browser.close()
    return 0


def break_something(play: Stage) -> None:
    """One handled fault and one open one, so that no page is empty."""
    for name, handled in (("redis", True), ("nginx", False)):
        server = play.estate[name]
        server.kill()
        found = until(lambda server=server: ticket_of(play, server.port), "故障生成工单", 60)
        if handled:
            play.duty.triage(found)
            play.duty.finished(play.duty.restart(found))
            play.duty.close(found)


def ticket_of(play: Stage, port: int) -> str | None:
    """The ticket of the service on a port."""
    rows = play.client.rows("tickets", state="open")
    return next((str(row["id"]) for row in rows if str(port) in row["title"]), None)


def addresses(play: Stage) -> dict[str, str]:
    """Name and address of every page."""
    first = {name: play.client.rows(name)[0]["id"] for name in ("incidents", "runs")}
    open_ticket, closed_ticket = (play.client.rows("tickets", state=state)[0]["id"] for state in ("open", "closed"))
    [host] = play.client.rows("items", type="host")
    return {
        "workbench": "/",
        "alerts": "/alerts",
        "incident": f"/incidents/{first['incidents']}",
        "tickets": "/tickets",
        "ticket": f"/tickets/{open_ticket}",
        "ticket-closed": f"/tickets/{closed_ticket}",
        "items": "/items",
        "item": f"/items/{host['id']}",
        "item-metrics": f"/items/{host['id']}?tab=metrics",
        "item-graph": f"/items/{host['id']}?tab=graph",
        "item-impact": f"/items/{host['id']}?tab=impact",
        "topology": f"/topology?item={host['id']}",
        "item-types": "/item-types",
        "item-type": "/item-types/host",
        "changes": "/change-batches",
        "review": "/review-cases",
        "runs": "/runs",
        "run": f"/runs/{first['runs']}",
        "account": "/account",
        **{child["key"]: child["href"] for entry in play.client.get("menu") for child in entry["children"]},
    }


def photograph(
    browser: Browser, play: Stage, out: Path, size: tuple[int, int], scheme: str, pages: dict[str, str]
) -> None:
    """Write one picture a page."""
    out.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        base_url=play.installation.url,
    )
    page = context.new_page()
    _open(page, "/login", out / "login.png")
    body = {"username": play.credentials.username, "password": play.credentials.password}
    context.request.post("/api/v1/session", data=body, headers={"X-Requested-With": "tongyun"})
    for name, address in pages.items():
        _open(page, address, out / f"{name}.png", whole="workbench" not in pages or len(pages) > 1)
        sys.stdout.write(f"{out / name}.png\n")
    if len(pages) == 1:
        (out / "login.png").unlink()
    context.close()


def _open(page: Page, address: str, path: Path, *, whole: bool = True) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=path, full_page=whole)


if __name__ == "__main__":
    sys.exit(main())

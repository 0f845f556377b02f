"""A storm: 100,000 notifications are told, routed, sent by SMS and counted, while the worker is killed in the middle.

An installation of its own runs (SQLite, one web and one worker process). One tenth of the notifications is told one by
one, as rooms do, the rest to a thousand people at a time. A gateway on loopback counts what arrives, by the key that is
the same for a repetition. Meanwhile a person's page asks for its messages five times a second. Reach: nothing lost,
nothing doubled, the page's p95 within 300 ms, no error.

Usage: python -m bench.notify [--quick]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.parts.records import records_of
from demo.client import Client
from demo.installation import Installation
from servers.processes import exit_on_sigterm
from servers.waiting import until

PEOPLE, WHOLE, QUICK = 1000, 100_000, 10_000
ASK_EVERY_S = 0.2
PATIENCE_S = 1200.0
P95_LIMIT_MS = 300.0


class Gateway(ThreadingHTTPServer):
    """Counts messages by key: how often each came, and how many notifications it stands for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.came: Counter[str] = Counter()
        self.size: dict[str, int] = {}


class Conversation(BaseHTTPRequestHandler):
    """One short message."""

    protocol_version = "HTTP/1.1"
    server: Gateway

    def do_POST(self) -> None:
        """Take it."""
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["content"]
        key, folded = self.headers["Idempotency-Key"], re.search(r"共有 (\d+) 条", text)
        self.server.came[key] += 1
        self.server.size[key] = int(folded[1]) if folded else 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Page(threading.Thread):
    """A person's open page."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self.client, self.over = client, threading.Event()
        self.took_ms: list[float] = []
        self.errors = 0

    def run(self) -> None:
        """Ask until told to stop."""
        while not self.over.wait(ASK_EVERY_S):
            began = time.monotonic()
            try:
                self.client.get("notifications?unread=true&limit=1")
            except Exception:  # noqa: BLE001 - whatever it was, the person saw an error
                self.errors += 1
            self.took_ms.append((time.monotonic() - began) * 1000)


def main() -> int:
    """Raise the storm; exit code 1 when a reach was missed."""
    parser = argparse.ArgumentParser(description="100,000 notifications, and the worker killed in the middle.")
    parser.add_argument("--quick", action="store_true", help="10,000 instead of 100,000")
    total = QUICK if parser.parse_args().quick else WHOLE
    exit_on_sigterm()
    with tempfile.TemporaryDirectory(prefix="tongyun-bench-") as home:
        gateway = Gateway()
        threading.Thread(target=gateway.serve_forever, daemon=True).start()
        settings = {"TONGYUN_NOTIFY_REACH": "127.0.0.0/8"}
        with Installation(Path(home), settings) as installation, Client(installation.url) as client:
            client.set_up(installation.setup_token())
            body = json.dumps({"mobile": "{{ phone }}", "content": "{{ text }}"})
            form = {"url": f"http://127.0.0.1:{gateway.server_port}/sms", "encoding": "json", "body": body}
            client.post("channels", {"kind": "sms", "name": "短信", "settings": form})
            page = Page(client)
            page.start()
            figures = storm(installation, gateway, total)
            page.over.set()
            page.join()
            return report(figures, gateway, page, total)


def storm(installation: Installation, gateway: Gateway, total: int) -> dict[str, Any]:
    """Tell everybody, kill the worker while it sends, and wait until all is sent."""
    records_of(installation)
    from tongyun.kernel.models import Delivery, Notification, User  # noqa: PLC0415 - after Django is set up
    from tongyun.kernel.services.notify import notify  # noqa: PLC0415

    people = User.objects.bulk_create(
        User(username=f"p{number}", name=f"用户{number}", phone=f"138{number:08}", password="!")
        for number in range(PEOPLE)
    )
    ids = [person.id for person in people]
    victim = installation.parts()["worker"]
    killed = threading.Event()

    def kill() -> None:
        until(lambda: sum(gateway.came.values()) > PEOPLE // 4, "首批短信到达", PATIENCE_S, 0.02)
        os.kill(victim, signal.SIGKILL)
        killed.set()

    reaper = threading.Thread(target=kill, daemon=True)
    reaper.start()
    began = time.monotonic()
    single = total // 10
    for number in range(single):
        notify(
            [ids[number % PEOPLE]], f"告警 {number}", "风暴", level="critical", category="alert", dedupe=f"s{number}"
        )
    one_by_one = time.monotonic() - began
    for number in range((total - single) // PEOPLE):
        notify(ids, f"通报 {number}", "风暴", level="critical", category="alert", dedupe=f"b{number}")
    accepted = time.monotonic() - began
    mine = Delivery.objects.filter(user_id__in=ids)

    def drained() -> bool:
        return not Notification.objects.filter(routed=False).exists() and mine.filter(state="sent").count() >= total

    until(drained, "全部发出", PATIENCE_S, 0.5)
    whole = time.monotonic() - began
    reaper.join()
    told = Notification.objects.filter(user_id__in=ids)
    return {
        "accepted_s": round(accepted, 1),
        "one_by_one_per_s": round(single / one_by_one),
        "in_bulk_per_s": round((total - single) / (accepted - one_by_one)),
        "drained_s": round(whole, 1),
        "drained_per_s": round(total / whole),
        "killed": killed.is_set(),
        "in_app": told.count(),
        "sent": mine.filter(state="sent").count(),
    }


def report(figures: dict[str, Any], gateway: Gateway, page: Page, total: int) -> int:
    """Count both ends, and say how it went."""
    # Those the installation tells itself, such as of the storm, are no part of it: the gateway has none for an
    # administrator without a number.
    arrived = sum(gateway.size.values())
    p95 = statistics.quantiles(page.took_ms, n=20)[-1]
    result = {
        **figures,
        "messages": len(gateway.came),
        "lost": total - arrived if arrived < total else 0,
        "doubled": max(arrived - total, 0) + figures["in_app"] - total,
        "repeated_under_the_same_key": sum(count - 1 for count in gateway.came.values()),
        "page_p95_ms": round(p95, 1),
        "page_max_ms": round(max(page.took_ms), 1),
        "page_errors": page.errors,
    }
    ok = not (result["lost"] or result["doubled"] or page.errors) and p95 <= P95_LIMIT_MS and figures["killed"]
    print(json.dumps(result, ensure_ascii=False, indent=1))
    print("RESULT " + json.dumps({"ok": ok, **result}))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())

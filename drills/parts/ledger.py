"""Counts afterwards: what was acknowledged is there, and once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

import httpx

from demo.client import Client
from demo.installation import Installation

from .clerk import Worked
from .sender import METRIC

VALUES = """
SELECT value FROM tongyun.samples FINAL
WHERE id IN (SELECT id FROM tongyun.series FINAL WHERE name = {metric:String})
ORDER BY ts
FORMAT JSONCompact
"""


@dataclass
class Ledger:
    """What is missing and what is there twice, with a line about each."""

    lost: int = 0
    doubled: int = 0
    notes: list[str] = field(default_factory=list)

    def expect(self, what: str, found: int, wanted: int = 1) -> None:
        """Note when there are fewer or more than wanted."""
        if found < wanted:
            self.lost += wanted - found
            self.notes.append(f"丢失：{what}，应有 {wanted}，实有 {found}")
        elif found > wanted:
            self.doubled += found - wanted
            self.notes.append(f"重复：{what}，应有 {wanted}，实有 {found}")


class Store:
    """Reads the telemetry store past the platform."""

    def __init__(self, installation: Installation) -> None:
        port = (installation.data / "run" / "store.port").read_text().strip()
        password = (installation.data / "secrets" / "store.password").read_text().strip()
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}/", auth=("default", password), timeout=30, trust_env=False
        )

    def values(self, metric: str) -> list[float]:
        """All values of a metric's samples in order of time, each point once."""
        answer = self.http.post("", content=VALUES, params={"param_metric": metric})
        answer.raise_for_status()
        return [float(row[0]) for row in answer.json()["data"]]


def count_samples(ledger: Ledger, store: Store, acknowledged: Iterable[int]) -> int:
    """Every acknowledged sample is in the store once; returns how many were acknowledged."""
    there = Counter(int(value) for value in store.values(METRIC))
    wanted = list(acknowledged)
    for number in wanted:
        ledger.expect(f"样本 {number}", there[number])
    for number in there.keys() - set(wanted):
        ledger.expect(f"样本 {number}（未确认）", there[number])
    return len(wanted)


def longest_gap(store: Store) -> float:
    """The longest time between two reports of the local agent, in seconds."""
    times = store.values("node_time_seconds")
    return max((later - earlier for earlier, later in pairwise(times)), default=0.0)


def count_tickets(ledger: Ledger, client: Client, auditor: Client, worked: Iterable[Worked]) -> int:
    """Every acknowledged step is there once: in the ticket, its log, the audit trail, the sealed assessment."""
    rows = Counter(row["title"] for row in _all(client, "tickets"))
    steps = 0
    for ticket in worked:
        ledger.expect(f"“{ticket.title}”", rows[ticket.title])
        if not ticket.id:
            continue
        found = client.get(f"tickets/{ticket.id}")
        log = Counter(line["data"].get("step") for line in found["timeline"] if line["kind"] == "step.completed")
        audit = Counter(row["action"] for row in _all(auditor, "audit", target=ticket.id))
        ledger.expect(f"“{ticket.title}”开单的审计", audit["ticket.open"])
        ledger.expect(f"“{ticket.title}”各步的审计", audit["ticket.complete"], len(ticket.steps))
        for step in ticket.steps:
            ledger.expect(f"“{ticket.title}”的“{step}”", log[step])
        if found["state"] == "closed":
            sealed = client.get(f"assessments/tickets/{ticket.id}")["sealed_version"]
            ledger.expect(f"“{ticket.title}”的考核封存", sealed or 0)
            ledger.expect(f"“{ticket.title}”封存的审计", audit["assessment.sealed"])
        steps += len(ticket.steps)
    return steps


def count_alerts(ledger: Ledger, client: Client, items: dict[str, str], killed: set[str], since: datetime) -> int:
    """Every killed server has one alert, one incident and one ticket; the others have none. Returns how many fired."""
    fired = 0
    for name, item in items.items():
        alerts = [
            row
            for row in _all(client, "alerts", item=item)
            if row["fired_at"] and datetime.fromisoformat(row["fired_at"]) >= since
        ]
        fired += len(alerts)
        ledger.expect(f"{name} 的告警", len(alerts), int(name in killed))
        incidents = {row["incident"]["id"] for row in alerts if row["incident"]}
        if name in killed:
            ledger.expect(f"{name} 的故障", len(incidents))
        for incident in incidents:
            tickets = client.rows("tickets", incident=incident)
            ledger.expect(f"{name} 的工单", len(tickets))
            for ticket in tickets:
                told = [row for row in _all(client, "notifications") if _is_first_to_do(row, ticket)]
                ledger.expect(f"{name} 的待办通知", len(told))
    return fired


def _is_first_to_do(notification: dict[str, Any], ticket: dict[str, Any]) -> bool:
    return ticket["number"] in notification["title"] and notification["title"].startswith("待办")


def _all(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    """All rows of a list, page by page."""
    rows: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(path, limit=500, **query, **({"cursor": cursor} if cursor else {}))
        rows += page["items"]
        cursor = page["next"]
    return rows

"""One incident from SIGKILL to the clause's result: we act as the duty person, the platform's records say when.

A server that is killed again soon reopens its incident and its ticket; so each moment is taken from what was written
after the kill, never from when the ticket says that its matter began.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from servers.waiting import until

from .client import Client
from .duty import DutyPerson
from .estate import Estate
from .timeline import Timeline

DETECTED_S = 60.0
TICKET_S = 20.0
RECOVERED_S = 60.0
SEALED_S = 20.0

Row = dict[str, Any]


def play(estate: Estate, client: Client, name: str, *, auto: bool = False) -> Timeline:
    """Kill one server, follow the incident to its end, and return its timeline. Raises GaveUpError where it stalls.

    With `auto` nobody clicks: the rules restart the server, and the duty person only does the paperwork afterwards.
    """
    server, duty = estate[name], DutyPerson(client)
    item = duty.find_service(server)
    killed = datetime.now(UTC)
    server.kill()
    timeline = Timeline(killed)
    timeline.add("killed", killed, f"SIGKILL：{server.title}（端口 {server.port}）")
    alert, ticket = _noticed(client, item["id"], timeline)
    if not auto:
        _triaged(duty, ticket, timeline)
    run = duty.finished(duty.started_by_itself(ticket) if auto else duty.restart(ticket))
    timeline.add("run", run["started_at"], f"{run['requested_by']}：{run['title']}（{run['number']}）")
    timeline.add("run_done", run["finished_at"], "作业成功")
    until(estate.page, "示例应用的页面恢复", RECOVERED_S)
    resolved = until(lambda: _resolved(client, alert), "告警恢复", RECOVERED_S)
    timeline.add("recovered", resolved["resolved_at"], "告警恢复，服务正常")
    if auto:
        _triaged(duty, ticket, timeline)
    closed = duty.close(ticket)
    timeline.add("closed", closed["closed_at"], f"工单关闭，评价 {closed['rating']} 分")
    versions = sum(line["kind"] == "closed" for line in closed["timeline"])
    assessment = until(lambda: _sealed(client, ticket, versions), "条款结果封存", SEALED_S)
    timeline.results = list(_told(assessment))
    return timeline


def _noticed(client: Client, item: str, timeline: Timeline) -> tuple[str, str]:
    """Wait for alert, incident, ticket and notification; returns the ids of alert and ticket."""
    since = timeline.killed_at
    alert = until(
        lambda: _first(client.rows("alerts", item=item, state="firing"), "fired_at", since), "告警", DETECTED_S
    )
    timeline.add("detected", alert["fired_at"], f"发现：{alert['summary']}")
    incident = until(lambda: _incident_of(client, alert["id"]), "故障", TICKET_S)
    entry = until(lambda: _first(incident["timeline"], "at", since), "故障的时间线", TICKET_S)
    timeline.add("incident", entry["at"], f"故障 {incident['number']}：{entry['text']}")
    rows = until(lambda: client.rows("tickets", incident=incident["id"]), "工单", TICKET_S)
    ticket = rows[0]
    to_do = until(lambda: _to_do(client, ticket["id"], since), "待办", TICKET_S)
    timeline.add("ticket", to_do["created_at"], f"工单 {ticket['number']}，待办：{to_do['title']}")
    notice = until(lambda: _notice(client, ticket, since), "值班人员的通知", TICKET_S)
    timeline.add("notified", notice["created_at"], f"通知值班人员：{notice['title']}")
    return alert["id"], ticket["id"]


def _triaged(duty: DutyPerson, ticket: str, timeline: Timeline) -> None:
    duty.triage(ticket)
    timeline.add("triaged", datetime.now(UTC), "值班人员受理，定为一级故障")


def _first(rows: Sequence[Row], key: str, since: datetime) -> Row | None:
    """The earliest row whose moment lies after the kill."""
    fresh = [row for row in rows if row[key] and datetime.fromisoformat(row[key]) >= since]
    return min(fresh, key=lambda row: str(row[key]), default=None)


def _incident_of(client: Client, alert: str) -> Row | None:
    for row in client.rows("alerts", state="firing"):
        if row["id"] == alert and row["incident"]:
            found: Row = client.get(f"incidents/{row['incident']['id']}")
            return found
    return None


def _to_do(client: Client, ticket: str, since: datetime) -> Row | None:
    ours = [row for row in client.rows("inbox", limit=200) if row["ticket"]["id"] == ticket]
    return _first(ours, "created_at", since)


def _notice(client: Client, ticket: Row, since: datetime) -> Row | None:
    rows = client.rows("notifications")
    ours = [row for row in rows if ticket["id"] in row["href"] or ticket["number"] in row["title"] + row["body"]]
    return _first(ours, "created_at", since)


def _resolved(client: Client, alert: str) -> Row | None:
    return next((row for row in client.rows("alerts", state="resolved") if row["id"] == alert), None)


def _sealed(client: Client, ticket: str, versions: int) -> Row | None:
    found: Row = client.get(f"assessments/tickets/{ticket}")
    return found if (found["sealed_version"] or 0) >= versions else None


def _told(assessment: Row) -> list[str]:
    told = [f"合同条款（{assessment['contract']['title']}）："]
    for clause in assessment["clauses"]:
        told.append(f"{clause['id']} {clause['title']}，共扣 {clause['points']} 分")
        told.extend(f"  · {line['reason']}" for line in clause["lines"])
    return told

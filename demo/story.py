"""One incident from SIGKILL to the clause's result: we act as the duty person, the platform's records say when."""

from datetime import UTC, datetime
from typing import Any

from .client import Client, RefusedError
from .duty import DutyPerson
from .estate import Estate
from .timeline import Timeline
from .waiting import until

DETECTED_S = 60.0
TICKET_S = 20.0
RECOVERED_S = 60.0
SEALED_S = 20.0


def play(estate: Estate, client: Client, name: str) -> Timeline:
    """Kill one server, follow the incident to its end, and return its timeline. Raises GaveUpError where it stalls."""
    server, duty = estate[name], DutyPerson(client)
    item = duty.find_service(server)
    killed = datetime.now(UTC)
    server.kill()
    timeline = Timeline(killed)
    timeline.add("killed", killed, f"SIGKILL：{server.title}（端口 {server.port}）")

    alert = until(lambda: _alert(client, item["id"], killed), f"{server.title} 的告警触发", DETECTED_S)
    timeline.add("detected", alert["fired_at"], f"发现：{alert['summary']}")
    incident = until(lambda: _incident(client, alert["id"]), "故障建立", TICKET_S)
    timeline.add("incident", incident["opened_at"], f"故障 {incident['number']}：{incident['title']}")
    ticket = until(lambda: _ticket(client, incident["id"]), "工单建立", TICKET_S)
    timeline.add("ticket", ticket["opened_at"], f"工单 {ticket['number']}，当前步骤：{ticket['step']}")
    notice = until(lambda: _notice(client, ticket, killed), "值班人员收到通知", TICKET_S)
    timeline.add("notified", notice["created_at"], f"通知值班人员：{notice['title']}")

    duty.triage(ticket["id"])
    timeline.add("triaged", datetime.now(UTC), "值班人员受理，定为一级故障")
    run = duty.finished(duty.restart(ticket["id"]))
    timeline.add("run", run["started_at"], f"作业开始：{run['title']}（{run['number']}）")
    timeline.add("run_done", run["finished_at"], "作业成功")
    until(estate.page, "示例应用的页面恢复", RECOVERED_S)
    resolved = until(lambda: _resolved(client, alert["id"]), "告警恢复", RECOVERED_S)
    timeline.add("recovered", resolved["resolved_at"], "告警恢复，服务正常")

    closed = duty.close(ticket["id"])
    timeline.add("closed", closed["closed_at"], f"工单关闭，评价 {closed['rating']} 分")
    assessment = until(lambda: _sealed(client, ticket["id"]), "条款结果封存", SEALED_S)
    timeline.results = list(_told(assessment))
    return timeline


def _alert(client: Client, item: str, since: datetime) -> dict[str, Any] | None:
    rows = client.rows("alerts", item=item, state="firing")
    return next((row for row in rows if datetime.fromisoformat(row["fired_at"]) >= since), None)


def _incident(client: Client, alert: str) -> dict[str, Any] | None:
    for row in client.rows("alerts", state="firing"):
        if row["id"] == alert and row["incident"]:
            found: dict[str, Any] = client.get(f"incidents/{row['incident']['id']}")
            return found
    return None


def _ticket(client: Client, incident: str) -> dict[str, Any] | None:
    return next(iter(client.rows("tickets", incident=incident)), None)


def _notice(client: Client, ticket: dict[str, Any], since: datetime) -> dict[str, Any] | None:
    rows = client.rows("notifications")
    ours = [row for row in rows if ticket["id"] in row["href"] or ticket["number"] in row["title"] + row["body"]]
    fresh = [row for row in ours if datetime.fromisoformat(row["created_at"]) >= since]
    return min(fresh, key=lambda row: str(row["created_at"]), default=None)


def _resolved(client: Client, alert: str) -> dict[str, Any] | None:
    return next((row for row in client.rows("alerts", state="resolved") if row["id"] == alert), None)


def _sealed(client: Client, ticket: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = client.get(f"assessments/tickets/{ticket}")
    except RefusedError:
        return None
    return found if found["sealed_version"] else None


def _told(assessment: dict[str, Any]) -> list[str]:
    told = [f"合同条款（{assessment['contract']['title']}）："]
    for clause in assessment["clauses"]:
        told.append(f"{clause['id']} {clause['title']}，共扣 {clause['points']} 分")
        told.extend(f"  · {line['reason']}" for line in clause["lines"])
    return told

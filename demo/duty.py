"""The person on duty, over the API: set the restart command once, then triage, restart, handle, verify and close."""

from typing import Any

from servers.server import Server
from servers.waiting import GaveUpError, until

from .client import Client

DISCOVERED_S = 90.0
STEP_S = 20.0
RUNNING = ("queued", "running")
RUN_S = 60.0

#: What the duty person fills in at each step of the process.
ANSWERS: dict[str, dict[str, Any]] = {
    "triage": {"level": 1, "category": "应用系统", "opinion": "核心业务不可用，按一级故障处理。"},
    "handle": {"cause": "服务进程被强制终止。", "solution": "执行重启作业，服务已恢复。"},
    "verify": {"passed": True, "remark": "页面与监控均已恢复正常。"},
    "close": {"rating": 5, "remark": "处理及时。"},
}
STEPS = tuple(ANSWERS)


class DutyPerson:
    """Somebody signed in who handles tickets."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def find_service(self, server: Server) -> dict[str, Any]:
        """The item that the platform made of this server by itself."""

        def look() -> dict[str, Any] | None:
            rows = self.client.rows("items", type="service", limit=200)
            return next((row for row in rows if row["attributes"].get("port") == server.port), None)

        return until(look, f"{server.title}（端口 {server.port}）被自动发现", DISCOVERED_S, 0.5)

    def set_restart_command(self, server: Server) -> dict[str, Any]:
        """Tell the platform how this service is restarted, as its operator would on the item's page."""
        item = self.find_service(server)
        body = {"version": item["version"], "attributes": {"restart_command": server.start_line}}
        changed: dict[str, Any] = self.client.patch(f"items/{item['id']}", body)
        return changed

    def triage(self, ticket: str) -> None:
        """Take the ticket up and set its level: this is the answer that the contract asks for."""
        self.step(ticket, "triage")

    def restart(self, ticket: str) -> str:
        """One click on the remedy; returns the run. Raises GaveUpError when the ticket offers none."""
        remedies = self.client.get(f"tickets/{ticket}")["remedies"]
        if not remedies:
            raise GaveUpError("工单没有提供处置作业")
        remedy = remedies[0]
        run = remedy["run"]
        if run is None or run["state"] not in RUNNING:
            run = self.client.post(f"tickets/{ticket}/remedies/{remedy['key']}")["run"]
        return str(run["id"])

    def started_by_itself(self, ticket: str) -> str:
        """The run that the rule started without anybody's click."""

        def look() -> str | None:
            runs = [remedy["run"] for remedy in self.client.get(f"tickets/{ticket}")["remedies"] if remedy["run"]]
            return str(runs[0]["id"]) if runs else None

        return until(look, "规则自动启动处置作业", STEP_S)

    def finished(self, run: str) -> dict[str, Any]:
        """The run once it has ended well; raises GaveUpError when it failed."""

        def look() -> dict[str, Any] | None:
            found: dict[str, Any] = self.client.get(f"runs/{run}")
            return found if found["state"] not in RUNNING else None

        ended = until(look, "重启作业结束", RUN_S, 0.1)
        if ended["state"] != "succeeded":
            said = "\n".join(f"{target['error']} {target['output']}" for target in ended["targets"])
            raise GaveUpError(f"重启作业没有成功（{ended['state']}）：{said}")
        return ended

    def close(self, ticket: str) -> dict[str, Any]:
        """Handle, verify, close with a rating; returns the closed ticket."""
        for step in STEPS[1:]:
            self.step(ticket, step)

        def look() -> dict[str, Any] | None:
            found: dict[str, Any] = self.client.get(f"tickets/{ticket}")
            return found if found["state"] == "closed" else None

        return until(look, "工单关闭", STEP_S)

    def step(self, ticket: str, key: str) -> None:
        """Complete the to-do of this step with its answers."""

        def look() -> dict[str, Any] | None:
            tasks = self.client.get(f"tickets/{ticket}")["tasks"]
            return next((task for task in tasks if task["key"] == key), None)

        task = until(look, f"工单走到“{key}”一步", STEP_S)
        self.client.post(f"tickets/{ticket}/tasks/{task['id']}/complete", {"data": ANSWERS[key]})

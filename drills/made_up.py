"""Made-up requests to a running platform, valid and not, for as long as is wanted: nothing fails, nothing is untold.

`tests/architecture/test_hostile.py` asks a little of every route in the test's own process; this drill asks the same
of an installation over HTTP, with web process, worker and store behind it, `--examples` times each way (default 40;
`--quick` 5). What changes something really changes it: a route that leaves the platform in a state another one cannot
bear shows here. Reach: no 5xx, no status and no shape that the OpenAPI document does not tell, and the platform is well
afterwards.
"""

import argparse
import json
import sys
import time
from collections import Counter
from typing import Any

import schemathesis

from demo.client import Client, RefusedError
from demo.installation import Installation
from demo.stage import folder
from servers.waiting import until
from tests.architecture.exploring import explore

EXAMPLES, QUICK_EXAMPLES = 40, 5
SETTLE_S = 60.0
REQUEST_S = 30.0
#: What would end the drill itself: the callers' own sessions, accounts and limits.
SPARED = (
    "/session",
    "/account",
    "/invitation",
    "/setup",
    "/policies/{key}",
    "/roles",
    "/grants",
    "/deactivate",
    "/agent/work",
)


class Callers:
    """The three administrators, each asked for what that one may do."""

    def __init__(self, installation: Installation) -> None:
        self.operator = Client(installation.url)
        self.operator.set_up(installation.setup_token())
        clients = [self.operator, *(self.operator.take_seat(seat) for seat in sorted(self.operator.seats))]
        self.held = [(set(client.get("session")["permissions"]), client) for client in clients]
        self.agent = self.operator.post("tokens", {"kind": "agent", "name": "演练"})["token"]
        self.answers: Counter[int] = Counter()

    def send(self, case: Any, permission: str) -> Any:
        """One request over HTTP."""
        if permission == "agent":
            proof: dict[str, Any] = {"headers": {"Authorization": f"Bearer {self.agent}"}}
        else:
            client = next((client for held, client in self.held if permission in held), self.operator)
            proof = {"headers": {"X-Requested-With": "tongyun"}, "cookies": dict(client.http.cookies)}
        answer = case.call(timeout=REQUEST_S, **proof)
        self.answers[answer.status_code] += 1
        return answer


def main() -> int:
    """Run the drill; exit code 1 when an answer was none or stood in no document."""
    parser = argparse.ArgumentParser(description="Send every route what nobody would send.")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_EXAMPLES} examples each way")
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="examples for each route, valid and not")
    options = parser.parse_args()
    examples = QUICK_EXAMPLES if options.quick else options.examples
    with folder() as home, Installation(home, {"TONGYUN_LOG_LEVEL": "ERROR"}) as installation:
        callers = Callers(installation)
        without_limits(callers)
        schema = schemathesis.openapi.from_url(f"{installation.url}/api/v1/openapi.json")
        began = time.monotonic()
        found = []
        for finding in explore(schema, callers.send, known(callers), examples, is_safe):
            print(finding, flush=True)
            found.append(finding)
        seconds = time.monotonic() - began
        until(callers.operator.well, "全部正常", SETTLE_S)
        answers = {str(status): count for status, count in sorted(callers.answers.items())}
    told = {"requests": sum(answers.values()), "seconds": round(seconds), "answers": answers, "findings": len(found)}
    print(json.dumps(told))
    print("RESULT " + json.dumps({"ok": not found}))
    return 1 if found else 0


def is_safe(label: str) -> bool:
    """Whether a route leaves the drill its callers."""
    method, _, path = label.partition(" ")
    return method == "GET" or not any(part in path for part in SPARED)


def without_limits(callers: Callers) -> None:
    """Let the callers call as often as they like."""
    for held, client in callers.held:
        if "policy:read" in held:
            policy = client.get("policies/api-limits")
            if policy["writable"]:
                limits = dict.fromkeys(policy["value"], 0)
                client.http.put("policies/api-limits", json=limits).raise_for_status()
                return


def known(callers: Callers) -> dict[str, Any]:
    """Ids of what is there, by the names that paths give them."""
    found: dict[str, Any] = {"pack_id": "platform", "/api/v1/calendars/{key}/years/{year}#key": "5x8"}
    for name, path in (
        ("user_id", "users"),
        ("organisation_id", "organisations"),
        ("item_id", "items"),
        ("ticket_id", "tickets"),
        ("run_id", "runs"),
        ("token_id", "tokens"),
        ("role_id", "roles"),
        ("subscription_id", "subscriptions"),
    ):
        for _, client in callers.held:
            try:
                rows = client.rows(path, limit=1)
            except RefusedError:
                continue
            if rows:
                found[name] = rows[0]["id"]
    return found


if __name__ == "__main__":
    sys.exit(main())

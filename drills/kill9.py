"""kill -9 everywhere: nothing that was acknowledged is lost or doubled, and everything is up again soon.

The demo's estate and installation run. For two minutes (`--quick`: 40 s) web, worker, store and agent are killed at
random, one or two at a time, while one thread sends numbered samples as an agent does, another works tickets through
all their steps, and two of the estate's servers are killed as well. Afterwards everything acknowledged is counted:
samples in the store, tickets, steps, audit rows (the chain must verify), sealed assessments, alerts, incidents,
notifications. Reach: nothing lost, nothing doubled, each part up again within 10 s. `--seed N` repeats a run's choices.
"""

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from subprocess import CalledProcessError

from demo.stage import Stage, discover, folder, last_words, stage
from servers.waiting import GaveUpError, until

from .parts import ledger as count
from .parts.clerk import Clerk
from .parts.reaper import PARTS, Reaper
from .parts.sender import Sender

LENGTH_S, QUICK_LENGTH_S = 120.0, 40.0
PAUSES_S = (0.5, 3.0)
SETTLE_S = 90.0
FINISH_S = 60.0
MAX_AWAY_S = 10.0
#: Servers of the estate that die as well, and when, as a share of the drill.
CASUALTIES = {"redis": 0.1, "nginx": 0.5}


def main() -> int:
    """Run the drill; exit code 1 when something was lost, doubled or away too long."""
    parser = argparse.ArgumentParser(description="Kill everything at random and count what is left.")
    parser.add_argument("--quick", action="store_true", help="40 s instead of 120 s")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeat the choices of a run")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with folder() as home:
        try:
            return drill(home, QUICK_LENGTH_S if options.quick else LENGTH_S, Random(options.seed))
        except GaveUpError as error:
            print(error, last_words(home), sep="\n")
            print("RESULT " + json.dumps({"ok": False}))
            return 1


def drill(home: Path, length: float, random: Random) -> int:
    """Set the stage, kill, settle, count."""
    with stage(home) as found:
        discover(found)
        items = {server.title: found.duty.find_service(server)["id"] for server in found.estate}
        token = found.client.post("tokens", {"kind": "agent", "name": "演练"})["token"]
        sender, clerk = Sender(found.installation.url, token), Clerk(found.installation.url, found.credentials)
        reaper = Reaper(found.installation, random)
        since = datetime.now(UTC)
        sender.start()
        clerk.start()
        rage(found, reaper, length)
        for thread in (sender, clerk):
            thread.stop()
            thread.join(FINISH_S)
        stuck = [thread.name for thread in (sender, clerk) if thread.is_alive()]
        settle(found, clerk)
        return report(found, reaper, sender, clerk, stuck, items, since)


def rage(found: Stage, reaper: Reaper, length: float) -> None:
    """Kill until the time is up."""
    began = time.monotonic()
    due = {name: began + share * length for name, share in CASUALTIES.items()}
    while (now := time.monotonic()) < began + length:
        for name in [name for name, at in due.items() if at <= now]:
            found.estate[name].kill()
            del due[name]
            print(f"{now - began:6.1f} s  {name} 被杀", flush=True)
        print(f"{now - began:6.1f} s  {reaper.strike()}", flush=True)
        time.sleep(reaper.random.uniform(*PAUSES_S))


def settle(found: Stage, clerk: Clerk) -> None:
    """Wait until all is well, the casualties were noticed, and what was published has been heard."""
    until(found.client.well, "各部分恢复正常", SETTLE_S, 0.5)

    def noticed() -> bool:
        firing = {row["item"]["id"] for row in found.client.rows("alerts", state="firing", limit=200) if row["item"]}
        return all(found.duty.find_service(found.estate[name])["id"] in firing for name in CASUALTIES)

    until(noticed, "被杀的服务告警", SETTLE_S, 0.5)

    def heard() -> bool:
        return all(
            found.client.get(f"assessments/tickets/{ticket.id}")["sealed_version"]
            for ticket in clerk.tickets
            if len(ticket.steps) == 4
        )

    until(heard, "已关闭的工单全部封存", SETTLE_S, 0.5)
    for name in CASUALTIES:
        until(lambda name=name: _ticketed(found, name), f"{name} 的工单", SETTLE_S, 0.5)  # type: ignore[misc]


def report(
    found: Stage,
    reaper: Reaper,
    sender: Sender,
    clerk: Clerk,
    stuck: list[str],
    items: dict[str, str],
    since: datetime,
) -> int:
    """Count, print, judge."""
    ledger, store = count.Ledger(), count.Store(found.installation)
    samples = count.count_samples(ledger, store, sender.acknowledged)
    with found.client.take_seat("audit") as auditor:
        steps = count.count_tickets(ledger, found.client, auditor, clerk.tickets)
    killed = {found.estate[name].title for name in CASUALTIES}
    alerts = count.count_alerts(ledger, found.client, items, killed, since)
    chain, broken = _chain(found)
    for line in [*ledger.notes[:40], chain.strip(), sender.refusal, clerk.failure]:
        if line:
            print(line)
    result = {
        "kills": reaper.kills,
        "restart_max_s": round(reaper.longest, 1),
        **{f"{part}_max_s": round(max(reaper.away.get(part, [0.0])), 1) for part in PARTS},
        "samples": samples,
        "tickets": len(clerk.tickets),
        "steps": steps,
        "alerts": alerts,
        "resent": sender.resent + clerk.resent,
        "agent_gap_s": round(count.longest_gap(store), 1),
        "lost": ledger.lost,
        "doubled": ledger.doubled,
        "chain_broken": broken,
    }
    sound = not (ledger.lost or ledger.doubled or broken or stuck or reaper.never_back)
    sound = sound and not (sender.refusal or clerk.failure) and samples > 0 and steps > 0
    ok = sound and reaper.longest <= MAX_AWAY_S
    print("RESULT " + json.dumps({**result, "ok": ok}))
    return 0 if ok else 1


def _ticketed(found: Stage, name: str) -> bool:
    item = found.duty.find_service(found.estate[name])["id"]
    return bool(found.client.rows("tickets", item=item))


def _chain(found: Stage) -> tuple[str, bool]:
    """What `tongyun audit verify` says, and whether a link is broken."""
    try:
        return found.installation.command("audit", "verify"), False
    except CalledProcessError as error:
        return str(error.stdout), True


if __name__ == "__main__":
    sys.exit(main())

"""The loop: how long from SIGKILL to an alert, to a ticket, and to recovery, on real servers.

Plays the demo's story five times (`--quick`: once), each time another server, and prints the medians. Reach: killed
to detected at most 30 s, detected to ticket at most 2 s. From the second round on the kill follows right after a report
of the agent, so these are times of the worst phase. No peer has the whole loop to compare with.
"""

import json
import sys
from itertools import cycle, islice
from statistics import median

from demo.stage import KILLABLE, discover, folder, last_words, stage
from demo.story import play
from demo.timeline import Timeline
from servers.waiting import GaveUpError

ROUNDS, QUICK_ROUNDS = 5, 1
MAX_DETECT_S, MAX_TICKET_S = 30.0, 2.0


def main() -> int:
    """Run the benchmark; exit code 1 when a reach is missed."""
    rounds = QUICK_ROUNDS if "--quick" in sys.argv else ROUNDS
    timelines: list[Timeline] = []
    with folder() as home:
        try:
            with stage(home) as found:
                discover(found)
                for name in islice(cycle(KILLABLE), rounds):
                    timelines.append(play(found.estate, found.client, name))
                    print(f"== {name}", *timelines[-1].lines(), sep="\n", flush=True)
        except GaveUpError as error:
            print(error, last_words(home), sep="\n")
            print("RESULT " + json.dumps({"rounds": len(timelines), "ok": False}))
            return 1
    result = summary(timelines)
    print("RESULT " + json.dumps(result))
    return 0 if result["ok"] else 1


def summary(timelines: list[Timeline]) -> dict[str, float | bool]:
    """Medians in seconds, and whether they are within reach."""
    detect = median(line.seconds("detected") for line in timelines)
    ticket = median(line.seconds("ticket") - line.seconds("detected") for line in timelines)
    recovered = median(line.seconds("recovered") for line in timelines)
    return {
        "rounds": len(timelines),
        "detect_s": round(detect, 2),
        "detect_max_s": round(max(line.seconds("detected") for line in timelines), 2),
        "ticket_s": round(ticket, 2),
        "recovered_s": round(recovered, 2),
        "ok": detect <= MAX_DETECT_S and ticket <= MAX_TICKET_S,
    }


if __name__ == "__main__":
    sys.exit(main())

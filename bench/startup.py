"""Start and idle: the second start to healthy, then what an idle installation costs, all its processes together.

An installation with the default settings is started, stopped and started again; healthy means that `GET health` says
`ok` for every part. Then CPU (percent of one core) and memory (PSS, so shared pages count once) of the supervisor and
all its descendants over two minutes (`--quick`: 30 s), the agent at work as always. Reach: at most 10 s, 3 %, 900 MB.
"""

import json
import os
import sys
import time
from pathlib import Path

from demo.client import Client
from demo.installation import Installation
from demo.stage import folder
from servers import processes
from servers.waiting import until

IDLE_S, QUICK_IDLE_S = 120.0, 30.0
SETTLE_S = 20.0
HEALTHY_S = 120.0
MAX_START_S, MAX_CPU_PCT, MAX_PSS_MB = 10.0, 3.0, 900.0
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Run the benchmark; exit code 1 when a reach is missed."""
    idle_s = QUICK_IDLE_S if "--quick" in sys.argv else IDLE_S
    with folder() as home:
        installation = Installation(home)
        try:
            first = start(installation)
            installation.stop()
            second = start(installation)
            time.sleep(SETTLE_S)
            before, began = cpu_seconds(installation), time.monotonic()
            time.sleep(idle_s)
            after, length = cpu_seconds(installation), time.monotonic() - began
            memory = {name: pss_mb(name, pid) for name, pid in installation.parts().items()}
        finally:
            installation.stop()
    used = {name: after[name] - before[name] for name in after}
    for name, seconds in used.items():
        print(f"{name:8} CPU {100 * seconds / length:5.2f} %   PSS {memory[name]:6.1f} MB")
    result = {
        "first_start_s": round(first, 1),
        "start_s": round(second, 1),
        "idle_cpu_pct": round(100 * sum(used.values()) / length, 2),
        "pss_mb": round(sum(memory.values()), 1),
        "idle_s": round(length),
        "load_1m": round(os.getloadavg()[0], 1),
    }
    within = (
        result["start_s"] <= MAX_START_S and result["idle_cpu_pct"] <= MAX_CPU_PCT and result["pss_mb"] <= MAX_PSS_MB
    )
    print("RESULT " + json.dumps({**result, "ok": within}))
    return 0 if within else 1


def start(installation: Installation) -> float:
    """Seconds until every part says ok."""
    began = time.monotonic()
    installation.launch()
    with Client(installation.url) as client:
        until(client.well, "统运变为健康状态", HEALTHY_S, 0.05)
    return time.monotonic() - began


def cpu_seconds(installation: Installation) -> dict[str, float]:
    """CPU seconds of each part since its start, with those of its children."""
    return {name: sum(_cpu(pid) for pid in _members(name, root)) for name, root in installation.parts().items()}


def pss_mb(name: str, root: int) -> float:
    """Proportional set size of a part and its descendants in megabytes."""
    return sum(_pss_kb(pid) for pid in _members(name, root)) / 1000


def _members(name: str, root: int) -> list[int]:
    """The supervisor counts alone: its children are parts of their own."""
    return [root] if name == "up" else processes.family(root)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    sys.exit(main())

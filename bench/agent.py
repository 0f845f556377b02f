"""What the agent costs: CPU and resident memory beside Debian's prometheus-node-exporter, both at work every 15 s.

The agent reports to a sink that speaks the server's side of its protocol (reports, and a long poll for work that
never comes); node_exporter is scraped by this program. Both run at the same time and are counted from their start, so
start-up is inside the figures; for the agent the cost after start-up is given as well. Memory is the largest seen.
Needs the Debian package ``prometheus-node-exporter``.

Usage: python -m bench.agent [--quick]
"""

from __future__ import annotations

import argparse
import gzip
import http.server
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

from servers.processes import end, exit_on_sigterm
from servers.server import free_port

PROGRAM = Path(__file__).resolve().parents[1] / "agent" / "tongyun_agent.py"
PEER = "prometheus-node-exporter"
INTERVAL_S = 15
CPU_LIMIT_PCT = 0.5
RSS_LIMIT_MB = 25.0


class Sink(http.server.ThreadingHTTPServer):
    """The far end of the agent: takes reports, has no work."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.reports: list[dict[str, Any]] = []


class Conversation(http.server.BaseHTTPRequestHandler):
    """One request of the agent."""

    protocol_version = "HTTP/1.1"
    server: Sink

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """The long poll for work."""
        time.sleep(25)
        self.send_response(204)
        self.end_headers()

    def do_POST(self) -> None:
        """A report."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        packed = self.headers.get("Content-Encoding") == "gzip"
        self.server.reports.append(json.loads(gzip.decompress(body) if packed else body))
        answer = json.dumps({"interval_s": INTERVAL_S}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


class Watched:
    """A process under measurement."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.started = time.monotonic()
        self.rss: list[float] = []

    def cpu_seconds(self) -> float:
        """The user and system time of the process since its start."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def look(self) -> None:
        """Note the resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        self.rss.append(int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024)

    def rss_mb(self) -> float:
        """The largest resident memory seen, in MiB."""
        return max(self.rss)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        end([self.process.pid])


def scrape(port: int) -> int:
    """Fetch all metrics of node_exporter as Prometheus does; the number of samples."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body = answer.read()
        text = gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
    return sum(1 for line in text.splitlines() if line and not line.startswith(b"#"))


def scrape_until(over: float, port: int, counts: list[int]) -> None:
    """Scrape at once and then at every interval."""
    due = time.monotonic() + 1
    while due < over:
        time.sleep(max(0.0, due - time.monotonic()))
        counts.append(scrape(port))
        due += INTERVAL_S


def watch(agent: Watched, peer: Watched, over: float) -> float:
    """Look at both every second until the end; the CPU seconds that the agent's start took."""
    start_cost = 0.0
    while time.monotonic() < over:
        time.sleep(1)
        agent.look()
        peer.look()
        if not start_cost and time.monotonic() - agent.started >= 3:
            start_cost = agent.cpu_seconds()
    return start_cost


def measure(seconds: float, folder: Path) -> dict[str, Any]:
    """Run both side by side."""
    sink = Sink()
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    token = folder / "token"
    token.write_text("bench")
    port = free_port()
    url = f"http://127.0.0.1:{sink.server_address[1]}"
    settings = ["--url", url, "--token-file", str(token), "--state-dir", str(folder / "state")]
    counts: list[int] = []
    with (
        Watched([sys.executable, "-I", "-S", str(PROGRAM), *settings, "--interval", str(INTERVAL_S)]) as agent,
        Watched([str(shutil.which(PEER)), f"--web.listen-address=127.0.0.1:{port}"]) as peer,
    ):
        over = time.monotonic() + seconds
        scraper = threading.Thread(target=scrape_until, args=(over, port, counts), daemon=True)
        scraper.start()
        start_cost = watch(agent, peer, over)
        agent_cpu, agent_time = agent.cpu_seconds(), time.monotonic() - agent.started
        peer_cpu, peer_time = peer.cpu_seconds(), time.monotonic() - peer.started
        scraper.join()
    sink.shutdown()
    sink.server_close()
    cpu_pct, peer_cpu_pct = 100 * agent_cpu / agent_time, 100 * peer_cpu / peer_time
    last = sink.reports[-1]
    return {
        "cpu_pct": round(cpu_pct, 3),
        "rss_mb": round(agent.rss_mb(), 1),
        "peer_cpu_pct": round(peer_cpu_pct, 3),
        "peer_rss_mb": round(peer.rss_mb(), 1),
        "ratio": round(cpu_pct / peer_cpu_pct, 2),
        "rss_ratio": round(agent.rss_mb() / peer.rss_mb(), 2),
        "start_cpu_s": round(start_cost, 2),
        "steady_cpu_pct": round(100 * (agent_cpu - start_cost) / (agent_time - 3), 3),
        "seconds": round(agent_time),
        "interval_s": INTERVAL_S,
        "reports": len(sink.reports),
        "samples": len(last["samples"]),
        "services": len(last["services"]),
        "processes": next(s[3] for s in last["samples"] if s[0] == "node_processes_total"),
        "peer_scrapes": len(counts),
        "peer_samples": round(statistics.median(counts)),
        "python": platform.python_version(),
    }


def main() -> int:
    """Measure and print the result as the last line."""
    parser = argparse.ArgumentParser(description="The agent's cost beside node_exporter's.")
    parser.add_argument("--quick", action="store_true", help="40 s instead of 120 s")
    exit_on_sigterm()
    quick = parser.parse_args().quick
    if shutil.which(PEER) is None:
        print(f"{PEER} is not installed: apt-get install {PEER}", file=sys.stderr)
        return 1
    version = subprocess.run([PEER, "--version"], capture_output=True, text=True)
    print("peer:", (version.stdout or version.stderr).splitlines()[0])
    with tempfile.TemporaryDirectory() as folder:
        result = measure(40 if quick else 120, Path(folder))
    result["ok"] = result["cpu_pct"] <= CPU_LIMIT_PCT and result["rss_mb"] <= RSS_LIMIT_MB
    print("RESULT", json.dumps(result))
    return 0 if result["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())

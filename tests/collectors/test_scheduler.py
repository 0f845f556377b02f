"""The scheduler and the probes against real listeners."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servers.server import free_port
from tongyun.collectors import scheduler as scheduler_module
from tongyun.collectors.contracts import Outcome
from tongyun.collectors.facade import PROBES, Scheduler
from tongyun.collectors.probes.address import split_address
from tongyun.collectors.scheduler import phase
from tongyun.telemetry.contracts import ProbeTarget, Sample


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(500 if self.path == "/broken" else 200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def page():
    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def target(kind: str, address: str, **more: float) -> ProbeTarget:
    return ProbeTarget(
        f"{kind}:{address}", kind, address, more.get("interval_s", 0.05), more.get("timeout_s", 1.0), {"ci": "c"}
    )


def look(kind: str, address: str) -> Outcome:
    return asyncio.run(PROBES[kind](target(kind, address)))


def test_http_tells_good_from_bad(page: str) -> None:
    good, bad = look("http", page), look("http", f"{page}/broken")
    assert good.success
    assert good.measurements["probe_http_status_code"] == 200
    assert not bad.success
    assert bad.reason == "HTTP 500"
    assert not look("http", f"http://127.0.0.1:{free_port()}").success
    assert not look("http", "不是地址").success


def test_tcp_tells_open_from_closed(page: str) -> None:
    assert look("tcp", page.removeprefix("http://")).success
    assert not look("tcp", f"127.0.0.1:{free_port()}").success


def test_tls_does_not_trust_a_plain_listener(page: str) -> None:
    assert not look("tls", page.removeprefix("http://")).success


@given(st.text(max_size=30))
def test_addresses_are_split_or_refused(text: str) -> None:
    try:
        host, port = split_address(text)
    except ValueError:
        return
    assert 1 <= port <= 65535
    assert isinstance(host, str)


@given(st.text(max_size=20), st.floats(1, 3600))
def test_the_first_look_falls_within_the_interval(key: str, interval: float) -> None:
    assert 0 <= phase(ProbeTarget(key, "tcp", "a:1", interval, 1.0)) <= interval


def test_samples_are_offered_again_until_the_sink_takes_them(page: str) -> None:
    taken: list[Sample] = []
    refusals = [RuntimeError("down"), RuntimeError("down")]

    def sink(samples: list[Sample]) -> None:
        if refusals:
            raise refusals.pop()
        taken.extend(samples)

    async def main() -> None:
        scheduler = Scheduler(PROBES, sink)
        scheduler.replace([target("http", page)])
        for _ in range(200):
            await asyncio.sleep(0.02)
            await scheduler.flush()
            if taken:
                break
        scheduler.replace([])

    asyncio.run(main())
    first = min(sample.ts_ms for sample in taken)
    assert {sample.name for sample in taken if sample.ts_ms == first} >= {"probe_success", "probe_duration_seconds"}
    assert all(sample.labels["ci"] == "c" for sample in taken)


def test_while_the_sink_is_away_the_newest_samples_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler_module, "MAX_KEPT", 6)  # two looks of three samples
    looks: list[int] = []
    taken: list[Sample] = []
    asked, come_back = threading.Event(), threading.Event()

    async def count(_: ProbeTarget) -> Outcome:
        looks.append(len(looks))
        return Outcome(True, measurements={"look": float(looks[-1])})

    def away_once(samples: list[Sample]) -> None:
        if not asked.is_set():
            asked.set()
            come_back.wait(60)
            raise RuntimeError("down")
        taken.extend(samples)

    async def main() -> None:
        scheduler = Scheduler({"count": count}, away_once)
        scheduler.replace([target("count", "x")])
        async with asyncio.timeout(60):
            while len(looks) < 3:
                await asyncio.sleep(0.01)
            flushing = asyncio.create_task(scheduler.flush())
            await asyncio.to_thread(asked.wait, 60)
            before = len(looks)
            while len(looks) < before + 2:
                await asyncio.sleep(0.01)
            scheduler.replace([])
            await asyncio.sleep(0)
            come_back.set()
            await flushing
            await scheduler.flush()

    asyncio.run(main())
    newest = float(looks[-1])
    assert [sample.value for sample in taken if sample.name == "look"] == [newest - 1, newest]


def test_a_probe_with_a_bug_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    asked: list[str] = []

    async def odd(wanted: ProbeTarget) -> Outcome:
        asked.append(wanted.key)
        raise KeyError("notAfter")

    taken: list[Sample] = []

    async def main() -> None:
        scheduler = Scheduler({"odd": odd}, taken.extend)
        scheduler.replace([target("odd", "x")])
        async with asyncio.timeout(60):
            while len(asked) < 3:
                await asyncio.sleep(0.01)
        await scheduler.flush()
        scheduler.replace([])

    asyncio.run(main())
    assert {sample.value for sample in taken if sample.name == "probe_success"} == {0.0}
    assert "KeyError" in caplog.text


def test_a_probe_that_hangs_is_cut_off_and_a_broken_address_is_a_failure() -> None:
    async def hang(_: ProbeTarget) -> Outcome:
        await asyncio.sleep(60)
        return Outcome(True)

    taken: list[Sample] = []

    async def main() -> None:
        scheduler = Scheduler({"hang": hang, **PROBES}, taken.extend)
        scheduler.replace([target("hang", "x", timeout_s=0.05), target("tcp", "no-port"), target("ghost", "y")])
        await asyncio.sleep(0.4)
        await scheduler.flush()
        scheduler.replace([])

    asyncio.run(main())
    success = [sample for sample in taken if sample.name == "probe_success"]
    assert {sample.labels["kind"] for sample in success} == {"hang", "tcp", "ghost"}
    assert all(sample.value == 0.0 for sample in success)

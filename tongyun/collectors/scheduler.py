"""One scheduler owns when each target is asked; a probe only fetches.

Targets start spread over their interval, so a thousand probes do not fire at once; a turn that is late is skipped, not
caught up; a probe is cut off at its time-out; a failing sink keeps the samples (bounded) for the next turn.
"""

import asyncio
import hashlib
import logging
import time
from collections import deque
from collections.abc import Iterable, Mapping

from tongyun.telemetry.contracts import ProbeTarget, Sample

from .contracts import Outcome, Probe, Sink

logger = logging.getLogger(__name__)

FLUSH_INTERVAL_S = 1.0
#: Samples kept while the sink does not take them; the oldest go first.
MAX_KEPT = 200_000
MAX_CONCURRENT = 200


class Scheduler:
    """Asks targets in turn and hands what they say to a sink."""

    def __init__(self, probes: Mapping[str, Probe], sink: Sink) -> None:
        self._probes = probes
        self._sink = sink
        self._running: dict[str, tuple[ProbeTarget, asyncio.Task[None]]] = {}
        self._kept: deque[Sample] = deque(maxlen=MAX_KEPT)
        self._gate = asyncio.Semaphore(MAX_CONCURRENT)

    def replace(self, targets: Iterable[ProbeTarget]) -> None:
        """Ask exactly these targets from now on; unchanged ones keep their rhythm."""
        wanted = {target.key: target for target in targets}
        for key, (target, task) in list(self._running.items()):
            if wanted.get(key) != target:
                task.cancel()
                del self._running[key]
        for key, target in wanted.items():
            if key not in self._running:
                self._running[key] = (target, asyncio.create_task(self._ask_for_ever(target)))

    async def run(self) -> None:
        """Hand samples to the sink until cancelled, then stop all probes."""
        try:
            while True:
                await asyncio.sleep(FLUSH_INTERVAL_S)
                await self.flush()
        finally:
            self.replace([])

    async def flush(self) -> None:
        """Offer everything kept to the sink; what it does not take stays."""
        if not self._kept:
            return
        batch = [self._kept.popleft() for _ in range(len(self._kept))]
        try:
            await asyncio.to_thread(self._sink, batch)
        except Exception as error:  # noqa: BLE001 - whatever the sink says, its samples are offered again
            logger.warning("sink refused %d samples, kept for the next turn: %s", len(batch), error)
            room = MAX_KEPT - len(self._kept)  # others came in the meantime, and they are the newer ones
            self._kept.extendleft(reversed(batch[max(0, len(batch) - room) :]))

    async def _ask_for_ever(self, target: ProbeTarget) -> None:
        await asyncio.sleep(phase(target))
        while True:
            started = time.monotonic()
            async with self._gate:
                outcome, seconds = await self._ask(target)
            self._keep(target, outcome, seconds)
            elapsed = time.monotonic() - started
            await asyncio.sleep(target.interval_s - elapsed % target.interval_s)

    async def _ask(self, target: ProbeTarget) -> tuple[Outcome, float]:
        probe = self._probes.get(target.kind)
        if probe is None:
            return Outcome(False, f"不认识的拨测类型 {target.kind}"), 0.0
        started = time.perf_counter()
        try:
            async with asyncio.timeout(target.timeout_s):
                outcome = await probe(target)
        except TimeoutError:
            outcome = Outcome(False, f"{target.timeout_s:g} 秒内没有应答")
        except (ValueError, OSError) as error:
            outcome = Outcome(False, str(error))
        except Exception as error:
            logger.exception("probe %s failed", target.key)  # whatever it was, the target must be asked again
            outcome = Outcome(False, f"{type(error).__name__}: {error}")
        return outcome, time.perf_counter() - started

    def _keep(self, target: ProbeTarget, outcome: Outcome, seconds: float) -> None:
        now_ms = int(time.time() * 1000)
        values = {"probe_success": float(outcome.success), "probe_duration_seconds": seconds, **outcome.measurements}
        for name, value in values.items():
            self._kept.append(Sample(name, {**target.labels, "kind": target.kind}, now_ms, value))


def phase(target: ProbeTarget) -> float:
    """When within its interval a target is asked first: spread by a hash, the same after every restart."""
    spread = int.from_bytes(hashlib.sha256(target.key.encode()).digest()[:4], "big") / 2**32
    return min(spread * target.interval_s, target.interval_s)

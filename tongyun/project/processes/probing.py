"""Runs the collectors' scheduler in a thread of the worker, with targets from the inventory."""

import asyncio
import contextlib
import logging
import threading

from django.db import close_old_connections

from tongyun.collectors.facade import PROBES, Scheduler
from tongyun.telemetry import facade as telemetry
from tongyun.telemetry.contracts import ProbeTarget, Sample

logger = logging.getLogger(__name__)

REFRESH_INTERVAL_S = 15.0


class Probing:
    """Probes until stopped; targets are looked up anew every REFRESH_INTERVAL_S."""

    def __init__(self) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), name="probing", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = asyncio.Event()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, waiting for what is under way."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(timeout=5)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        scheduler = Scheduler(PROBES, _write)
        flushing = asyncio.create_task(scheduler.run())
        while not self._stopped.is_set():
            try:
                scheduler.replace(await asyncio.to_thread(_targets))
            except Exception:
                logger.exception("cannot refresh probe targets")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), REFRESH_INTERVAL_S)
        flushing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await flushing


def _targets() -> list[ProbeTarget]:
    close_old_connections()
    return telemetry.probe_targets()


def _write(samples: list[Sample]) -> None:
    telemetry.writer().write(samples)

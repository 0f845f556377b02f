"""`tongyun worker`: due tasks in a few threads, probes in an event loop. Several workers share the work by leases."""

import gc
import logging
import os
import signal
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from tongyun.project.cli.django_setup import setup

setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.db import DatabaseError, close_old_connections, connections  # noqa: E402

from tongyun.events import facade as events  # noqa: E402
from tongyun.inventory import facade as inventory  # noqa: E402
from tongyun.kernel import wiring as kernel  # noqa: E402
from tongyun.kernel.contracts import utc_now  # noqa: E402
from tongyun.kernel.models import ScheduledTask  # noqa: E402
from tongyun.kernel.services import health, retention, work  # noqa: E402
from tongyun.kernel.services.notify.postman import Postman  # noqa: E402
from tongyun.kernel.services.people import wiring as people  # noqa: E402
from tongyun.project.processes.parent import die_with, leave_interrupts_to_parent  # noqa: E402
from tongyun.project.processes.probing import Probing  # noqa: E402
from tongyun.telemetry import facade as telemetry  # noqa: E402

logger = logging.getLogger(__name__)

#: Work committed by other processes is found after at most this long.
LOOK_INTERVAL_S = 1.0
STORE_RETRY_S = 1.0
#: How long the first tasks wait for the store's tables; without a store they start, and fail until it is back.
FIRST_TABLES_S = 3.0


class Worker:
    """Takes due tasks until told to stop; what it holds then is finished first."""

    def __init__(self, threads: int) -> None:
        self.name = f"worker@{socket.gethostname()}"
        self._stop = threading.Event()
        self._threads = threads
        self._free = threading.Semaphore(threads)

    def stop(self) -> None:
        """Take nothing more."""
        self._stop.set()
        work.work_arrived.set()

    def run(self) -> None:
        """Work until stopped."""
        next_beat = 0.0
        given_back = work.release_dead()
        if given_back:
            logger.info("%d tasks of a worker that died are due again", given_back)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="task") as pool:
            while not self._stop.is_set():
                try:
                    if time.monotonic() >= next_beat:
                        health.beat(self.name)
                        next_beat = time.monotonic() + health.BEAT_INTERVAL_S
                    due = work.next_due()
                    if due is None or due > utc_now() or self._take(pool) == 0:
                        self._wait(due)
                except DatabaseError:
                    logger.exception("database unavailable, trying again")
                    connections.close_all()
                    self._stop.wait(LOOK_INTERVAL_S)
        health.forget(self.name)

    def _take(self, pool: ThreadPoolExecutor) -> int:
        """Lease as many tasks as there are free threads, and start them."""
        free = 0
        while free < self._threads and self._free.acquire(blocking=False):
            free += 1
        tasks: list[ScheduledTask] = []
        try:
            tasks = work.take(free) if free else []
        finally:
            for _ in range(free - len(tasks)):
                self._free.release()
        for task in tasks:
            pool.submit(_run, task).add_done_callback(self._release)
        return len(tasks)

    def _release(self, done: "Future[None]") -> None:
        self._free.release()
        work.work_arrived.set()
        if error := done.exception():
            logger.error("a task could not be finished; it is due again when its lease ends", exc_info=error)

    def _wait(self, due: datetime | None) -> None:
        """Sleep until the next task is due, new work was committed or ended here, or it is time to look."""
        seconds = LOOK_INTERVAL_S
        if due is not None and due > utc_now():
            seconds = min(seconds, (due - utc_now()).total_seconds())
        work.work_arrived.wait(seconds)
        work.work_arrived.clear()


def run(parent: int | None) -> int:
    """Work until SIGTERM."""
    die_with(parent)
    if parent is not None:
        leave_interrupts_to_parent()
    logger.info("worker %d starts", os.getpid())
    worker = Worker(settings.TONGYUN.workers)
    _stop_when_told(worker)
    schema = threading.Thread(target=_prepare_store, name="store-schema", daemon=True)
    schema.start()
    # On the very first start a rule that asks before its tables exist fails, and is not asked again for its interval.
    schema.join(FIRST_TABLES_S)
    for room in (kernel, people, retention, telemetry, inventory, events):
        room.schedule()
    postman = Postman()
    postman.start()
    probing = Probing()
    probing.start()
    gc.freeze()  # what is there from the start is never garbage: no collection need walk it again
    worker.run()
    probing.stop()
    postman.stop()
    return 0


def _stop_when_told(worker: Worker) -> None:
    """Stop on SIGTERM, told to a thread by a pipe: the handler interrupts the main thread, which may hold the very lock
    of the event that is to be set."""
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell)
    signal.signal(signal.SIGTERM, lambda *_: None)

    def wait() -> None:
        os.read(told, 1)
        worker.stop()

    threading.Thread(target=wait, name="sigterm", daemon=True).start()


def _run(task: ScheduledTask) -> None:
    close_old_connections()
    work.run(task)


def _prepare_store() -> None:
    """Bring the store's tables up to date as soon as it answers."""
    while True:
        try:
            for name in telemetry.migrate_store():
                logger.info("store schema: %s applied", name)
        except telemetry.StoreUnavailable:
            time.sleep(STORE_RETRY_S)
        else:
            return

"""`tongyun web`: the API and the UI under Granian, in one small process."""

import asyncio
import logging
import signal

from granian.constants import Interfaces
from granian.server.embed import Server

from tongyun.project import environment
from tongyun.project.asgi import application, call_log, hub, threads
from tongyun.project.processes.parent import die_with, leave_interrupts_to_parent

logger = logging.getLogger(__name__)

BACKLOG = 512


def run(parent: int | None) -> int:
    """Serve until SIGTERM."""
    die_with(parent)
    if parent is not None:
        leave_interrupts_to_parent()
    env = environment.read()
    asyncio.run(_serve(env.host, env.port))
    return 0


async def _serve(host: str, port: int) -> None:
    server = Server(
        application, host, port, interface=Interfaces.ASGINL, backlog=BACKLOG, log_enabled=False, websockets=False
    )
    loop = asyncio.get_running_loop()
    # What outlives the request that began it (hints to pages, polls of agents) asks the database in them too.
    loop.set_default_executor(threads)

    def stop() -> None:
        hub.close()
        server.stop()  # type: ignore[no-untyped-call]

    loop.add_signal_handler(signal.SIGTERM, stop)
    logger.info("web listens on %s:%d", host, port)
    call_log.start()
    try:
        await server.serve()
    finally:
        await asyncio.to_thread(call_log.stop)

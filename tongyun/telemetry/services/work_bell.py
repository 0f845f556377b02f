"""Long polls of agents, answered as soon as there is work, at the price of one query a second for all of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

from asgiref.sync import sync_to_async

from ..contracts import agent_work

logger = logging.getLogger(__name__)

LOOK_INTERVAL_S = 1.0


async def pending(agents: set[UUID]) -> set[UUID]:
    """Which of these agents have work to fetch."""
    return await sync_to_async(agent_work.get().pending, thread_sensitive=False)(agents) if agents else set()


class WorkBell:
    """Wakes waiting agents. One per event loop; its look-out runs only while somebody waits.

    An agent may wait several times at once: one that was killed has left a poll behind, whose end must not take the
    place of its successor's.
    """

    def __init__(self, look: Callable[[set[UUID]], Awaitable[set[UUID]]] = pending) -> None:
        self._look = look
        self._waiting: dict[UUID, set[asyncio.Event]] = {}
        self._lookout: asyncio.Task[None] | None = None

    async def wait(self, agent: UUID, seconds: float) -> bool:
        """True when there is work for the agent, False when the time is over."""
        if await self._look({agent}):
            return True
        event = asyncio.Event()
        self._waiting.setdefault(agent, set()).add(event)
        if self._lookout is None or self._lookout.done():
            self._lookout = asyncio.create_task(self._look_out())
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        else:
            return True
        finally:
            self._waiting[agent].discard(event)
            if not self._waiting[agent]:
                del self._waiting[agent]

    async def _look_out(self) -> None:
        while self._waiting:
            await asyncio.sleep(LOOK_INTERVAL_S)
            try:
                found = await self._look(set(self._waiting))
            except Exception:
                logger.exception("cannot look for agents' work; looking again")  # those who wait must not be forgotten
                continue
            for agent in found:
                for event in self._waiting.get(agent, ()):
                    event.set()


bell = WorkBell()

"""Long polls of agents, answered as soon as there is work, at the price of one query a second for all of them."""

import asyncio
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from ..contracts import agent_work

LOOK_INTERVAL_S = 1.0


class WorkBell:
    """Wakes waiting agents. One per event loop; its look-out runs only while somebody waits."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, asyncio.Event] = {}
        self._lookout: asyncio.Task[None] | None = None

    async def wait(self, agent: UUID, seconds: float) -> bool:
        """True when there is work for the agent, False when the time is over."""
        if await _pending({agent}):
            return True
        event = self._waiting.setdefault(agent, asyncio.Event())
        if self._lookout is None or self._lookout.done():
            self._lookout = asyncio.create_task(self._look())
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        else:
            return True
        finally:
            self._waiting.pop(agent, None)

    async def _look(self) -> None:
        while self._waiting:
            await asyncio.sleep(LOOK_INTERVAL_S)
            for agent in await _pending(set(self._waiting)):
                if event := self._waiting.get(agent):
                    event.set()


async def _pending(agents: set[UUID]) -> set[UUID]:
    return await sync_to_async(_ask, thread_sensitive=False)(agents) if agents else set()


def _ask(agents: set[UUID]) -> set[UUID]:
    close_old_connections()
    return agent_work.get().pending(agents)


bell = WorkBell()

"""Long polls are woken when there is work, whatever became of other polls and of the database."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from tongyun.telemetry.services.work_bell import WorkBell

LONG_S = 3600.0


class Desk:
    """Says which agents have work; fails as often as it is told to."""

    def __init__(self) -> None:
        self.work: set[UUID] = set()
        self.failures = 0

    async def look(self, agents: set[UUID]) -> set[UUID]:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("the database restarts")
        return agents & self.work


def run(story: Callable[[Desk, WorkBell], Awaitable[None]]) -> None:
    async def bounded() -> None:
        desk = Desk()
        async with asyncio.timeout(60):
            await story(desk, WorkBell(desk.look))

    asyncio.run(bounded())


def test_only_the_agent_with_work_is_woken() -> None:
    async def story(desk: Desk, bell: WorkBell) -> None:
        busy, idle = uuid4(), uuid4()
        waiting = asyncio.create_task(bell.wait(busy, LONG_S)), asyncio.create_task(bell.wait(idle, 3.0))
        await asyncio.sleep(0.1)
        desk.work = {busy}
        assert [await task for task in waiting] == [True, False]
        assert await bell.wait(busy, 0.0)

    run(story)


def test_the_end_of_a_poll_left_behind_does_not_deafen_its_successor() -> None:
    async def story(desk: Desk, bell: WorkBell) -> None:
        agent = uuid4()
        left_behind = asyncio.create_task(bell.wait(agent, LONG_S))
        await asyncio.sleep(0.1)
        successor = asyncio.create_task(bell.wait(agent, LONG_S))
        await asyncio.sleep(0.1)
        left_behind.cancel()
        await asyncio.sleep(0.1)
        desk.work = {agent}
        assert await successor

    run(story)


def test_a_database_that_fails_once_costs_nobody_the_call() -> None:
    async def story(desk: Desk, bell: WorkBell) -> None:
        agent = uuid4()
        waiting = asyncio.create_task(bell.wait(agent, LONG_S))
        await asyncio.sleep(0.1)
        desk.failures, desk.work = 2, {agent}
        assert await waiting

    run(story)

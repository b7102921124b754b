"""Who waits for the log to grow is told when it has, when time is up, or when the server ends."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from api.relay.waiting import Growth

Waits = Callable[[Growth, list[int]], Awaitable[None]]


async def grows(growth: Growth, head: list[int]) -> None:
    waiting = asyncio.ensure_future(growth.beyond(5, seconds=60))
    await asyncio.sleep(0)
    head[0] = 6
    await waiting


async def has_grown(growth: Growth, head: list[int]) -> None:
    await growth.beyond(4, seconds=60)


async def time_is_up(growth: Growth, head: list[int]) -> None:
    await growth.beyond(5, seconds=0.01)


async def ends(growth: Growth, head: list[int]) -> None:
    waiting = [asyncio.ensure_future(growth.beyond(5, seconds=60)) for _ in range(3)]
    await asyncio.sleep(0)
    growth.stop()
    await asyncio.gather(*waiting)
    await growth.beyond(5, seconds=60)


@pytest.mark.parametrize("case", [grows, has_grown, time_is_up, ends])
def test_nobody_waits_for_longer_than_he_must(case: Waits) -> None:
    head, looks = [5], 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise OSError("the database does not answer")
        return head[0]

    async def run() -> None:
        await asyncio.wait_for(case(Growth(look), head), timeout=20)

    asyncio.run(run())

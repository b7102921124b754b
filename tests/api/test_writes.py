"""Writes beside the group commit are bounded in number and in bytes."""

import asyncio
from collections.abc import Callable
from threading import Event

import pytest

from api.http.writes import Writes
from lrs.log.group_commit import QueueFullError


def held(*sizes: int, then: int, **limits: int) -> None:
    """Keeps writes of some sizes waiting, and tries one more."""

    async def run() -> None:
        release = Event()
        with Writes(threads=1, **limits) as writes:
            waiting = [asyncio.create_task(writes.run(blocking(release), size=n)) for n in sizes]
            await asyncio.sleep(0)  # each has been counted, the first began
            try:
                one_more = asyncio.create_task(writes.run(lambda: None, size=then))
                await asyncio.sleep(0)
            finally:
                release.set()
                await asyncio.gather(*waiting)
            await one_more

    asyncio.run(run())


def blocking(release: Event) -> Callable[[], None]:
    def write() -> None:
        assert release.wait(60)

    return write


def test_so_many_may_wait() -> None:
    held(1, then=1, max_waiting=2, max_bytes=100)
    with pytest.raises(QueueFullError):
        held(1, 1, then=1, max_waiting=2, max_bytes=100)


def test_so_many_bytes_may_wait() -> None:
    held(60, then=40, max_waiting=9, max_bytes=100)
    with pytest.raises(QueueFullError):
        held(60, then=41, max_waiting=9, max_bytes=100)


def test_one_alone_may_be_larger() -> None:
    held(then=101, max_waiting=9, max_bytes=100)


def test_what_a_write_raises_is_raised_and_no_longer_counts() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    async def run() -> None:
        with Writes(threads=1, max_waiting=1, max_bytes=1) as writes:
            for _ in range(2):
                with pytest.raises(ZeroDivisionError):
                    await writes.run(fail)

    asyncio.run(run())

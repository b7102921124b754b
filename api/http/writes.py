"""Writes that take a database connection of their own: bounded threads, bounded bytes."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from lrs.log.group_commit import QueueFullError


class Writes:
    """Runs each write in a thread; what is too much to wait is told to come again."""

    def __init__(self, *, threads: int, max_waiting: int, max_bytes: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="write")
        self._max_waiting = max_waiting
        self._max_bytes = max_bytes
        self._waiting = 0
        self._bytes = 0

    async def run(self, write: Callable[[], None], *, size: int = 0) -> None:
        """Returns when ``write``, which holds so many bytes, is done. Raises QueueFullError."""
        full = self._waiting > 0 and self._bytes + size > self._max_bytes
        if full or self._waiting >= self._max_waiting:
            raise QueueFullError("too much waits to be written")
        self._waiting += 1
        self._bytes += size
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, write)
        finally:
            self._waiting -= 1
            self._bytes -= size

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown()

"""Reads of the database for asynchronous handlers: bounded threads over a bounded pool."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self, TypeVar

from psycopg import Connection, IsolationLevel

from lrs.log.group_commit import QueueFullError
from lrs.postgres.postgres import open_pool

MOST_WAITING = 1000
"""Reads that may wait for a connection; one more is told to come again."""

T = TypeVar("T")


class Reads:
    """Runs each read in a thread, over a connection that writes nothing."""

    def __init__(self, conninfo: str, *, connections: int, check_room: Callable[[], None]) -> None:
        self._check_room = check_room
        self._pool = open_pool(conninfo, size=connections, configure=_read_only)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="read")
        self._waiting = 0

    async def run(self, read: Callable[[Connection[Any]], T], *, snapshot: bool = True) -> T:
        """What ``read`` returns, all of it in one snapshot unless it asks for what cannot change.

        Raises QueueFullError when too many wait, or too much that was read is not taken.
        """
        if self._waiting >= MOST_WAITING:
            raise QueueFullError("too many requests wait to be read")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._read, read, snapshot
            )
        finally:
            self._waiting -= 1

    def _read(self, read: Callable[[Connection[Any]], T], snapshot: bool) -> T:
        self._check_room()  # here, since those who wait began while there was room
        with self._pool.connection() as conn:
            conn.autocommit = not snapshot
            return read(conn)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown()
        self._pool.close()


def _read_only(conn: Connection[Any]) -> None:
    conn.isolation_level = IsolationLevel.REPEATABLE_READ
    conn.autocommit = True
    conn.execute("SET default_transaction_read_only = on")

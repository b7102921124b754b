"""Reads of the database for asynchronous handlers: bounded threads over a bounded pool.

A read ends when nobody waits for it any more and when it takes too long: its query is cancelled,
and its thread goes no further than to the next one, or in a walk over persons to the next person
(`lrs.event.log.Log.check`).
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import psycopg
from psycopg import Connection, IsolationLevel

from api.http.errors import StoppedError, TooLongError
from lrs.log.group_commit import QueueFullError
from lrs.postgres.postgres import Database, open_pool
from lrs.postgres.priority import let_backend_stand_back
from lrs.postgres.stoppable import StoppableConnection
from lrs.settings import Settings

MOST_WAITING = 1000
"""Reads that may wait for a connection; one more is told to come again."""

SESSIONS: Final = "lrs reads"
"""What these sessions are called in PostgreSQL."""

CANCEL_SECONDS: Final = 2.0
"""How long the database may take to cancel a query."""

T = TypeVar("T")


class Reads:
    """Runs each read in a thread, over a connection that writes nothing."""

    def __init__(
        self,
        conninfo: str,
        *,
        connections: int,
        seconds: float,
        check_room: Callable[[], None],
    ) -> None:
        self._check_room = check_room
        self._seconds = seconds
        self._conninfo = conninfo
        self._pool = open_pool(
            conninfo, size=connections, configure=read_only, kind=StoppableConnection
        )
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="read")
        self._waiting = 0
        self._works: set[_Work] = set()

    async def run(self, read: Callable[[Connection[Any]], T], *, snapshot: bool = True) -> T:
        """What ``read`` returns, all of it in one snapshot unless it asks for what cannot change.

        Raises QueueFullError when too many wait, or too much that was read is not taken, and
        TooLongError.
        """
        if self._waiting >= MOST_WAITING:
            raise QueueFullError("too many requests wait to be read")
        self._waiting += 1
        work = _Work()
        self._works.add(work)
        running = self._threads.submit(self._read, read, snapshot, work)
        running.add_done_callback(lambda _: self._works.discard(work))
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.wrap_future(running)
        except TimeoutError:
            work.stop(TooLongError(self._seconds))
            raise TooLongError(self._seconds) from None
        except asyncio.CancelledError:
            work.stop(StoppedError())
            raise
        finally:
            self._waiting -= 1

    def apart(self, name: str) -> StoppableConnection:
        """A connection of its own, as the reads have theirs, for work that nobody waits for; `name`
        is what its session is called in PostgreSQL. Raises psycopg.OperationalError."""
        conn = StoppableConnection.connect(self._conninfo)
        read_only(conn)
        conn.execute("SELECT set_config('application_name', %s, false)", [name])
        return conn

    def stuck_for(self) -> float:
        """Seconds for which a read goes on that was stopped."""
        since = [work.stopped_at for work in list(self._works) if work.stopped_at is not None]
        return monotonic() - min(since, default=monotonic())

    def _read(self, read: Callable[["Connection[Any]"], T], snapshot: bool, work: "_Work") -> T:
        self._check_room()  # here, since those who wait began while there was room
        with self._pool.connection() as conn:
            work.begin(conn)
            try:
                conn.autocommit = not snapshot
                return read(conn)
            finally:
                work.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for work in list(self._works):
            work.stop(StoppedError())
        self._threads.shutdown(cancel_futures=True)
        self._pool.close()


class _Work:
    """A read, from when it waits for a thread to its end."""

    def __init__(self) -> None:
        self.stopped_at: float | None = None
        self._error: Exception | None = None
        self._conn: StoppableConnection | None = None
        self._lock = threading.Lock()

    def begin(self, conn: StoppableConnection) -> None:
        """The read has its connection. Raises what it was stopped with."""
        with self._lock:
            if self._error is not None:
                raise self._error
            self._conn = conn

    def end(self) -> None:
        """The read gives its connection back; one that was stopped is not used again, since the
        cancellation of its query may come late."""
        with self._lock:
            conn, self._conn = self._conn, None
            if conn is not None and conn.stopped is not None:
                conn.close()

    def stop(self, error: Exception) -> None:
        """Lets the read go no further. Returns at once."""
        if self._error is None:
            self._error, self.stopped_at = error, monotonic()
            threading.Thread(target=self._cancel, name="cancel", daemon=True).start()

    def _cancel(self) -> None:
        with self._lock:
            if self._conn is not None:
                self._conn.stopped = self._error
                with suppress(psycopg.Error):
                    self._conn.cancel_safe(timeout=CANCEL_SECONDS)


def conninfo_of_reads(settings: Settings, database: Database) -> str:
    """Where report processes read: at the standby where there is one."""
    standby = settings.reports_database_url
    place = database if standby is None else Database(app=standby.get_secret_value(), owner=None)
    return place.service


def read_only(conn: Connection[Any]) -> None:
    """Lets a connection write nothing, see one moment in each transaction, and stand back with this
    process."""
    let_backend_stand_back(conn)
    conn.isolation_level = IsolationLevel.REPEATABLE_READ
    conn.autocommit = True
    conn.execute("SET default_transaction_read_only = on")
    conn.execute(f"SET application_name = '{SESSIONS}'")

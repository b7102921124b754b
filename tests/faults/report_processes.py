"""The report processes of a server: which they are, and what keeps them from answering."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from api.http.reads import SESSIONS
from lrs.postgres.postgres import Database
from tests.faults.processes import Serving, descendants_of
from tests.faults.waiting import eventually

LONG, QUICK, HELPER = "lrs:long-1", "lrs:quick-1", "lrs:share-1"


def process_of(server: Serving, name: str) -> int:
    """The process id of a server's process; Linux only."""
    found: list[int] = []

    def is_there() -> bool:
        found[:] = [pid for pid in descendants_of(server.pid) if _name(pid) == name]
        return bool(found)

    eventually(is_there)
    return found[0]


@contextmanager
def halted(pid: int) -> Iterator[None]:
    """A process that does nothing during the block."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


@contextmanager
def index_is_locked(database: Database) -> Iterator[None]:
    """Whoever reads the index of the log waits until the end of the block, as every report does."""
    assert database.owner
    with psycopg.connect(database.owner) as conn:
        conn.execute("LOCK TABLE lrs.posting IN ACCESS EXCLUSIVE MODE")
        yield


def reads_waiting(database: Database) -> int:
    """How many reads wait for a lock."""
    with psycopg.connect(database.app) as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = %s AND wait_event_type = 'Lock'",
            [SESSIONS],
        ).fetchone()
    assert row
    return int(row[0])


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""

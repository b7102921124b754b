"""Keeping the writer from writing."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from lrs.log.appending import QUERIES
from lrs.postgres.postgres import Database


@contextmanager
def log_is_locked(database: Database) -> Iterator[None]:
    """Holds the right to append; whoever wants to append waits until the end of the block."""
    with psycopg.connect(database.service) as conn:
        conn.execute(QUERIES["lock_log"])
        yield


def writers_waiting(database: Database) -> int:
    """How many sessions wait for the right to append."""
    with psycopg.connect(database.app) as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    assert row
    return int(row[0])


def sessions_in_a_transaction(database: Database) -> int:
    """How many sessions are within a transaction."""
    with psycopg.connect(database.app) as conn:
        row = conn.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchone()
    assert row
    return int(row[0])

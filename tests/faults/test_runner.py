"""The runner loses its connection or its life, at any moment: the projections settle all the same.

A step is held at a moment by a lock that another session holds on what the step does then.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from api.operations.projecting import projections_running
from lrs.clock import system_clock
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.tables.registry import PROJECTIONS
from projections.tables.runner import Runner
from tests.faults.clients import attended
from tests.faults.logs import assert_projected, settled
from tests.faults.processes import following
from tests.faults.waiting import PATIENCE, eventually
from tests.recording import open_store, post, publish

AT_ITS_LOCK = "; ".join(
    f"SELECT pg_advisory_lock(hashtextextended('projections.{one.name}', 0))" for one in PROJECTIONS
)
IN_THE_SCAN = "LOCK TABLE projections.stale"
IN_THE_FOLD = "LOCK TABLE projections.ledger_entry"
BEFORE_ITS_END = "SELECT FROM projections.tracking FOR UPDATE"
MOMENTS = [AT_ITS_LOCK, IN_THE_SCAN, IN_THE_FOLD, BEFORE_ITS_END]

OTHERS = "SELECT pid FROM pg_stat_activity WHERE application_name = 'runner'"
HELD = f"{OTHERS} AND wait_event_type = 'Lock'"
LISTENING = f"{OTHERS} AND state = 'idle'"


@pytest.fixture
def runner(database: Database) -> Database:
    """The database as its runners see it: PostgreSQL knows them by a name."""
    return Database(
        app=make_conninfo(database.app, application_name="runner"), owner=database.owner
    )


@pytest.fixture
def store(database: Database) -> Iterator[RecordStore]:
    opened = open_store(database.service, system_clock)
    publish(opened)
    yield opened
    opened.close()


def add(store: RecordStore, name: str, cadres: int = 5) -> None:
    statements = [attended(f"{name}-{number}", f"c{number}") for number in range(cadres)]
    assert store.record([post(*statements)]) == [None]


@contextmanager
def following_in_a_thread(database: Database) -> Iterator[None]:
    ended = threading.Event()
    thread = threading.Thread(
        target=Runner(system_clock).run, args=(database.projector, lambda: not ended.is_set())
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@contextmanager
def watching(database: Database) -> Iterator[psycopg.Connection]:
    """A session of the runners' login, which may see and end them."""
    with psycopg.connect(database.app, autocommit=True) as conn:
        yield conn


def pids(conn: psycopg.Connection, query: str) -> set[int]:
    return {row[0] for row in conn.execute(query)}


def cut(conn: psycopg.Connection, pid: int) -> None:
    """Ends a backend, and returns when it is gone."""
    conn.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])


@contextmanager
def held_at(database: Database, moment: str) -> Iterator[None]:
    with psycopg.connect(database.projector) as conn:
        conn.execute(moment)
        yield


def test_its_connection_is_cut_while_it_waits(
    database: Database, runner: Database, store: RecordStore
) -> None:
    add(store, "a")
    with watching(database) as conn, following_in_a_thread(runner):
        eventually(lambda: settled(database))
        for name in ("b", "c"):
            eventually(lambda: pids(conn, LISTENING))
            (pid,) = pids(conn, OTHERS)
            cut(conn, pid)
            add(store, name)
            eventually(lambda: settled(database))
        assert_projected(database)


@pytest.mark.parametrize("moment", MOMENTS)
def test_its_connection_is_cut_in_a_step(
    database: Database, runner: Database, store: RecordStore, moment: str
) -> None:
    add(store, "a")
    with watching(database) as conn, following_in_a_thread(runner):
        eventually(lambda: settled(database))
        with held_at(database, moment):
            add(store, "b")
            eventually(lambda: pids(conn, HELD))
            (pid,) = pids(conn, HELD)
            cut(conn, pid)
            assert not settled(database)
        eventually(lambda: settled(database))
        assert_projected(database)


@pytest.mark.parametrize("moment", MOMENTS)
def test_it_is_killed_in_a_step_and_another_takes_over(
    database: Database, runner: Database, store: RecordStore, moment: str
) -> None:
    add(store, "a")
    with watching(database) as conn, following(runner) as killed:
        eventually(lambda: settled(database))
        with held_at(database, moment):
            add(store, "b")
            eventually(lambda: pids(conn, HELD))
            os.kill(killed.pid, signal.SIGKILL)
            killed.wait(PATIENCE)
            add(store, "c")
        with following_in_a_thread(database):
            eventually(lambda: settled(database))
            assert_projected(database)


def test_several_at_once_settle_once(
    database: Database, runner: Database, store: RecordStore
) -> None:
    """Some are processes of their own, and one is killed; the log grows all the while."""
    with ExitStack() as stack:
        killed = stack.enter_context(following(runner))
        stack.enter_context(following(runner))
        stack.enter_context(following_in_a_thread(runner))
        stack.enter_context(following_in_a_thread(runner))
        conn = stack.enter_context(watching(database))
        eventually(lambda: len(pids(conn, OTHERS)) == 4)
        for number in range(30):
            add(store, f"{number}", cadres=1 + number)
            if number == 15:
                os.kill(killed.pid, signal.SIGKILL)
        eventually(lambda: settled(database))
        assert_projected(database)
        eventually(lambda: len(pids(conn, LISTENING)) == 3)


def test_it_is_killed_beside_a_server_which_begins_another(
    database: Database, runner: Database, store: RecordStore
) -> None:
    with projections_running(runner):
        add(store, "a")
        eventually(lambda: settled(database))
        (process,) = multiprocessing.active_children()
        assert process.pid
        os.kill(process.pid, signal.SIGKILL)
        add(store, "b")
        eventually(lambda: settled(database))
        assert_projected(database)
    assert not multiprocessing.active_children()

"""What is acknowledged is stored once, wherever on its way a connection is lost."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from lrs.log import recorder
from lrs.log.appending import Appended, LogEntry, append_within
from lrs.log.group_commit import GroupCommit, StoreUnavailableError
from lrs.log.record_store import ConflictError, Post, RecordStore, RefusedError
from lrs.log.recorder import LockedLog, LogRecorder
from lrs.postgres.postgres import Database
from tests.conftest import Postgres, database_name
from tests.database.logbook import numbers, reference, statement
from tests.posting import Hands, post

Outcomes = list[RefusedError | None]


@pytest.fixture
def admin(postgres: Postgres) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgres.admin, autocommit=True) as conn:
        yield conn


@pytest.fixture
def terminate(database: Database, admin: psycopg.Connection[Any]) -> Callable[[], int]:
    """Ends every connection to the database; how many there were."""

    def terminate() -> int:
        ended = admin.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s",
            [database_name(database)],
        ).fetchall()
        return len(ended)

    return terminate


def commit(record: Callable[[Sequence[Post]], Outcomes], *posts: Post) -> list[object]:
    """The outcomes of posts that are submitted together."""

    async def submit() -> list[object]:
        group_commit = GroupCommit(record, max_posts=100, max_bytes=10**7)
        results = await asyncio.gather(
            *(group_commit.submit(one) for one in posts), return_exceptions=True
        )
        await group_commit.close()
        return list(results)

    return asyncio.run(submit())


def once(action: Callable[[], object]) -> Callable[[], None]:
    """The action, the first time that it is called."""
    left = [action]
    return lambda: (left.pop()() if left else None, None)[1]


def test_a_connection_lost_before_sending(store: RecordStore, terminate: Callable[[], int]) -> None:
    lose = once(terminate)

    def record(posts: Sequence[Post]) -> Outcomes:
        lose()
        return store.record(posts)

    assert commit(record, post(statement(1)), post(statement(2))) == [None, None]
    assert numbers(store) == [1, 2]


def test_all_connections_of_a_large_pool_lost_at_once(
    database: Database, hands: Hands, terminate: Callable[[], int]
) -> None:
    """More broken connections than tries: one that breaks has the others tested."""
    store = RecordStore(database.service, clock=hands, pool_size=6)
    store._datastore.pool.wait()
    assert terminate() >= 6
    assert commit(store.record, post(statement(1))) == [None]
    assert numbers(store) == [1]
    store.close()


def test_the_answer_to_a_commit_is_lost(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = append_within
    lost: list[Appended] = []

    def lossy(conn: psycopg.Connection[Any], entries: Sequence[LogEntry], **rest: Any) -> Appended:
        done: Appended = append(conn, entries, **rest)
        if not lost:
            lost.append(done)
            conn.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return done

    monkeypatch.setattr(recorder, "append_within", lossy)
    assert commit(store.record, post(statement(1)), post(statement(2), statement(3))) == [
        None,
        None,
    ]
    assert lost
    assert numbers(store) == [1, 2, 3]


@pytest.mark.parametrize("committed", [True, False])
def test_the_connection_is_lost_at_the_end_of_a_transaction(
    store: RecordStore, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    """The way with the lock held: for resends, conflicts and references that wait."""
    locked = LogRecorder.locked
    losses = 1

    @contextmanager
    def lossy(log: LogRecorder) -> Iterator[LockedLog]:
        nonlocal losses
        with locked(log) as held:
            yield held
            if losses and not committed:
                losses -= 1
                held._conn.close()
                raise psycopg.OperationalError("lost before COMMIT")
        if losses:
            losses -= 1
            raise OperationalError("lost after COMMIT")

    store.record([post(statement(1))])
    monkeypatch.setattr(LogRecorder, "locked", lossy)
    other = statement(1, verb={"id": "http://example.com/other"})
    posts = [post(statement(1), statement(2)), post(reference(3, 9)), post(other, statement(4))]
    outcomes = commit(store.record, *posts)
    assert [type(outcome) for outcome in outcomes] == [type(None), type(None), ConflictError]
    assert losses == 0
    assert numbers(store) == [1, 2, 3]


def test_a_connection_lost_while_it_waits_for_the_lock(
    store: RecordStore, database: Database, admin: psycopg.Connection[Any]
) -> None:
    name = database_name(database)
    waiting = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    with psycopg.connect(database.service) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute("SELECT FROM lrs.store FOR UPDATE")
        result = pool.submit(commit, store.record, post(statement(1)))
        found: list[Any] = []
        for _ in range(100_000):
            if found := admin.execute(waiting, [name]).fetchall():
                break
        [[pid]] = found
        admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        holder.rollback()
        assert result.result() == [None]
    assert numbers(store) == [1]


def test_a_database_that_is_down_is_said_to_be_and_used_again_when_it_is_back(
    database: Database,
    hands: Hands,
    admin: psycopg.Connection[Any],
    terminate: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recorder, "CONNECTION_TIMEOUT", 0.2)
    store = RecordStore(database.service, clock=hands)
    store.record([post(statement(1))])
    name = database_name(database)
    admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    terminate()
    [down] = commit(store.record, post(statement(2)))
    assert isinstance(down, StoreUnavailableError)
    admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    for _ in range(100):
        [back] = commit(store.record, post(statement(2)))
        if back is None:
            break
    assert back is None
    assert numbers(store) == [1, 2]
    store.close()


def test_connections_cut_again_and_again_while_many_write(
    store: RecordStore, terminate: Callable[[], int]
) -> None:
    """Every acknowledged statement is there once, and no position is missing."""
    rounds, clients = 12, 8
    acknowledged: list[int] = []

    async def client(group_commit: GroupCommit, base: int) -> None:
        for number in range(base, base + rounds):
            await insist(group_commit, number)
            acknowledged.append(number)

    async def write() -> None:
        group_commit = GroupCommit(store.record, max_posts=100, max_bytes=10**7)
        await asyncio.gather(*(client(group_commit, 100 * one) for one in range(clients)))
        await group_commit.close()

    with ThreadPoolExecutor(1) as pool:
        cutting = pool.submit(lambda: [terminate() for _ in range(20)])
        asyncio.run(write())
        cutting.result()
    store._datastore.pool.check()
    assert sorted(numbers(store)) == sorted(acknowledged)


async def insist(group_commit: GroupCommit, number: int) -> None:
    """Submits a statement again while the store is not available."""
    for _ in range(50):
        try:
            return await group_commit.submit(post(statement(number)))
        except StoreUnavailableError as error:
            last = error
    raise last

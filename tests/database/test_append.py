"""What lrs.append itself holds to: positions, times, who may call it."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import psycopg
import pytest

from lrs.entropy import new_statement_id
from lrs.event.credentials import OPERATOR
from lrs.log.appending import ClockBehindError, ContentGoneError, LogEntry, NotAfterError
from lrs.log.group_commit import MUCH, GroupCommit
from lrs.log.record_store import Draft, Post, RecordStore
from lrs.postgres.postgres import Database
from lrs.statement.statement import parse
from lrs.statement.versions import V2_0_0
from tests.database.logbook import Statement, index, numbers, reference, statement, times
from tests.posting import Hands, post

TICK = timedelta(microseconds=1)
EMPTY = ", ".join(["'{}'"] * 12)
CALL = f"SELECT lrs.append(now(), NULL, {EMPTY}, true)"


FOLLOW = """
SELECT notification_id FROM lrs.log WHERE notification_id > %s ORDER BY notification_id
"""
ROUNDS = 40


@pytest.fixture
def other(database: Database, hands: Hands) -> Iterator[RecordStore]:
    """The store of another process on the same database."""
    store = RecordStore(database.service, clock=hands)
    yield store
    store.close()


def event(**members: object) -> LogEntry:
    values = {
        "originator_id": new_statement_id(),
        "originator_version": 1,
        "topic": "Other",
        "state": b"",
        "nonce": bytes(16),
    }
    return LogEntry(**(values | members))  # type: ignore[arg-type]


def restored(number: int, stored: datetime) -> Post:
    [plain] = post(statement(number)).drafts
    draft = Draft(event=plain.event, node=plain.node, stored=stored)
    return Post(drafts=(draft,), credential=OPERATOR, version=V2_0_0)


def test_stored_is_the_clock_where_it_goes_on(store: RecordStore, hands: Hands) -> None:
    start = hands.now
    store.record([post(statement(1), statement(2))])
    hands.now += timedelta(seconds=1, microseconds=123)
    store.record([post(statement(3))])
    assert times(store) == [start, start + TICK, start + timedelta(seconds=1, microseconds=123)]


@pytest.mark.parametrize("back", [TICK, timedelta(seconds=30), timedelta(seconds=60) - 2 * TICK])
def test_stored_goes_on_by_a_microsecond_while_the_clock_is_behind(
    store: RecordStore, hands: Hands, back: timedelta
) -> None:
    start = hands.now
    store.record([post(*(statement(number) for number in range(9)))])
    hands.now = start + 8 * TICK - back
    store.record([post(statement(10)), post(statement(11))])
    store.record([post(statement(12))])
    assert times(store) == [start + number * TICK for number in range(12)]


def test_a_clock_more_than_a_minute_behind_writes_nothing(store: RecordStore, hands: Hands) -> None:
    start = hands.now
    store.record([post(statement(1))])
    hands.now = start - timedelta(seconds=60) - TICK
    for refused in (statement(2), reference(3, 9)):  # without and with the lock held before
        with pytest.raises(ClockBehindError, match=r"the clock says .* last written at"):
            store.record([post(refused)])
    assert store.record([post(statement(1))]) == [None]  # a resend writes nothing
    hands.now = start
    store.record([post(statement(2))])
    assert numbers(store) == [1, 2]


def test_a_resend_is_known_although_the_clock_is_behind(store: RecordStore, hands: Hands) -> None:
    store.record([post(statement(1))])
    hands.now -= timedelta(days=1)
    assert store.record([post(statement(1))]) == [None]


def test_a_restore_keeps_its_times(store: RecordStore, hands: Hands) -> None:
    past = datetime(2009, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    assert store.record([restored(1, past), restored(2, past + TICK)]) == [None, None]
    assert store.record([restored(3, hands.now)]) == [None]
    store.record([post(statement(4))])
    assert times(store) == [past, past + TICK, hands.now, hands.now + TICK]


@pytest.mark.parametrize(
    "offsets",
    [(0,), (-1,), (5, 5), (5, 4), (1, 2, 2), (1, 2, 60_000_001 + 10)],
    ids=["equal to the last", "before the last", "twice", "falling", "twice later", "to come"],
)
def test_a_restore_that_goes_back_or_ahead_is_refused(
    store: RecordStore, hands: Hands, offsets: tuple[int, ...]
) -> None:
    last = hands.now - 10 * TICK
    store.record([restored(1, last)])
    posts = [restored(number, last + offset * TICK) for number, offset in enumerate(offsets, 2)]
    with pytest.raises(NotAfterError, match="a restored time is"):
        store.record(posts)
    assert numbers(store) == [1]


def test_times_for_some_events_only_are_refused(store: RecordStore, hands: Hands) -> None:
    with pytest.raises(NotAfterError):
        store.log.append([event(stored=hands.now), event()])
    with pytest.raises(NotAfterError):
        store.log.append([event(), event(stored=hands.now)])


def test_a_restore_may_be_sent_again(store: RecordStore, hands: Hands) -> None:
    first, second, third = (
        restored(number, hands.now + number * TICK - TICK * 9) for number in (1, 2, 3)
    )
    store.record([first, second])
    assert store.record([first, second, third]) == [None] * 3
    assert numbers(store) == [1, 2, 3]


def test_a_statement_whose_attachment_is_not_there_is_not_appended(store: RecordStore) -> None:
    with pytest.raises(ContentGoneError, match="the bytes of an attachment are not there"):
        store.log.append([event(), event(content=[bytes(32)])])
    assert numbers(store) == []
    store.keep({sha256(b"file").digest(): b"file"})
    store.log.append([event(content=[sha256(b"file").digest()])])
    assert len(numbers(store)) == 1


def append_and_fail(store: RecordStore) -> None:
    with store.log.locked() as log:
        log.append([event()])
        raise RuntimeError("in the middle")


def test_failures_leave_no_gap(store: RecordStore) -> None:
    store.record([post(statement(1))])
    other = statement(1, verb={"id": "http://example.com/other"})
    for number in range(2, 6):
        [refused] = store.record([post(statement(10), other)])
        assert refused
        with pytest.raises(RuntimeError, match="in the middle"):
            append_and_fail(store)
        with pytest.raises(Exception, match="nonce_check"):
            store.log.append([event(), event(nonce=bytes(15))])
        store.record([post(statement(number))])
    assert numbers(store) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_nonce_of_another_length_is_refused(store: RecordStore, length: int) -> None:
    with pytest.raises(Exception, match="nonce_check"):
        store.log.append([event(nonce=bytes(length))])
    assert numbers(store) == []


def test_only_the_service_may_append(database: Database) -> None:
    for role in (database.projector, database.report, database.app):
        with (
            psycopg.connect(role) as conn,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            conn.execute(CALL)
    with psycopg.connect(database.service) as conn:
        conn.execute(CALL)


def test_the_service_cannot_change_the_key_of_the_index(database: Database) -> None:
    with psycopg.connect(database.service) as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("UPDATE lrs.store SET term_key = ''")
        conn.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("DELETE FROM lrs.store")
        conn.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("INSERT INTO lrs.store DEFAULT VALUES")


def test_the_log_says_that_it_grew(store: RecordStore, database: Database) -> None:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        conn.execute("LISTEN lrs_log")
        store.record([post(statement(1))])
        [notice] = conn.notifies(timeout=60, stop_after=1)
    assert notice.channel == "lrs_log"


def together(*tasks: Callable[[], None]) -> None:
    """Runs tasks in threads that begin at once; fails with the first failure among them."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], None]) -> None:
        start.wait()
        task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(run, task) for task in tasks]:
            done.result()


def test_groups_that_are_written_side_by_side_hold_each_statement_once(store: RecordStore) -> None:
    batches = [
        post(*map(statement, range(first, first + MUCH)))
        for first in range(1, 4 * MUCH, MUCH // 2)  # each shares a half with the one before it
    ]

    async def write() -> None:
        group_commit = GroupCommit(store.record, max_posts=100, max_bytes=10**9)
        await asyncio.gather(*map(group_commit.submit, batches))
        await group_commit.close()

    asyncio.run(write())
    assert sorted(numbers(store)) == list(range(1, 1 + len(batches) * MUCH // 2 + MUCH // 2))


def write_rounds(writer: RecordStore, base: int) -> None:
    for turn in range(ROUNDS):
        first = base + 3 * turn
        # Every third group takes the lock before it looks, for a reference that waits.
        last = reference(first + 2, 0x8000) if turn % 3 == 0 else statement(first + 2)
        posts = [post(statement(first)), post(statement(first + 1)), post(last)]
        assert writer.record(posts) == [None] * 3


def follow(projector: str, until: int, seen: list[int]) -> None:
    """Reads on from the last position that was seen, a bounded number of times."""
    with psycopg.connect(projector, autocommit=True) as conn:
        for _ in range(1_000_000):
            if seen and seen[-1] >= until:
                break
            rows = conn.execute(FOLLOW, [seen[-1] if seen else 0]).fetchall()
            seen += [row[0] for row in rows]


def test_writers_take_turns_and_a_follower_misses_nothing(
    store: RecordStore, other: RecordStore, database: Database
) -> None:
    """Commit order is position order: whoever reads on from the last position sees every event."""
    seen: list[int] = []
    together(
        lambda: write_rounds(store, 0),
        lambda: write_rounds(other, 0x1000),
        lambda: follow(database.projector, 6 * ROUNDS, seen),
    )
    assert seen == list(range(1, 6 * ROUNDS + 1))
    stored = times(store)
    assert stored == sorted(set(stored))


def test_two_stores_agree_on_what_both_are_sent(store: RecordStore, other: RecordStore) -> None:
    """Overlapping batches from two processes: each statement once, each conflict refused."""

    def write(writer: RecordStore, name: str, outcomes: list[object]) -> None:
        for number in range(0, 120, 2):
            shared = [statement(number), statement(number + 1)]
            own = statement(0x2000 + number, verb={"id": f"http://example.com/verbs/{name}"})
            outcomes += writer.record([post(*shared), post(own)])

    first: list[object] = []
    second: list[object] = []
    together(lambda: write(store, "a", first), lambda: write(other, "b", second))
    assert sorted(numbers(store)) == [*range(120), *range(0x2000, 0x2000 + 120, 2)]
    refused = [
        (one is not None) + (two is not None) for one, two in zip(first, second, strict=True)
    ]
    assert refused == [0, 1] * 60


def test_a_target_that_comes_while_a_reference_is_written_is_not_missed(
    store: RecordStore, other: RecordStore
) -> None:
    """One process looks for a target just before the other appends it."""

    def write(writer: RecordStore, statements: list[Statement]) -> None:
        for one in statements:
            writer.record([post(one)])

    count = 60
    together(
        lambda: write(store, [statement(number) for number in range(count)]),
        lambda: write(other, [reference(0x1000 + number, number) for number in range(count)]),
    )
    terms: dict[int, set[int]] = defaultdict(set)
    for term, owner in index(store):
        terms[owner.int & 0xFFFF].add(term)
    for number in range(count):
        assert terms[number] <= terms[0x1000 + number]


def test_bodies_are_kept_whatever_their_size(store: RecordStore) -> None:
    large = statement(1, result={"response": "成" * 40_000})
    assert store.record([post(large)]) == [None]
    with store.connection() as conn:
        [row] = conn.execute("SELECT state FROM lrs.log").fetchall()
    [received] = parse(bytes(row["state"]).partition(b"\n")[2], V2_0_0)
    assert received.statement.result

"""A clock that was ahead once: the owner of the log lets it go on, and the log says so."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest

from lrs.entropy import new_nonce
from lrs.event.events import CLOCK, CLOCK_ACKNOWLEDGED, timestamp_text
from lrs.log.appending import ClockBehindError, LogEntry
from lrs.log.clock_ahead import NotAheadError, acknowledge, acknowledged, is_stopped
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.database.logbook import log, numbers, statement, times
from tests.posting import Hands, post

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def owner(database: Database, hands: Hands) -> Iterator[RecordStore]:
    """The store as the owner of the log opens it."""
    assert database.owner
    with closing(RecordStore(database.owner, clock=hands)) as store:
        yield store


def put_ahead(store: RecordStore, hands: Hands, number: int) -> None:
    """Stores a statement while the clock is a day ahead."""
    hands.now += DAY
    store.record([post(statement(number))])
    hands.now -= DAY


def test_the_log_goes_on_from_the_acknowledgement_by_microseconds(
    store: RecordStore, owner: RecordStore, hands: Hands
) -> None:
    put_ahead(store, hands, 1)
    assert is_stopped(owner)
    with pytest.raises(ClockBehindError):
        store.record([post(statement(2))])
    event = acknowledge(owner, reason="the time server was wrong")
    assert not is_stopped(owner)
    ahead = hands.now + DAY
    assert (event.last_position, event.last_stored) == (1, timestamp_text(ahead))
    assert event.clock == timestamp_text(hands.now)
    store.record([post(statement(2), statement(3))])
    hands.now += timedelta(hours=1)
    store.record([post(statement(4))])
    assert times(store) == [ahead + number * TICK for number in range(5)]
    hands.now = ahead + DAY
    store.record([post(statement(5))])
    assert times(store)[-1] == hands.now
    assert acknowledged(owner) == [event]


def test_what_comes_after_wants_a_word_of_its_own(
    store: RecordStore, owner: RecordStore, hands: Hands
) -> None:
    put_ahead(store, hands, 1)
    acknowledge(owner, reason="first")
    hands.now -= timedelta(minutes=2)  # the clock goes back once more
    with pytest.raises(ClockBehindError):
        store.record([post(statement(2))])
    hands.now += timedelta(minutes=2)
    store.record([post(statement(2))])
    hands.now += DAY
    put_ahead(store, hands, 3)  # and the log is put further ahead
    with pytest.raises(ClockBehindError):
        store.record([post(statement(4))])
    acknowledge(owner, reason="second")
    store.record([post(statement(4))])
    assert [event.reason for event in acknowledged(owner)] == ["first", "second"]
    assert [row["topic"] for row in log(store)].count(CLOCK_ACKNOWLEDGED) == 2


def test_nothing_is_acknowledged_that_stops_nothing(
    store: RecordStore, owner: RecordStore, hands: Hands
) -> None:
    with pytest.raises(NotAheadError):
        acknowledge(owner, reason="an empty log")
    store.record([post(statement(1))])
    hands.now -= timedelta(seconds=60)
    with pytest.raises(NotAheadError, match=r"60\.0+ s ahead"):
        acknowledge(owner, reason="a minute")
    assert numbers(store) == [1]


def test_only_the_owner_acknowledges(store: RecordStore, hands: Hands) -> None:
    put_ahead(store, hands, 1)
    with pytest.raises(Exception, match="only the owner of the log answers for its clock"):
        acknowledge(store, reason="not mine to say")
    entry = LogEntry(
        originator_id=CLOCK,
        originator_version=1,
        topic=CLOCK_ACKNOWLEDGED,
        state=b"{}",
        nonce=new_nonce(),
    )
    with pytest.raises(Exception, match="only the owner of the log answers for its clock"):
        store.log.append([entry])
    with store.connection() as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute("SELECT lrs.is_acknowledged(now(), 1, now())")

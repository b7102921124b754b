"""Reading the log by position, by time and by what its statements are about."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrs.access.credential_store import Credentials
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.statement.statement import VOIDED
from tests.database.logbook import (
    ANN,
    clear,
    ids,
    positions,
    reference,
    statement,
    times,
    void,
)
from tests.posting import Hands, post

TICK = timedelta(microseconds=1)


@pytest.fixture
def conn(database: Database) -> Iterator[psycopg.Connection[Any]]:
    """As projections read: under their own role."""
    with psycopg.connect(database.projector, autocommit=True) as conn:
        yield conn


@pytest.fixture
def reader(conn: psycopg.Connection[Any]) -> Log:
    return LogReader(conn)


def test_an_empty_log(reader: Log) -> None:
    assert reader.head() == 0
    assert reader.position_at(datetime(9999, 12, 31, tzinfo=UTC)) == 0
    assert reader.stored_at(1) is None
    assert reader.read(after=0, until=100, limit=10) == []
    assert reader.grants(until=100) == []


def test_a_statement_is_read_with_all_that_the_log_knows(
    store: RecordStore, reader: Log, hands: Hands
) -> None:
    one = post(statement(1), credential=ANN)
    store.record([one])
    [found] = reader.read(after=0, until=1, limit=10)
    assert (found.position, found.stored, found.statement_id) == (1, hands.now, ids([1])[0])
    assert (found.version, found.credential, found.authority) == ("2.0.0", "ann", ANN.agent)
    assert (found.lacks, found.body) == (("timestamp", "version"), one.drafts[0].event.body)


def test_pages_by_position_pass_over_other_events(store: RecordStore, reader: Log) -> None:
    store.record([post(statement(1))])
    Credentials(store).add("x", scopes=["all"], key="k1")
    store.record([post(statement(2), statement(3))])
    Credentials(store).revoke("k1")

    def read(after: int, until: int, limit: int) -> list[int]:
        return [found.position for found in reader.read(after=after, until=until, limit=limit)]

    assert reader.head() == 5
    assert read(0, 5, 10) == [1, 3, 4]
    assert read(0, 5, 2) == [1, 3]
    assert read(1, 3, 10) == [3]
    assert read(4, 5, 10) == []
    changes = [(grant.position, grant.change.change) for grant in reader.grants(until=5)]
    assert changes == [(2, "added"), (5, "revoked")]
    assert [grant.position for grant in reader.grants(after=2, until=5)] == [5]
    assert [grant.position for grant in reader.grants(until=4)] == [2]
    assert reader.stored_at(5)
    assert reader.stored_at(6) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(pauses=st.lists(st.integers(0, 3), max_size=12), offset=st.integers(-2, 20))
def test_the_position_at_an_instant_is_the_last_one_stored_by_then(
    store: RecordStore,
    database: Database,
    conn: psycopg.Connection[Any],
    hands: Hands,
    pauses: list[int],
    offset: int,
) -> None:
    clear(database)
    start = hands.now
    for number, pause in enumerate(pauses):
        hands.now += pause * TICK
        store.record([post(statement(number))])
    instant = start + offset * TICK
    expected = sum(stored <= instant for stored in times(store))
    assert LogReader(conn).position_at(instant) == expected


def test_who_and_what_is_concerned_brings_all_that_refers_to_it(
    store: RecordStore, reader: Log
) -> None:
    person = {"account": {"homePage": "http://example.com", "name": "c1"}}
    store.record(
        [
            post(
                reference(5, 1),  # before its target
                statement(1, actor=person),
                statement(2),
                void(3, 1),
                reference(4, 3),
                statement(6, object={"objectType": "Agent", **person}),
            )
        ]
    )
    numbers = dict(positions(store))

    def of(found: list[Any]) -> list[int]:
        return [numbers[one.position] for one in found]

    head = reader.head()
    assert of(reader.concerning(["account http://example.com c1"], until=head)) == [5, 1, 3, 4, 6]
    assert of(reader.concerning(["account http://example.com c1"], after=2, until=5)) == [3, 4]
    assert of(reader.concerning([], until=head)) == []
    assert of(reader.with_verb(VOIDED, until=head)) == [3, 4]
    verbs = [f"http://example.com/verbs/{number}" for number in (1, 2)]
    assert of(reader.with_verb(*verbs, until=head)) == [5, 1, 2, 3, 4]
    assert of(reader.with_activity("http://example.com/activities/2", until=head)) == [2]
    assert reader.has_activity("http://example.com/activities/0", "http://example.com/activities/2")
    assert not reader.has_activity("http://example.com/activities/0")
    assert of(reader.by_ids(ids([6, 1, 99]), until=head)) == [1, 6]
    assert of(reader.by_ids(ids([6, 1]), until=2)) == [1]

"""A rebuild names the rows that were wrong, and keeps what it found."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import Connection

from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from replay.table_differences import TableDifference, kept
from tests.recording import Hands, open_store, publish, record

NOW = Hands(datetime(2010, 12, 1, tzinfo=UTC))


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    """The projector's connection to a small store."""
    store = open_store(database.service, NOW)
    publish(store)
    attended = {"fact": "class.completed", "class": "K1", "start": "2010-03-01"}
    for cadre in ("c1", "c2"):
        fact = {**attended, "id": cadre, "cadre": cadre, "end": "2010-03-12"}
        record(store, {**fact, "scheduled_days": "10"})
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(NOW).catch_up(conn)
        yield conn


def found(conn: Connection) -> dict[str, TableDifference]:
    rebuilt = rebuild(conn, unwatched, clock=NOW)
    return {one.table: one for one in rebuilt.differences}


def test_nothing_is_found_where_nothing_is_wrong(conn: Connection) -> None:
    assert found(conn) == {}
    assert list(kept(conn, limit=10)) == []


def test_a_row_that_was_changed_is_told_with_what_it_has_to_be(conn: Connection) -> None:
    conn.execute("UPDATE projections.balance SET earned = 0.10, grade = 'x' WHERE person = 'c2'")
    told = found(conn)
    assert list(told) == ["balance"]
    balance = told["balance"]
    assert (balance.projection, balance.keys, balance.another_form) == ("ledgers", 1, False)
    (one,) = balance.listed
    assert one.key == "c2"
    (stood,), (made,) = one.stood, one.made
    assert (stood["year"], stood["earned"], stood["grade"]) == (2010, "0.1", "x")
    assert (made["year"], made["earned"], made["grade"]) == (2010, "50", "unqualified")
    (row,) = kept(conn, limit=10)
    assert (row["table"], row["key"], row["position"]) == ("balance", "c2", 3)
    assert (row["stood"], row["rebuilt"]) == ([stood], [made])
    assert found(conn) == {}, "it is right now"
    assert len(list(kept(conn, limit=10))) == 1, "but it is not forgotten that it was wrong"


def test_rows_too_many_and_too_few_are_told_in_every_table(conn: Connection) -> None:
    conn.execute("DELETE FROM projections.intake WHERE position = 2")
    conn.execute(
        "INSERT INTO projections.set_aside VALUES ('ledgers', NULL, 9, NULL, 'unreadable')"
    )
    conn.execute("DELETE FROM projections.roster")
    conn.execute("DELETE FROM projections.ledger_entry WHERE person = 'c1'")
    told = found(conn)
    assert set(told) == {"intake", "set_aside", "ledger_entry"}
    (gone,), (added,) = told["intake"].listed, told["set_aside"].listed
    assert (gone.key, gone.stood, len(gone.made)) == ("2", (), 1)
    assert (added.key, len(added.stood), added.made) == ("", 1, ())
    assert [one.key for one in told["ledger_entry"].listed] == ["c1"]

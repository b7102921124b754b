"""A rebuild keeps what analysts built on our views; what cannot be kept is named, not dropped."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from psycopg import Connection

from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.tables import tracking
from projections.tables.runner import Runner
from projections.tables.versions import BuiltUponError
from replay.rebuild import rebuild
from tests.recording import Hands, open_store, publish, record

NOW = Hands(datetime(2010, 12, 1, tzinfo=UTC))
MINE = "SELECT person, counted FROM ana.mine"
OTHER_FORM = """
DROP VIEW projections.as_of;
CREATE VIEW projections.as_of AS SELECT settled AS other FROM projections.tracking
"""
VIEW = "CREATE VIEW ana.mine AS SELECT person, counted FROM projections.balances"


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    """The projector's connection to a small store."""
    store = open_store(database.service, NOW)
    publish(store)
    attended = {"fact": "class.completed", "cadre": "c1", "class": "K1", "start": "2010-03-01"}
    record(store, {**attended, "id": "k1", "end": "2010-03-12", "scheduled_days": "10"})
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(NOW).catch_up(conn)
        yield conn


@pytest.fixture
def analyst(database: Database, conn: Connection) -> Iterator[Connection]:
    """Somebody with a schema of his own and a view of ours in it."""
    assert database.owner
    with psycopg.connect(database.owner, autocommit=True) as analyst:
        analyst.execute("CREATE SCHEMA ana")
        analyst.execute(VIEW)
        yield analyst


def relations(conn: Connection) -> list[tuple[str, str]]:
    query = """
        SELECT relname::text, relkind::text FROM pg_class
        WHERE relnamespace = 'projections'::regnamespace ORDER BY 1
    """
    return conn.execute(query).fetchall()


def test_a_view_of_ours_outlives_a_rebuild(conn: Connection, analyst: Connection) -> None:
    before = relations(conn)
    assert analyst.execute(MINE).fetchall() == [("c1", Decimal(50))]
    conn.execute("UPDATE projections.balance SET counted = 1")
    rebuild(conn, unwatched, clock=NOW)
    assert analyst.execute(MINE).fetchall() == [("c1", Decimal(50))]
    assert relations(conn) == before, "nothing was left behind, keys and indices are there again"


def test_a_view_of_ours_outlives_another_version(conn: Connection, analyst: Connection) -> None:
    conn.execute("UPDATE projections.tracking SET version = 'old'")
    conn.execute("ALTER TABLE projections.balance ADD COLUMN gone int")
    conn.execute("CREATE TABLE projections.membership (person text PRIMARY KEY)")
    Runner(NOW).catch_up(conn)
    assert analyst.execute(MINE).fetchall() == [("c1", Decimal(50))]
    assert ("membership", "r") not in relations(conn)


def test_a_view_with_another_form_is_made_anew(conn: Connection) -> None:
    conn.execute("DROP VIEW projections.as_of")
    conn.execute(
        "CREATE VIEW projections.as_of AS SELECT settled AS other FROM projections.tracking"
    )
    conn.execute("CREATE VIEW projections.gone AS SELECT grade FROM projections.balance")
    rebuild(conn, unwatched, clock=NOW)
    assert conn.execute("SELECT position FROM projections.as_of").fetchone()
    assert ("gone", "v") not in relations(conn)


def test_what_stands_in_the_way_of_another_form_is_named_and_kept(
    conn: Connection, analyst: Connection
) -> None:
    conn.execute("DROP VIEW projections.as_of")
    conn.execute(
        "CREATE VIEW projections.as_of AS SELECT settled AS other FROM projections.tracking"
    )
    before = relations(conn)
    with pytest.raises(
        BuiltUponError, match=r"view ana\.mine depends on view projections\.balances"
    ):
        rebuild(conn, unwatched, clock=NOW)
    assert analyst.execute(MINE).fetchall() == [("c1", Decimal(50))]
    assert relations(conn) == before
    analyst.execute("DROP VIEW ana.mine")
    assert rebuild(conn, unwatched, clock=NOW).persons == 1
    analyst.execute(VIEW)


def test_a_view_of_a_table_of_ours_is_named_and_kept(conn: Connection, analyst: Connection) -> None:
    analyst.execute("CREATE VIEW ana.grades AS SELECT grade FROM projections.balance")
    with pytest.raises(BuiltUponError, match=r"view ana\.grades depends on table"):
        rebuild(conn, unwatched, clock=NOW)
    assert analyst.execute("SELECT count(*) FROM ana.grades").fetchone() == (1,)
    assert tracking.answering(conn).settled == 2

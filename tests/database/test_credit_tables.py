"""The live tables of degrees, applications and findings: several lines a statement, as rebuilt."""

from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from lrs.log.record_store import RecordStore
from lrs.progress import unwatched
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from tests.recording import Hands, record

NOW = datetime(2010, 9, 1, tzinfo=UTC)
DEGREE = {"fact": "degree.admitted", "programme": "m1", "level": "master", "cadre": "c1"}
BOOK = {"fact": "book.published", "role": "sole", "cadre": "c1"}
CLASS = {"fact": "class.completed", "cadre": "c1", "class": "K", "organiser": "city"}


def rows(conn: Connection, query: str) -> list[tuple[Any, ...]]:
    return list(conn.execute(query).fetchall())


def assert_as_rebuilt(conn: Connection, clock: Hands) -> None:
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after


YEARS = "SELECT year, day::text, trim_scale(credits)::text FROM projections.ledger_entry ORDER BY 1"


def test_a_degree_has_a_row_for_each_year_and_gets_the_next_with_the_new_year(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    record(published, {**DEGREE, "id": "d", "occurred": "2009-08-20"})
    record(
        published, {"fact": "credit.approved", "id": "a", "target": "d", "occurred": "2010-09-01"}
    )
    runner = Runner(clock)
    runner.catch_up(conn)
    assert rows(conn, YEARS) == [(2009, "2009-08-20", "5"), (2010, "2010-01-01", "5")]
    assert_as_rebuilt(conn, clock)
    clock.now = datetime(2011, 1, 10, tzinfo=UTC)
    record(published, {**BOOK, "id": "b", "work": "w1", "cadre": "c2", "occurred": "2011-01-05"})
    runner.catch_up(conn)
    assert rows(conn, YEARS.replace("ORDER", "WHERE person = 'c1' ORDER"))[-1] == (
        *(2011, "2011-01-01", "5"),
    )
    assert_as_rebuilt(conn, clock)


def test_applications_and_findings_stand_in_their_tables(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    record(published, {**BOOK, "id": "b1", "work": "w1", "occurred": "2010-06-01"})
    record(
        published, {**BOOK, "id": "b2", "work": "w2", "occurred": "2010-06-01", "evidence": "I-2"}
    )
    record(
        published,
        {
            "fact": "credit.approved",
            "id": "a",
            "target": "b2",
            "person": "c1",
            "occurred": "2010-07-01",
        },
    )
    record(
        published,
        {**CLASS, "id": "k", "start": "2010-03-01", "end": "2010-03-05", "scheduled_days": 5},
        {
            "fact": "credit.registered",
            "id": "r",
            "target": "k",
            "role": "unit_hr",
            "unit": "A",
            "occurred": "2010-06-01",
        },
    )
    Runner(clock).catch_up(conn)
    assert rows(
        conn, "SELECT subject, state, category FROM projections.application ORDER BY subject"
    ) == [("w1", "pending", "reward.book"), ("w2", "approved", "reward.book")]
    assert rows(conn, "SELECT code, days FROM projections.finding ORDER BY code") == [
        ("late_registration", 88),
        ("self_approved", None),
        ("wrong_registrar", None),
    ]
    assert rows(
        conn,
        "SELECT documents, cardinality(evidence) FROM projections.ledger_entry"
        " WHERE fact = 'book.published' ORDER BY subject",
    ) == [([], 0), (["I-2"], 1)]
    assert_as_rebuilt(conn, clock)

"""The views of analysts: what they show, that they are explained, and that nothing else is read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection

from lrs.postgres.postgres import Database
from projections.credits.channels import channel_of
from projections.facts.fact import Fact
from projections.tables.runner import Runner
from tests.recording import Hands, open_store, publish, record

VIEWS = {
    *("ledger", "hours", "balances", "members", "repeated_documents", "as_of"),
    *("classes", "class_findings", "attendances", "nominations", "substitutions", "quotas"),
    *("class_problems", "class_learning"),
    *("surveys", "survey_counts"),
    *("teachers", "training_funds", "sharing", "county_teaching"),
    *("follow_up_classes", "follow_up_items", "follow_up_findings", "institution_reports"),
}
DOCUMENT = Path(__file__).parents[2] / "docs" / "analysts.md"

PRIVILEGES = """
SELECT c.relname, p.privilege FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS p (privilege)
WHERE n.nspname IN ('lrs', 'projections') AND c.relkind IN ('r', 'v', 'm', 'p')
AND has_table_privilege('lrs_report', c.oid, p.privilege)
"""
COMMENTS = """
SELECT c.relname, a.attname, col_description(c.oid, a.attnum) FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'projections'::regnamespace AND c.relkind = 'v'
UNION ALL
SELECT c.relname, NULL, obj_description(c.oid) FROM pg_class c
WHERE c.relnamespace = 'projections'::regnamespace AND c.relkind = 'v'
"""


CLOCK = Hands(datetime(2010, 12, 1, tzinfo=UTC))


@pytest.fixture
def analyst(database: Database) -> Iterator[Connection]:
    """The report role over a small store whose projections have caught up."""
    store = open_store(database.service, CLOCK)
    publish(store)
    member = {"fact": "unit.assigned", "cadre": "c1"}
    enrolled = {"fact": "cadre.enrolled", "cadre": "c1", "real_name": "李明", "unit": "A"}
    attended = {"fact": "class.completed", "cadre": "c1", "start": "2010-03-01"}
    record(
        store,
        {**enrolled, "id": "m1", "occurred": "2009-01-01"},
        {**member, "id": "m2", "unit": "B", "occurred": "2010-06-01"},
        {**attended, "id": "k1", "class": "K1", "end": "2010-03-12", "scheduled_days": "9.5"},
        {**attended, "id": "k2", "class": "K2", "end": "2010-07-02", "scheduled_days": "2"},
    )
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(CLOCK).catch_up(conn)
    with psycopg.connect(database.report, autocommit=True) as conn:
        yield conn


def test_the_report_role_reads_the_views_and_nothing_else(analyst: Connection) -> None:
    granted = {(view, "SELECT") for view in VIEWS}
    assert set(analyst.execute(PRIVILEGES)) == granted, "a new view is named in VIEWS"
    for forbidden in (
        "SELECT FROM projections.balance",
        "SELECT FROM projections.intake",
        "SELECT FROM lrs.log",
        "CREATE TABLE projections.mine (x int)",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            analyst.execute(forbidden)


def test_the_ledger_has_the_unit_of_the_day_and_the_channel(analyst: Connection) -> None:
    rows = analyst.execute(
        "SELECT subject, unit, channel, credits, reason FROM projections.ledger ORDER BY day"
    ).fetchall()
    assert rows == [
        ("K1", "A", "off_job", Decimal("47.5"), None),
        ("K2", "B", "off_job", Decimal(0), "below_min_days"),
    ]


def test_the_name_stands_beside_the_cadre(analyst: Connection) -> None:
    for view in ("ledger", "hours", "balances", "members"):
        rows = analyst.execute(f"SELECT DISTINCT person, name FROM projections.{view}").fetchall()
        assert rows == [("c1", "李明")], view


CHANNELS = {
    "course.passed": "online",
    "class.completed": "off_job",
    "in_post_training.completed": "off_job",
    "degree.admitted": "degree",
    "degree.conferred": "degree",
    "degree.withdrawn": "degree",
    "book.published": "reward",
    "article.published": "reward",
    "award.won": "reward",
}


def test_every_kind_of_fact_has_one_channel_in_the_view_and_in_what_is_folded(
    analyst: Connection, database: Database
) -> None:
    names = {kind.name for kind in kinds(Fact)}
    assert CHANNELS.keys() < names
    row = "SELECT 'c9', gen_random_uuid(), 2010, 9, '2010-01-01', %s, 0, '{}', '{}', 0, '{}'"
    columns = "person, statement_id, year, position, day, fact, credits, evidence, documents"
    columns += ", cut, cut_rules"
    with psycopg.connect(database.projector, autocommit=True) as conn:
        into = f"INSERT INTO projections.ledger_entry ({columns}) {row}"
        conn.cursor().executemany(into, [[name] for name in names])
    query = "SELECT fact, channel FROM projections.ledger WHERE person = 'c9'"
    shown: dict[str, str] = dict(analyst.execute(query).fetchall())
    assert shown == {name: CHANNELS.get(name, "other") for name in names}
    assert shown == {name: channel_of(name) for name in names}


def kinds(of: type[Fact]) -> Iterator[type[Fact]]:
    """A kind of fact and all that are more of it."""
    yield of
    for one in of.__subclasses__():
        yield from kinds(one)


def test_hours_are_another_ledger(analyst: Connection) -> None:
    rows = analyst.execute(
        "SELECT subject, unit, channel, category, hours FROM projections.hours ORDER BY day"
    ).fetchall()
    assert rows == [
        ("K1", "A", "off_job", "basic.off_job", Decimal("71.25")),
        ("K2", "B", "off_job", "basic.off_job", Decimal(15)),
    ]


def test_balances_members_and_as_of(analyst: Connection) -> None:
    balances = analyst.execute(
        "SELECT person, year, state, counted, grade FROM projections.balances ORDER BY year"
    )
    assert balances.fetchall() == [
        ("c1", 2009, "ended", Decimal(0), "unqualified"),
        ("c1", 2010, "open", Decimal("47.5"), "unqualified"),
    ]
    members = analyst.execute("SELECT unit, since, until FROM projections.members ORDER BY since")
    assert members.fetchall() == [
        ("A", date(2009, 1, 1), date(2010, 6, 1)),
        ("B", date(2010, 6, 1), None),
    ]
    assert analyst.execute("SELECT * FROM projections.as_of").fetchone() == (5, date(2010, 12, 1))


def test_a_paper_for_two_acts_or_two_cadres_is_found(database: Database) -> None:
    store = open_store(database.service, CLOCK)
    publish(store)
    attended = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-12"}
    book = {"fact": "book.published", "work": "w", "role": "co", "occurred": "2010-05-01"}
    record(
        store,
        {**attended, "id": "k1", "cadre": "c1", "class": "K1", "certificate": "No 1"},
        {**attended, "id": "k2", "cadre": "c1", "class": "K2", "certificate": "No 1"},
        {**attended, "id": "k3", "cadre": "c2", "class": "K1", "certificate": "No 2"},
        {**attended, "id": "k4", "cadre": "c3", "class": "K1", "certificate": "No 2"},
        {"fact": "act.voided", "id": "v", "target": "k4", "occurred": "2010-05-01"},
        {**book, "id": "b1", "cadre": "c1", "evidence": "ISBN 3"},
        {**book, "id": "b2", "cadre": "c2", "evidence": "ISBN 3"},
    )
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(CLOCK).catch_up(conn)
    with psycopg.connect(database.report, autocommit=True) as conn:
        query = "SELECT document, persons, acts, who FROM projections.repeated_documents ORDER BY 1"
        found = conn.execute(query).fetchall()
        assert found == [("ISBN 3", 2, 1, ["c1", "c2"]), ("No 1", 1, 2, ["c1"])]


def test_every_view_and_column_is_explained_in_both_languages_and_documented(
    analyst: Connection,
) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for view, column, comment in analyst.execute(COMMENTS):
        assert comment, (view, column)
        zh, _, en = comment.partition(" / ")
        assert any("\u4e00" <= letter <= "\u9fff" for letter in zh), (view, column)
        assert en, (view, column)
        assert f"`{column or view}`" in text, f"docs/analysts.md explains no {view}.{column}"
        assert comment.replace(" / ", " | ") in text or column is None, (view, column)

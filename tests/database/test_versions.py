"""A new version is folded beside the one that answers; what fails stops no other projection."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection

from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.case.subject import Subject
from projections.facts.attendance_facts import ClassCompleted
from projections.tables import runner as runner_module
from projections.tables import tracking, versions
from projections.tables.classes import CLASSES
from projections.tables.intake import INTAKE
from projections.tables.ledgers import LEDGERS
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from tests.database.three_trainees import attended, clock, conn, earned, store
from tests.recording import Hands, record

OF_CREDITS = (INTAKE, LEDGERS)

__all__ = ["clock", "conn", "store"]


def beside(conn: Connection) -> list[str]:
    """What is folded beside what answers."""
    found = conn.execute("SELECT projection FROM projections_next.tracking ORDER BY 1")
    return [row[0] for row in found]


def test_the_old_version_answers_until_the_new_one_does(
    conn: Connection, store: RecordStore, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "BUCKET", 1)
    conn.execute("UPDATE projections.tracking SET version = 'old' WHERE projection = 'ledgers'")
    conn.execute("UPDATE projections.balance SET earned = 1")  # as the old rules had it
    record(store, attended("c3"))
    runner = Runner(clock, OF_CREDITS)
    lines = tracking.answering(conn).settled
    steps = 0
    while beside(conn) or not steps:
        assert earned(conn) == [1, 1, 1], "no table holds rows of two versions"
        assert tracking.answering(conn).settled == lines
        ledgers = next(one for one in versions.standing(conn) if one.name == "ledgers")
        assert (ledgers.version, ledgers.following) == ("old", LEDGERS.version)
        runner.step(conn)
        steps += 1
    assert steps == 5, "one to come to where the others stand, then a bucket of one a step"
    assert earned(conn) == [60, 60, 60, 60]
    assert beside(conn) == []
    assert runner.catch_up(conn).lag == 0
    Runner(clock).catch_up(conn)
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after


def test_who_begins_anew_is_scanned_for_by_itself_and_joins_the_others(
    conn: Connection, store: RecordStore, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "PAGE", 2)
    conn.execute("UPDATE projections.tracking SET version = 'old' WHERE projection = 'classes'")
    record(store, attended("c3"))
    runner = Runner(clock, (INTAKE, LEDGERS, CLASSES))
    runner.step(conn)
    scanned = {one.projection: one.scanned for one in tracking.places(conn) if one.version != "old"}
    assert scanned["ledgers"] == 5, "the log is taken in for the others at once"
    assert scanned["classes"] == 2
    assert runner.catch_up(conn).lag == 0
    assert beside(conn) == []


def test_a_version_that_is_given_up_leaves_nothing(
    conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "BUCKET", 1)
    conn.execute("UPDATE projections.tracking SET version = 'old' WHERE projection = 'ledgers'")
    Runner(clock, OF_CREDITS).step(conn)
    assert len(earned(conn, "projections_next")) == 1
    conn.execute("UPDATE projections_next.tracking SET version = 'given up'")
    Runner(clock, OF_CREDITS).catch_up(conn)
    assert earned(conn) == [60, 60, 60]
    assert earned_tables(conn) == []


def earned_tables(conn: Connection) -> list[str]:
    """The tables of projections that stand beside those that answer."""
    query = "SELECT relname FROM pg_class WHERE relnamespace = 'projections_next'::regnamespace"
    found = conn.execute(f"{query} AND relkind = 'r' ORDER BY 1")
    return [row[0] for row in found if row[0] not in versions.BOOKKEEPING]


def test_a_projection_that_fails_holds_up_no_other(
    conn: Connection, store: RecordStore, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    record(store, attended("c3"))
    with monkeypatch.context() as patched:
        patched.setattr(CLASSES, "gather", fail, raising=False)
        with pytest.raises(RuntimeError, match="a fault of ours"):
            Runner(clock).catch_up(conn)
    assert earned(conn) == [60, 60, 60, 60]
    behind = {one.name: one.settled for one in versions.standing(conn)}
    assert (behind["ledgers"], behind["classes"]) == (5, 4)
    assert Runner(clock).catch_up(conn).lag == 0


def test_one_poison_statement_stops_nobody_in_any_projection(
    conn: Connection, store: RecordStore, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = type(CLASSES).fold

    def fold(self: Any, subject: Subject) -> Any:
        if any(one.person == "c9" for one in subject.kinds.of(ClassCompleted)):
            raise ZeroDivisionError
        return sound(self, subject)

    monkeypatch.setattr(type(CLASSES), "fold", fold)
    record(store, attended("c9"), attended("c3", "other"))
    assert Runner(clock).catch_up(conn).lag == 0
    (aside,) = tracking.set_aside(conn, limit=10)
    assert (aside["projection"], aside["key"], aside["cadre"]) == ("classes", "k", None)
    assert (aside["position"], aside["code"]) == (5, "cannot_be_judged")
    assert earned(conn) == [60, 60, 60, 60, 60]
    classes = conn.execute("SELECT class_id FROM projections.class ORDER BY 1").fetchall()
    assert classes == [("k",), ("other",)]
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after


BEFORE_THE_REGISTRY = """
DROP SCHEMA projections CASCADE; CREATE SCHEMA projections;
GRANT USAGE, CREATE ON SCHEMA projections TO lrs_projector;
GRANT USAGE ON SCHEMA projections TO lrs_service, lrs_report;
SET ROLE lrs_projector;
CREATE TABLE projections.tracking (
    only_row boolean PRIMARY KEY, version text, scanned bigint, settled bigint, folded_to date
);
CREATE TABLE projections.stale (person text PRIMARY KEY, since bigint NOT NULL);
CREATE TABLE projections.balance (person text, year integer, earned numeric);
CREATE VIEW projections.balances AS SELECT person, year, earned FROM projections.balance;
INSERT INTO projections.tracking VALUES (true, '9', 4, 4, '2010-12-01')
"""


def test_tables_of_releases_before_the_registry_are_made_anew(
    conn: Connection, database: Database, clock: Hands
) -> None:
    assert database.owner
    with psycopg.connect(database.owner, autocommit=True) as owner:
        owner.execute(BEFORE_THE_REGISTRY)
    assert tracking.answering(conn).settled == 0
    assert Runner(clock).catch_up(conn).lag == 0
    assert earned(conn) == [60, 60, 60]
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after

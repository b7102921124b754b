"""What is made at once when the server starts: tables that lack much of the log."""

from datetime import UTC, datetime

import psycopg

from api.operations.projecting import make_at_once
from lrs.postgres.postgres import Database
from projections.tables import tracking
from projections.tables.runner import Runner
from tests.recording import Hands, open_store, publish, record

NOW = Hands(datetime(2010, 12, 1, tzinfo=UTC))


def test_tables_that_lack_much_are_made_at_once(database: Database) -> None:
    store = open_store(database.service, NOW)
    assert not make_at_once(database.projector, clock=NOW, many=0), "nothing is there"
    publish(store)
    days = {"start": "2010-03-01", "end": "2010-03-12", "scheduled_days": "10"}
    for number in range(4):
        fact = {"fact": "class.completed", "id": f"k{number}", "class": f"k{number}"}
        record(store, {**fact, **days, "cadre": f"c{number}"})
    store.close()
    assert not make_at_once(database.projector, clock=NOW, many=5), "few are made step by step"
    assert make_at_once(database.projector, clock=NOW, many=4)
    assert not make_at_once(database.projector, clock=NOW, many=0)
    with psycopg.connect(database.projector, autocommit=True) as conn:
        assert tracking.answering(conn).settled == 5
        conn.execute("UPDATE projections.tracking SET version = 'old' WHERE projection = 'ledgers'")
        conn.execute("UPDATE projections.balance SET earned = 1")
        assert make_at_once(database.projector, clock=NOW, many=4), "a version that is new"
        assert conn.execute("SELECT min(earned) FROM projections.balance").fetchone() == (50,)
        assert Runner(NOW).catch_up(conn).lag == 0


def test_a_log_without_a_policy_waits_for_one(database: Database) -> None:
    store = open_store(database.service, NOW)
    record(store, {"fact": "cadre.left", "id": "x", "cadre": "c1", "occurred": "2010-01-01"})
    store.close()
    assert not make_at_once(database.projector, clock=NOW, many=0)

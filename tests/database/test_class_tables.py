"""The live tables of classes: what the day alone changes, and a substitute whose credit waits."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from tests.recording import Hands, open_store, publish, record

K = {"class": "K"}
HELD = {"start": "2010-05-10", "end": "2010-05-14", "scheduled_days": "5"}


@pytest.fixture
def clock() -> Hands:
    return Hands(datetime(2010, 5, 1, tzinfo=UTC))


@pytest.fixture
def store(database: Database, clock: Hands) -> Iterator[RecordStore]:
    opened = open_store(database.service, clock)
    publish(opened, selection__substitute_credit="withhold")
    yield opened
    opened.close()


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.projector, autocommit=True) as opened:
        yield opened


def one(conn: Connection, query: str) -> tuple[Any, ...] | None:
    return conn.execute(query).fetchone()


STATE = "SELECT state, findings FROM projections.class"
CREDIT = "SELECT trim_scale(credits)::text, reason FROM projections.ledger_entry"


def test_days_that_pass_move_a_class_though_nothing_is_posted(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    plan = {"persons": 40, "start": "2010-05-10", "end": "2010-05-14", "occurred": "2010-01-01"}
    record(store, {"fact": "class.planned", "id": "p", **K, **plan})
    called = {"cadre": "c1", "occurred": "2010-04-20"}
    record(store, {"fact": "cadre.nominated", "id": "n", **K, **called})
    runner = Runner(clock)
    nominated = "SELECT state, reason FROM projections.class_nomination"
    found = []
    for day in (9, 10, 14, 15):
        clock.now = datetime(2010, 5, day, 4, tzinfo=UTC)
        runner.catch_up(conn)
        found.append((one(conn, STATE), one(conn, nominated)))
    assert found == [
        (("planned", []), ("nominated", None)),
        (("running", ["undeclared"]), ("nominated", None)),
        (("running", ["undeclared"]), ("nominated", None)),
        (("not_held", ["undeclared"]), ("absent", "nominee_absent")),
    ]
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert all(each.before == each.after for each in rebuilt.projections)


def test_the_credit_of_a_substitute_comes_and_goes_with_its_approval(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    clock.now = datetime(2010, 6, 1, tzinfo=UTC)
    runner = Runner(clock)
    came = {"cadre": "s1", "substitute_for": "c1", **K, **HELD}
    record(store, {"fact": "class.completed", "id": "k", **came})
    runner.catch_up(conn)
    assert one(conn, CREDIT) == ("0", "substitute_not_approved")
    both = {"cadre": "c1", "substitute": "s1", "occurred": "2010-05-07"}
    record(store, {"fact": "substitution.approved", "id": "b", **K, **both})
    runner.catch_up(conn)
    assert one(conn, CREDIT) == ("25", None)
    record(store, {"fact": "act.voided", "id": "v", "target": "b", "occurred": "2010-06-01"})
    runner.catch_up(conn)
    assert one(conn, CREDIT) == ("0", "substitute_not_approved")
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert all(each.before == each.after for each in rebuilt.projections)

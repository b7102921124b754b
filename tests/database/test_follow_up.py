"""What the tables of follow-ups tell is what is folded from the log, whatever comes."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from projections.answers.basis import Answers, Basis, Question
from projections.answers.follow_up import follow_ups, held, tallied
from projections.follow_up.tally import rows_of
from projections.profile.writing import to_statement
from projections.reports.follow_up_report import every_class
from projections.tables import follow_up as tables
from projections.tables.runner import Runner
from tests.conftest import Postgres
from tests.follow_up_histories import histories
from tests.recording import Hands, open_store, post, publish
from tests.unit.projections.strategies import Short

UNTIL = st.sampled_from([date(2010, 4, 7), date(2010, 12, 31), date(2014, 1, 1)])


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    shorts=histories,
    until=UNTIL,
    days=st.lists(st.sampled_from([1, 30, 90, 365]), min_size=1, max_size=3),
    reports_of=st.sampled_from(["institution", "class"]),
)
def test_tables_tell_what_the_log_tells(
    shorts: list[Short],
    until: date,
    days: list[int],
    reports_of: str,
    postgres: Postgres,
    migrated: str,
) -> None:
    clock = Hands(datetime(2010, 4, 1, 4, tzinfo=UTC))
    with postgres.database(template=migrated) as database:
        store = open_store(database.service, clock)
        publish(store, follow_up__reports_of=reports_of)
        for short in shorts:
            named = {key.rstrip("_"): value for key, value in short.items()}
            store.record([post(to_statement(named))])  # a void of a void is refused
        for passing in days:  # nothing is recorded: what changes is the day alone
            _assert_same(database, clock, until)
            clock.now += timedelta(days=passing)
        _assert_same(database, clock, until)
        store.close()


def _assert_same(database: Database, clock: Hands, until: date) -> None:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        assert Runner(clock).catch_up(conn).lag == 0
    with psycopg.connect(database.service, autocommit=True) as conn:
        log = LogReader(conn)
        basis = Answers(clock).basis(log, Question())
        there = tables.as_of(conn, basis)
        assert there is not None
        assert (there.position, there.today) == (basis.position, basis.today)
        found = tables.tally(conn, until=until, today=there.today)
        assert found == tallied(log, basis, until=until)
        for units in (None, ["A"], ["school"]):
            listed = tables.classes(conn, there, state=None, units=units, after="", limit=99)
            every = every_class(log, basis)
            assert listed == [one.told for one in every if not units or one.concerns(units)]
        _assert_view(conn, log, basis)


def _assert_view(conn: Connection[Any], log: LogReader, basis: Basis) -> None:
    """The view of analysts says of each item what the answer on its class says."""
    columns = "class_id, item, person, place, state, done_on, statement_id"
    rows = conn.execute(f"SELECT {columns} FROM projections.follow_up_items").fetchall()
    assert Counter(rows) == Counter(
        (
            *(subject.key, row.name, row.cadre, row.place, row.item.state.value, row.item.done_on),
            next(iter(row.item.evidence), None),
        )
        for subject, found in follow_ups(log, held(log, basis), basis)
        for row in rows_of(found)
    )


def test_nothing_is_counted_where_nothing_was_held(database: Database) -> None:
    clock = Hands(datetime(2010, 4, 1, 4, tzinfo=UTC))
    store = open_store(database.service, clock)
    publish(store)
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(clock).catch_up(conn)
        assert tables.tally(conn, until=clock.now.date(), today=clock.now.date()) == Counter()

"""A log in a list answers every question as the one in PostgreSQL: a cadre's ledger, too."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from lrs.access.credential_store import Credentials
from lrs.event.cut_log import CutLog
from lrs.event.extended_log import ExtendedLog
from lrs.event.list_log import ListLog
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.answers.basis import Answers, Question
from projections.words import things
from projections.words import vocabulary as v
from projections.words.persons import identifier_of
from tests.recording import Hands, record

NOW = datetime(2010, 12, 1, tzinfo=UTC)
CLASS = {"fact": "class.completed", "cadre": "c1", "class": "K", "scheduled_days": "10"}
FACTS: list[dict[str, Any]] = [
    {"fact": "act.voided", "id": "early", "target": "k2", "occurred": "2010-01-05"},
    {"fact": "cadre.enrolled", "id": "e", "cadre": "c1", "unit": "U", "occurred": "2009-01-01"},
    {**CLASS, "id": "k", "start": "2010-03-01", "end": "2010-03-12"},
    {**CLASS, "id": "k2", "class": "K2", "start": "2010-04-01", "end": "2010-04-12"},
    {"fact": "course.catalogued", "id": "o", "course": "o1", "credits": "5",
     "occurred": "2009-01-01"},
    {"fact": "course.passed", "id": "p", "cadre": "c1", "course": "o1", "occurred": "2010-05-01"},
    {"fact": "act.voided", "id": "v", "target": "k", "occurred": "2010-06-01"},
    {"fact": "void.withdrawn", "id": "w", "target": "k", "occurred": "2010-06-02"},
]  # fmt: skip
MIDST = datetime(2010, 12, 1, 0, 4, tzinfo=UTC)


@pytest.fixture
def store(published: RecordStore, clock: Hands) -> RecordStore:
    Credentials(published).add("x", scopes=["all"], key="k1")
    for fact in FACTS:
        clock.now += timedelta(minutes=1)
        record(published, fact)
    Credentials(published).revoke("k1")
    return published


@pytest.fixture
def both(database: Database, store: RecordStore) -> Iterator[tuple[Log, Log]]:
    """The log in PostgreSQL, and the same in a list."""
    with psycopg.connect(database.projector, autocommit=True) as conn:
        reader = LogReader(conn)
        head = reader.head()
        statements = reader.read(after=0, until=head, limit=head)
        rest = set(range(1, head + 1)) - {one.position for one in statements}
        others = {at: stored for at in rest if (stored := reader.stored_at(at))}
        yield reader, ListLog(statements, reader.grants(until=head), others)


QUESTIONS: dict[str, Callable[[Log], Any]] = {
    "head": lambda log: log.head(),
    "position_at": lambda log: log.position_at(MIDST),
    "stored_at": lambda log: (log.stored_at(2), log.stored_at(3), log.stored_at(99)),
    "read": lambda log: log.read(after=2, until=9, limit=4),
    "at": lambda log: log.at([3, 1, 2]),
    "by_ids": lambda log: log.by_ids([one.statement_id for one in log.at([9, 4])], until=8),
    "concerning": lambda log: log.concerning([identifier_of("c1")], until=99),
    "concerning after": lambda log: log.concerning([identifier_of("c1")], after=5, until=9),
    "with_verb": lambda log: log.with_verb(v.COMPLETED, v.PROFILE + "verb/catalogued", until=99),
    "first_of": lambda log: (
        log.first_of("activity", [things.CLASS.iri("K"), "none"], until=99, each=2),
        log.first_of("agent", [identifier_of("c1")], until=5, each=3),
        log.first_of("agent", [], until=5, each=3),
    ),
    "first_with_verb": lambda log: (
        log.first_with_verb(v.COMPLETED, until=99),
        log.first_with_verb(v.COMPLETED, until=2),
    ),
    "with_activity": lambda log: log.with_activity(things.CLASS.iri("K"), until=99),
    "around_activity": lambda log: log.around_activity(v.PROFILE, until=99),
    "has_activity": lambda log: (
        log.has_activity(things.CLASS.iri("K")),
        log.has_activity(things.CLASS.iri("none")),
    ),
    "grants": lambda log: (log.grants(until=99), log.grants(after=2, until=99)),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_list_answers_as_the_database(both: tuple[Log, Log], name: str) -> None:
    in_database, in_list = map(QUESTIONS[name], both)
    assert in_database
    assert in_list == in_database


def test_a_ledger_is_the_same_without_a_database(both: tuple[Log, Log], clock: Hands) -> None:
    for question in (Question(), Question(known_at=MIDST)):
        in_database, in_list = (
            (answers := Answers(clock)).ledger(log, "c1", answers.basis(log, question))
            for log in both
        )
        assert in_database.entries
        assert in_list == in_database


@pytest.mark.parametrize("name", sorted(QUESTIONS.keys() - {"first_of"}))
def test_a_log_with_more_behind_it_answers_as_one_that_has_it(
    both: tuple[Log, Log], name: str
) -> None:
    log = CutLog(both[0], both[0].head() - 1)  # the last event is no statement
    end = log.head()
    more = log.at([end - 1, end])
    assert len(more) == 2
    assert QUESTIONS[name](ExtendedLog(both[0], more)) == QUESTIONS[name](log)

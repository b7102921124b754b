"""Learning as known at any moment is folded of everybody, though the tables say who that is."""

from contextlib import closing
from datetime import date, datetime, time
from itertools import groupby

import psycopg

from lrs.log.log_reader import LogReader
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from projections.answers.acts import NOBODY, Named
from projections.answers.basis import Answers, Basis, Question
from projections.answers.learned import Learned, learned
from projections.answers.sharing import ALONE
from projections.profile.writing import POLICY_ZONE
from projections.tables.ledgers import named
from projections.tables.runner import Runner
from tests.agreement import statement_of
from tests.conftest import Postgres
from tests.oracle.facts import Fact
from tests.oracle.histories import history
from tests.posting import Hands

SEEDS = range(910, 913)


def of_stranger(number: int, day: str) -> list[Fact]:
    """What is said of somebody whom no unit has, and of every third that he is a cadre."""
    name = f"mailto:stranger{number}@b.cn"
    passed = {"fact": "course.passed", "id": f"s{number}", "course": "o-1", "by": "exam"}
    found: list[Fact] = [{**passed, "cadre": name, "occurred": day, "place": 1}]
    if number % 3 == 0:
        linked = {"fact": "cadre.identified", "id": f"l{number}", "cadre": f"c{number % 5 + 1}"}
        found.append({**linked, "identifier": name, "occurred": "2008-06-01", "place": 1})
    return found


def test_whom_the_tables_know_and_who_came_since_are_everybody(
    postgres: Postgres, migrated: str
) -> None:
    compared = 0
    for seed in SEEDS:
        told, now = history(seed), Hands()
        days = groupby(told.facts, key=lambda one: str(one["recorded"]))
        with (
            postgres.database(template=migrated) as database,
            closing(RecordStore(database.service, clock=now)) as store,
            psycopg.connect(database.projector, autocommit=True) as conn,
        ):
            reader, answers = LogReader(conn), Answers(now)
            for number, (day, facts) in enumerate([(day, list(some)) for day, some in days]):
                now.now = datetime.combine(date.fromisoformat(day), time(23), POLICY_ZONE)
                state(store, *map(statement_of, facts))
                if number % 4 == 0:
                    state(store, *map(statement_of, of_stranger(number, day)))
                if number % 5 == 3:
                    Runner(now).catch_up(conn)
                if number % 6 == 0:
                    compared += assert_same(answers, reader, named(conn))
    assert compared > 100


def assert_same(answers: Answers, reader: LogReader, known: Named) -> int:
    """How many lines were compared, as known now and earlier."""
    compared = 0
    for position in (reader.head(), reader.head() // 2 + 1):
        basis = answers.basis(reader, Question(known_at=position))
        found = lines(reader, basis, known)
        assert found == lines(reader, basis, NOBODY)
        compared += len(found) if known.until else 0
    return compared


def lines(reader: LogReader, basis: Basis, known: Named) -> list[Learned]:
    """The lines of everybody, told apart by all that they have."""
    found = learned(ALONE, reader, basis, None, apart=Learned._fields, named=known)
    return sorted(found, key=repr)

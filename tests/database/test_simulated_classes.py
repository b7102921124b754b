"""The classes of a simulated city: as its simulator expects them, who does not know the rules."""

from collections import Counter
from datetime import date, datetime

import psycopg
import pytest
from psycopg.rows import tuple_row

from api.cli.evidence import past
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from projections.answers.basis import Answers, Question
from projections.answers.subjects import CLASSES, subjects
from projections.classes.declaration import declaration
from projections.classes.state import state
from projections.follow_up.follow_up import follow_up_of
from projections.simulated.city import City
from projections.simulated.class_expectation import Item, expected_classes
from projections.tables.runner import Runner
from tests.recording import Hands, open_store, post

CITIES = [
    City(cadres=60, units=4, years=3, until=date(2013, 11, 20), seed=7, class_life=True),
    City(cadres=40, units=3, years=4, until=date(2011, 1, 5), seed=11, class_life=True),
]
ITEMS = """
SELECT class_id, item, cadre, place, state FROM projections.follow_up_item
"""
PROBLEMS = """
SELECT class_id, submitted, routed, answered, adopted FROM projections.class_duty
WHERE submitted IS NOT NULL
"""


@pytest.mark.parametrize("city", CITIES, ids=["into a new cycle", "across New Year"])
def test_the_classes_come_to_what_the_simulator_expects(database: Database, city: City) -> None:
    clock = Hands()
    store = open_store(database.service, clock)
    for statement in past(city):
        clock.now = datetime.fromisoformat(statement.pop("stored"))
        assert store.record([post(statement)]) == [None]
    store.close()
    expected = expected_classes(city)
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(clock).catch_up(conn)
        cursor = conn.cursor(row_factory=tuple_row)
        assert {Item(*row) for row in cursor.execute(ITEMS)} == expected.items
        problems = {name: tuple(counts) for name, *counts in cursor.execute(PROBLEMS)}
    assert problems == {
        name: counts for name, counts in expected.problems.items() if name in problems
    }
    assert sum(map(sum, problems.values())) > 0
    with psycopg.connect(database.service, autocommit=True) as conn:
        reader = LogReader(conn)
        basis = Answers(clock).basis(reader, Question())
        assert basis.today == expected.today
        found = subjects(CLASSES, sorted(expected.states), reader, basis)
    follow_ups = {name: follow_up_of(subject) for name, subject in found.items()}
    assert {name: declaration(one).verdict for name, one in found.items()} == expected.declarations
    assert {name: state(one) for name, one in found.items()} == expected.states
    assert {
        name: one.sample and (one.sample.verdict.value, one.sample.least)
        for name, one in follow_ups.items()
        if one is not None
    } == expected.samples


def test_the_classes_of_a_city_are_not_tidy() -> None:
    expected = expected_classes(CITIES[0])
    assert len(Counter(expected.declarations.values())) == 4
    assert {"closed", "completed"} <= set(expected.states.values())
    assert {item.state for item in expected.items} >= {"done", "done_late", "overdue", "open"}

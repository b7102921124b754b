"""The classes of a simulated city: as its simulator expects them, who does not know the rules."""

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import tuple_row

from api.cli.simulating import past
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from projections.answers.basis import Answers, Question
from projections.answers.subjects import CLASSES, subjects
from projections.follow_up.follow_up import follow_up_of
from projections.simulated.city import City
from projections.simulated.class_expectation import Expected, Item, expected_classes
from projections.simulated.resource_expectation import Expected as Resources
from projections.simulated.resource_expectation import expected_resources
from projections.simulated.survey_expectation import Published, expected_surveys
from projections.tables.runner import Runner
from tests.recording import Hands, open_store, post

CITIES = [
    City(cadres=60, units=4, years=3, until=date(2013, 11, 20), seed=7, class_life=True),
    City(cadres=40, units=3, years=4, until=date(2011, 1, 5), seed=11, class_life=True),
]


@pytest.mark.parametrize("city", CITIES, ids=["into a new cycle", "across New Year"])
def test_the_projections_come_to_what_the_simulator_expects(database: Database, city: City) -> None:
    clock = Hands()
    store = open_store(database.service, clock)
    for statement in past(city):
        clock.now = datetime.fromisoformat(statement.pop("stored"))
        assert store.record([post(statement)]) == [None]
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(clock).catch_up(conn)
        tables = Tables(conn)
        check_classes(tables, expected_classes(city))
        check_surveys(tables, expected_surveys(city))
        check_resources(tables, expected_resources(city))
    check_samples(database, clock, expected_classes(city))


class Tables:
    """Reads the tables of the projections."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self._cursor = conn.cursor(row_factory=tuple_row)

    def rows(self, columns: str, table: str) -> list[tuple[Any, ...]]:
        found = self._cursor.execute(f"SELECT {columns} FROM projections.{table}").fetchall()
        assert found, table
        return found


def check_classes(tables: Tables, expected: Expected) -> None:
    classes = tables.rows("class_id, declaration, state", "class")
    assert {name: verdict for name, verdict, _ in classes} == expected.declarations
    assert {name: state for name, _, state in classes} == expected.states
    items = tables.rows("class_id, item, cadre, place, state", "follow_up_item")
    assert {Item(*row) for row in items} == expected.items
    nominations: dict[str, dict[str, str]] = {name: {} for name in expected.nominations}
    for name, cadre, state in tables.rows("class_id, cadre, state", "class_nomination"):
        nominations[name][cadre] = state
    assert nominations == expected.nominations
    counted = "class_id, submitted, routed, answered, adopted"
    problems = {name: tuple(counts) for name, *counts in tables.rows(counted, "class_duty")}
    of_held = {name: counts for name, counts in problems.items() if counts[0] is not None}
    assert of_held == {name: expected.problems[name] for name in of_held}
    assert sum(map(sum, of_held.values())) > 0


def check_resources(tables: Tables, expected: Resources) -> None:
    asked = tables.rows("teacher, year, days, met", "teacher_year WHERE met IS NOT NULL")
    assert by_year(asked) == expected.teachers
    funds = tables.rows("unit, year, required, amount, spent", "fund_year")
    assert by_year(funds) == expected.funds
    agreed = "agreement, year, letter, mid_year, year_end, lent_days, fees"
    assert by_year(tables.rows(agreed, "agreement_year")) == expected.sharing
    counties = tables.rows("unit, year, plan, evaluation", "county_year")
    assert by_year(counties) == expected.counties


def by_year(rows: list[tuple[Any, ...]]) -> dict[tuple[str, int], tuple[Any, ...]]:
    return {(name, year): tuple(values) for name, year, *values in rows}


def check_surveys(tables: Tables, expected: Published) -> None:
    published: dict[str, dict[str, dict[str, int | None]]] = {}
    for survey, question, choice, count in tables.rows(
        "survey, question, choice, count", "survey_count"
    ):
        published.setdefault(survey, {}).setdefault(question, {})[choice] = count
    assert published == expected


def check_samples(database: Database, clock: Hands, expected: Expected) -> None:
    with psycopg.connect(database.service, autocommit=True) as conn:
        reader = LogReader(conn)
        basis = Answers(clock).basis(reader, Question())
        assert basis.today == expected.today
        found = subjects(CLASSES, sorted(expected.states), reader, basis)
    follow_ups = {name: follow_up_of(subject) for name, subject in found.items()}
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


def test_the_resources_of_a_city_are_not_tidy() -> None:
    found = expected_resources(
        City(cadres=12, units=8, years=6, until=date(2013, 6, 20), seed=5, class_life=True)
    )
    assert {met for _, met in found.teachers.values()} == {True, False}
    funds = found.funds.values()
    assert {(amount or Decimal(0)) >= (least or 0) for least, amount, _ in funds} == {True, False}
    looks = {state for _, *two, _, _ in found.sharing.values() for state in two}
    assert looks >= {"done", "done_early", "done_late", "overdue", "not_yet_open"}

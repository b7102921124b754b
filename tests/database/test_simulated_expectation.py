"""The balances of a simulated city: as its simulator expects them, who does not know the rules."""

import json
from datetime import date, datetime

import psycopg
import pytest

from api.cli.simulating import past
from lrs.postgres.postgres import Database
from projections.simulated.city import City
from projections.simulated.expectation import expected_balances
from projections.tables.runner import Runner
from tests.expected_balances import differences
from tests.recording import Hands, open_store, post


@pytest.mark.parametrize(
    "city",
    [
        City(cadres=60, units=4, years=3, until=date(2013, 11, 20), seed=7),
        City(cadres=40, units=3, years=4, until=date(2011, 1, 5), seed=11),
        City(cadres=15, units=2, years=3, until=date(2009, 6, 1), seed=2),
    ],
    ids=["into a new cycle", "across New Year", "from before the scheme"],
)
def test_the_projections_come_to_what_the_simulator_expects(database: Database, city: City) -> None:
    clock = Hands()
    store = open_store(database.service, clock)
    for statement in past(city):
        stored = datetime.fromisoformat(statement.pop("stored"))
        clock.now = stored
        assert store.record([post(statement)]) == [None]
    store.close()
    with psycopg.connect(database.projector, autocommit=True) as conn:
        Runner(clock).catch_up(conn)
    expected = list(expected_balances(city))
    with psycopg.connect(database.report, autocommit=True) as conn:
        assert list(differences(conn, expected)) == []
        wrong = {**expected[-1], "earned": "0.5"}
        assert len(list(differences(conn, [*expected[:-1], wrong]))) == 1
        assert len(list(differences(conn, expected[1:]))) == 1


def test_an_expectation_is_the_same_every_time_and_plain_json() -> None:
    city = City(cadres=10, units=2, years=2, until=date(2011, 7, 1), seed=1)
    rows = list(expected_balances(city))
    assert rows == list(expected_balances(city))
    assert [json.loads(json.dumps(row)) for row in rows] == rows
    assert any(row["carried_in"] != "0" for row in rows)

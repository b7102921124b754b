"""The rows of reports: one cadre's balances and a unit's compliance, as known on a past day."""

from datetime import timedelta
from random import Random
from statistics import median
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg

from bench import city, load, stores
from bench.servers import Server, product
from bench.turns import Options, Row, milliseconds

CADRES = 100
UNIT_CADRES = 500
MEMBERS = """
SELECT unit, count(DISTINCT person) AS members FROM projections.members
GROUP BY unit ORDER BY abs(count(DISTINCT person) - %s), unit
"""
PERSONS = "SELECT DISTINCT person FROM projections.members ORDER BY person"


def rows(options: Options) -> list[Row]:
    """p50 of both through HTTP, each question with another known_at."""
    balances: list[float] = []
    compliance: list[float] = []
    with stores.big(options.size) as big, product(big.database) as server:
        (unit, members), *_ = sizes_of_units(big.database.projector)
        persons = [row[0] for row in rows_of(big.database.projector, PERSONS)]
        ask_compliance(server, unit, turn=0)
        for turn in range(1, options.rounds + 1):
            balances += _balances(server, persons, turn)
            compliance.append(ask_compliance(server, unit, turn=turn))
    return [
        Row(
            work=f"one cadre's balances through HTTP, any known_at, at {big.size:,}",
            measured=f"of {len(balances)}",
            against="",
            result=f"p50 {milliseconds(median(balances))}",
            wanted="at most 5 ms",
        ),
        Row(
            work=f"compliance of a unit at a past known_at, at {big.size:,}",
            measured=f"{members} cadres were ever in it",
            against="",
            result=f"{median(compliance):.2f} s",
            wanted=f"at most 3 s for {UNIT_CADRES}, aim for 0.5",
        ),
    ]


def sizes_of_units(conninfo: str) -> list[tuple[str, int]]:
    """Units with how many cadres were ever in them; first the one nearest to UNIT_CADRES."""
    return [(unit, members) for unit, members in rows_of(conninfo, MEMBERS, UNIT_CADRES)]


def rows_of(conninfo: str, query: LiteralString, *parameters: object) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with psycopg.connect(conninfo, autocommit=True) as conn:
        return conn.execute(query, parameters).fetchall()


def ask_compliance(server: Server, unit: str, *, turn: int) -> float:
    """Seconds that the compliance of a unit takes."""
    path = f"/units/{unit}/compliance?known_at={_known_at(Random(turn))}"
    return load.run(server.port, [server.get(path)], clients=1).latencies[0]


def _balances(server: Server, persons: list[str], turn: int) -> list[float]:
    rng = Random(turn)
    paths = [
        f"/cadres/{quote(rng.choice(persons), safe='')}/balances?known_at={_known_at(rng)}"
        for _ in range(CADRES)
    ]
    return load.run(server.port, map(server.get, paths), clients=1).latencies


def _known_at(rng: Random) -> str:
    """A day of the last five years of the city, by when all of its cadres are known."""
    return str(city.UNTIL - timedelta(days=rng.randint(1, 5 * 365)))

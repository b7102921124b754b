"""The walks of the index stay walks: no query reads postings to their end to answer one page."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL

from lrs.log.log_reader import QUERIES
from lrs.postgres.postgres import Database
from lrs.search.statement_finder import _positions

COUNT, LIMIT = 20_000, 51
EVERY, ALSO, HALF, RARE, NONE = 1, 2, 3, 4, 5


@pytest.fixture(scope="module")
def conn(postgres: Any, migrated: str) -> Iterator[psycopg.Connection[Any]]:
    """A database with long and short postings, as the service sees it."""
    with postgres.database(template=migrated) as database:
        fill(database)
        with psycopg.connect(database.service, autocommit=True) as conn:
            yield conn


def fill(database: Database) -> None:
    assert database.owner
    with psycopg.connect(database.owner, autocommit=True) as owner:
        for term, step in ((EVERY, 1), (ALSO, 1), (HALF, 2), (RARE, COUNT // 10)):
            owner.execute(
                "INSERT INTO lrs.posting SELECT %s, generate_series(1, %s, %s)", [term, COUNT, step]
            )
        owner.execute("VACUUM ANALYZE lrs.posting")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


@pytest.mark.parametrize("order", ["ASC", "DESC"])
@pytest.mark.parametrize(
    "groups",
    [
        [[EVERY]],
        [[RARE]],
        [[NONE]],
        [[EVERY, ALSO]],
        [[EVERY, NONE]],
        [[EVERY], [ALSO]],
        [[EVERY], [HALF]],
        [[EVERY], [RARE]],
        [[EVERY], [NONE]],
        [[EVERY, ALSO], [HALF, NONE]],
        [[EVERY, NONE], [ALSO, NONE], [HALF]],
        [[EVERY], [HALF], [RARE, NONE]],
    ],
    ids=str,
)
def test_a_page_reads_little_more_than_itself(
    conn: psycopg.Connection[Any], groups: list[list[int]], order: str
) -> None:
    query, parameters = _positions(groups, 0, COUNT, LIMIT, SQL(order))
    explain = SQL("EXPLAIN (ANALYZE, FORMAT JSON) {}").format(query)
    [[[plan]]] = conn.execute(explain, parameters).fetchall()
    scans = [node for node in nodes(plan["Plan"]) if "Scan" in node["Node Type"]]
    scans = [node for node in scans if node["Node Type"] != "Subquery Scan"]
    assert {node["Node Type"] for node in scans} <= {"Index Only Scan"}
    assert sum(node["Actual Rows"] * node["Actual Loops"] for node in scans) < 16 * LIMIT


@pytest.mark.parametrize("terms", [[RARE], [EVERY], [*range(200)]], ids=["one", "long", "many"])
def test_statements_that_an_index_finds_are_looked_up(
    conn: psycopg.Connection[Any], terms: list[int]
) -> None:
    query = f"EXPLAIN (FORMAT JSON) {QUERIES['statements_of_terms']}"
    [[[plan]]] = conn.execute(query, (terms, 0, COUNT)).fetchall()
    assert not [one for one in nodes(plan["Plan"]) if "Join" in one["Node Type"]]

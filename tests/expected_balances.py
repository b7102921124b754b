"""Compares balances in the tables with those that a simulator expects.

    lrs simulate --expect expected.ndjson > city.ndjson
    lrs restore city.ndjson && lrs rebuild
    python -m tests.expected_balances expected.ndjson

reads the store of the environment, prints the first differences, and exits with 1 if there are any.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import dict_row

from api.cli.stores import open_database

Row = Mapping[str, Any]

QUERY = """
SELECT person AS cadre, year, by_category, earned::text, carried_in::text, counted::text,
    carried_out::text, grade
FROM projections.balances ORDER BY person COLLATE "C", year
"""


def differences(conn: Connection[Any], expected: Iterable[Row]) -> Iterator[str]:
    """What the tables have otherwise than expected, missing or besides.

    A store that was restored later goes on to the year of that day: years after all that are
    expected must have earned nothing.
    """
    last = 0
    found = {
        (row["cadre"], row["year"]): row for row in conn.cursor(row_factory=dict_row).execute(QUERY)
    }
    for row in expected:
        last = max(last, row["year"])
        own = found.pop((row["cadre"], row["year"]), None)
        if own != row:
            yield f"{row['cadre']} {row['year']}: expected {dict(row)}, found {own}"
    for (cadre, year), row in found.items():
        if year > last and row["earned"] == "0":
            continue
        yield f"{cadre} {year}: expected nothing, found {row}"


def main(path: Path) -> int:
    """Compares the store of the environment with a file of expectations; the exit code."""
    with (
        path.open(encoding="utf-8") as lines,
        open_database() as database,
        psycopg.connect(database.report, autocommit=True) as conn,
    ):
        rows = [json.loads(line) for line in lines]
        told = list(islice(differences(conn, rows), 20))
    for one in told:
        print(one)
    print(f"{len(rows)} balances expected: {'they differ' if told else 'all equal'}")
    return 1 if told or not rows else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

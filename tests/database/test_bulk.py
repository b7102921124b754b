"""Rows that are copied in binary are read back as they were."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from lrs.postgres.postgres import Database
from projections.tables import bulk

COLUMNS = bulk.columns("person text, year int4, at int8, day date, amount numeric, ids uuid[]")
A, B = UUID(int=1), UUID(int=2**128 - 1)


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with psycopg.connect(database.projector, autocommit=True) as opened:
        opened.execute("SET search_path TO projections")
        opened.execute(
            "CREATE TABLE projections.trial (person text, year integer, at bigint, day date,"
            " amount numeric, ids uuid[], texts text[], told jsonb)"
        )
        yield opened


def test_rows_come_back(conn: Connection) -> None:
    columns = {**COLUMNS, "texts": "text[]", "told": "jsonb"}
    rows = [
        (
            "王\t\\N",
            2010,
            2**40,
            date(2010, 1, 2),
            Decimal("0.5"),
            [A, B],
            ['a,"b', "研"],
            {"a": "1"},
        ),
        ("", -1, 0, date.max, Decimal(0), [], [], {}),
        (None,) * 8,
    ]
    bulk.copy(conn, "trial", columns, rows)
    assert conn.execute("SELECT * FROM projections.trial").fetchall() == rows


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("45.0", "45"),
        ("1E+3", "1000"),
        ("-0.50", "-0.5"),
        ("999999999.123456", "999999999.123456"),
        ("0.000001", "0.000001"),
        ("10000", "10000"),
    ],
)
def test_equal_amounts_are_written_alike(conn: Connection, amount: str, text: str) -> None:
    for one in (amount, text):
        bulk.copy(conn, "trial", {"amount": "numeric"}, [(Decimal(one),)])
    rows = conn.execute("SELECT amount::text FROM projections.trial").fetchall()
    assert rows == [(text,), (text,)]

"""The row of disk: bytes per statement of the log, the query index and the projections."""

from typing import LiteralString

import psycopg

from bench import stores
from bench.turns import Options, Row

LOG = "SELECT pg_total_relation_size('lrs.log')"
INDEX = """
SELECT sum(pg_total_relation_size(c)) FROM unnest(
    ARRAY['lrs.posting', 'lrs.voiding', 'lrs.dangling']::regclass[]) c
"""
PROJECTIONS = """
SELECT sum(pg_total_relation_size(oid)) FROM pg_class
WHERE relnamespace = 'projections'::regnamespace AND relkind = 'r'
"""
BODIES = "SELECT avg(octet_length(state)) FROM lrs.log"


def rows(options: Options) -> list[Row]:
    """Bytes per statement after a restore and a rebuild."""
    with (
        stores.big(options.size) as big,
        psycopg.connect(str(big.database.owner), autocommit=True) as conn,
    ):
        log, index, projections = (
            _number(conn, query) / big.size for query in (LOG, INDEX, PROJECTIONS)
        )
        state = _number(conn, BODIES)
    return [
        Row(
            work="bytes on disk per statement: log, index, projections",
            measured=f"{log:.0f}, {index:.0f}, {projections:.0f}",
            against=f"{state:.0f} bytes of an event",
            result=f"{log + index + projections:.0f}",
            wanted="published",
        )
    ]


def _number(conn: psycopg.Connection, query: LiteralString) -> float:
    row = conn.execute(query).fetchone()
    return float(row[0]) if row else 0.0
